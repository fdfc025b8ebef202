//! The REST routes and the streams, under `/api`.

mod allocation;
mod catalogue;
mod json;
mod seats;
mod stream;

use super::{AppState, error};
use app::wire::Envelope;
use axum::{
    Json, Router,
    routing::{get, post},
};
use serde::Serialize;
use tower_http::compression::CompressionLayer;

/// Every route of the API. The streams stand outside of the compression: a proxy or a browser that waited for a
/// compressor's block to fill would see changes late.
pub(super) fn routes() -> Router<AppState> {
    let compressed = Router::new()
        .route("/matches", get(catalogue::matches))
        .route("/matches/{match_id}/areas", get(catalogue::areas))
        .route("/matches/{match_id}/areas/{area_id}/sections", get(catalogue::sections))
        .route("/matches/{match_id}/sections/{section_id}/blocks", get(catalogue::blocks_of_section))
        .route("/matches/{match_id}/blocks", get(catalogue::blocks))
        .route("/matches/{match_id}/blocks/{block_id}/seats", get(seats::snapshot).layer(seats::encoded()))
        .layer(CompressionLayer::new());
    Router::new()
        .merge(compressed)
        .route("/matches/{match_id}/allocation/seats/{seat_id}/hold", post(allocation::hold))
        .route("/matches/{match_id}/allocation/seats/{seat_id}/release", post(allocation::release))
        .route("/matches/{match_id}/allocation/seats/complete", post(allocation::complete))
        .route("/matches/{match_id}/blocks/{block_id}/seats/stream", get(stream::block))
        .route("/matches/{match_id}/seats/stream", get(stream::overview))
        .fallback(error::not_found)
        .method_not_allowed_fallback(error::method_not_allowed)
}

/// A success in its envelope.
fn ok<T: Serialize>(data: T) -> Json<Envelope<T>> {
    Json(Envelope::ok(data))
}
