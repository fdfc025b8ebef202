//! `GET` of a block's seats: the same snapshot as the stream's `init`, with an entity tag that is its revision.

use super::ok;
use crate::http::{error::Failure, extract::Ids};
use app::{
    domain::{BlockId, MatchId},
    server_fns::Services,
    wire::{SeatState, SeatsData},
};
use axum::{
    extract::State,
    response::{IntoResponse, Response},
};
use http::{HeaderMap, HeaderValue, StatusCode, header};

pub(super) async fn snapshot(
    State(services): State<Services>,
    Ids((match_id, block_id)): Ids<(MatchId, BlockId)>,
    headers: HeaderMap,
) -> Result<Response, Failure> {
    let snapshot = services.seat_map.snapshot(match_id, block_id).await?;
    // Weak, because the same state may be sent compressed or not.
    let tag = format!("W/\"{}\"", snapshot.stream_id());
    let mut response = if is_known(&headers, &tag) {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        let seats =
            snapshot.seats.iter().map(|seat| SeatState { id: seat.seat_id, status: seat.status }).collect();
        ok(SeatsData { seats }).into_response()
    };
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    if let Ok(tag) = HeaderValue::from_str(&tag) {
        headers.insert(header::ETAG, tag);
    }
    Ok(response)
}

/// Whether the client says that it has this state. Tags are compared weakly, as `If-None-Match` asks for.
fn is_known(headers: &HeaderMap, tag: &str) -> bool {
    let opaque = tag.trim_start_matches("W/");
    headers
        .get_all(header::IF_NONE_MATCH)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .map(str::trim)
        .any(|known| known == "*" || known.trim_start_matches("W/") == opaque)
}
