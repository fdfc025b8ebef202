//! `GET` of a block's seats: the same snapshot as the stream's `init`, with an entity tag that is its revision.

use crate::{
    backend::reads::{MAX_BLOCKS, Recent},
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
use std::sync::Arc;

pub(super) async fn snapshot(
    State(services): State<Services>,
    Ids((match_id, block_id)): Ids<(MatchId, BlockId)>,
    Extension(encoded): Extension<Arc<EncodedSeats>>,
    headers: HeaderMap,
) -> Result<Response, Failure> {
    let snapshot = services.within(services.seat_map.snapshot(match_id, block_id)).await?;
    let tag = snapshot.stream_id().to_string();
    entity_tag::answer(&headers, &tag, || Ok(encoded.json((match_id, block_id), &snapshot)?))
}

/// The answers of the blocks that were asked for last, so that a crowd's answer is encoded once.
pub(super) struct EncodedSeats {
    kept: Recent<(MatchId, BlockId), (StreamId, Bytes)>,
}

/// What the route needs besides the services.
pub(super) fn encoded() -> Extension<Arc<EncodedSeats>> {
    Extension(Arc::new(EncodedSeats { kept: Recent::new(MAX_BLOCKS) }))
}

impl EncodedSeats {
    fn json(&self, block: (MatchId, BlockId), snapshot: &Snapshot) -> Result<Bytes, StoreError> {
        let id = snapshot.stream_id();
        if let Some((_, json)) = self.kept.get(&block).filter(|(kept, _)| *kept == id) {
            return Ok(json);
        }
        let state = |seat: &SeatChange| SeatState { id: seat.seat_id, status: seat.status };
        let seats = SeatsData { seats: snapshot.seats.iter().map(state).collect() };
        let json = serde_json::to_vec(&Envelope::ok(seats))
            .map_err(|error| StoreError::Inconsistent(error.to_string()))?;
        let json = Bytes::from(json);
        self.kept.put(block, (id, json.clone()));
        Ok(json)
    }
}
