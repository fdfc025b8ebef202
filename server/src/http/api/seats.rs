//! `GET` of a block's seats: the same snapshot as the stream's `init`, with an entity tag that is its revision.

use crate::{
    backend::reads::{MAX_BLOCKS, Recent},
    http::{entity_tag, error::Failure, extract::Ids},
};
use app::{
    server_fns::Services,
    wire::{Envelope, SeatState, SeatsData},
};
use axum::{
    Extension,
    extract::State,
    response::{IntoResponse, Response},
};
use bytes::Bytes;
use http::{HeaderMap, HeaderValue, StatusCode, header};
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
    // Weak, because the same state may be sent compressed or not.
    let tag = format!("W/\"{}\"", snapshot.stream_id());
    let mut response = if entity_tag::is_known(&headers, &tag) {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        let json = encoded.json((match_id, block_id), &snapshot)?;
        ([(header::CONTENT_TYPE, "application/json")], json).into_response()
    };
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    if let Ok(tag) = HeaderValue::from_str(&tag) {
        headers.insert(header::ETAG, tag);
    }
    Ok(response)
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
