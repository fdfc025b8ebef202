//! `GET` of a block's seats: the same snapshot as the stream's `init`, with an entity tag that is its revision.

use crate::{
    backend::reads::BLOCKS_BYTES,
    cache::lru,
    http::{entity_tag, error::Failure, extract::Ids},
};
use app::{
    server_fns::Services,
    wire::{Envelope, SeatState, SeatsData},
};
use axum::{Extension, extract::State, response::Response};
use bytes::Bytes;
use http::HeaderMap;
use jari_core::{
    domain::{BlockId, MatchId, SeatChange, Snapshot, StreamId},
    ports::StoreError,
};
use moka::future::Cache;
use std::sync::Arc;

pub(super) async fn snapshot(
    State(services): State<Services>,
    Ids((match_id, block_id)): Ids<(MatchId, BlockId)>,
    Extension(encoded): Extension<Arc<EncodedSeats>>,
    headers: HeaderMap,
) -> Result<Response, Failure> {
    let snapshot = services.within(services.seat_map.snapshot(match_id, block_id)).await?;
    let tag = snapshot.stream_id().to_string();
    let json = async { Ok(encoded.json((match_id, block_id), &snapshot).await?) };
    entity_tag::answer(&headers, &tag, json).await
}

/// The answers of the blocks that were asked for last, so that a crowd's answer is encoded once.
pub(super) struct EncodedSeats {
    kept: Cache<(MatchId, BlockId), (StreamId, Bytes)>,
}

/// What the route needs besides the services.
pub(super) fn encoded() -> Extension<Arc<EncodedSeats>> {
    let kept = lru(BLOCKS_BYTES).weigher(|_, (_, json): &(StreamId, Bytes)| bytes_of(json)).build();
    Extension(Arc::new(EncodedSeats { kept }))
}

impl EncodedSeats {
    async fn json(&self, block: (MatchId, BlockId), snapshot: &Snapshot) -> Result<Bytes, StoreError> {
        let id = snapshot.stream_id();
        if let Some((_, json)) = self.kept.get(&block).await.filter(|(kept, _)| *kept == id) {
            return Ok(json);
        }
        let state = |seat: &SeatChange| SeatState { id: seat.seat_id, status: seat.status };
        let seats = SeatsData { seats: snapshot.seats.iter().map(state).collect() };
        let json = serde_json::to_vec(&Envelope::ok(seats))
            .map_err(|error| StoreError::Inconsistent(error.to_string()))?;
        let json = Bytes::from(json);
        self.kept.insert(block, (id, json.clone())).await;
        Ok(json)
    }
}

fn bytes_of(json: &Bytes) -> u32 {
    u32::try_from(json.len()).unwrap_or(u32::MAX)
}
