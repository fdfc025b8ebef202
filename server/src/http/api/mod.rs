//! The REST routes and the streams, under `/api`.

mod allocation;
mod best_available;
mod block_texts;
mod catalogue;
mod geometry;
mod json;
mod orders;
mod payments;
mod seats;
mod states;
mod stream;
mod tickets;

pub use block_texts::BlockTexts;
pub(super) use payments::return_url;

use super::{AppState, entity_tag, error, error::Failure, whole};
use crate::site::hash;
use app::wire::Envelope;
use axum::{
    Json, Router, middleware,
    response::Response,
    routing::{get, post},
};
use bytes::Bytes;
use http::HeaderMap;
use jari_core::ports::StoreError;
use serde::Serialize;
use tower_http::compression::CompressionLayer;

/// Every route of the API. The streams stand outside of the compression: a proxy or a browser that waited for a
/// compressor's block to fill would see changes late.
pub(super) fn routes(state: &AppState) -> Router<AppState> {
    let compressed = Router::new()
        .route("/matches", get(catalogue::matches))
        .route("/matches/{match_id}/areas", get(catalogue::areas))
        .route("/matches/{match_id}/areas/{area_id}/sections", get(catalogue::sections))
        .route("/matches/{match_id}/sections/{section_id}/blocks", get(catalogue::blocks_of_section))
        .route("/matches/{match_id}/blocks", get(catalogue::blocks))
        .route("/matches/{match_id}/categories", get(catalogue::categories))
        .route("/matches/{match_id}/blocks/{block_id}/seats", get(seats::snapshot).layer(seats::encoded()))
        .layer(CompressionLayer::new())
        .layer(middleware::from_fn_with_state(state.clone(), whole::layer));
    Router::new()
        .merge(compressed)
        .route("/matches/{match_id}/seats/states", get(states::snapshot))
        .route("/matches/{match_id}/allocation/seats/{seat_id}/hold", post(allocation::hold))
        .route("/matches/{match_id}/allocation/seats/{seat_id}/release", post(allocation::release))
        .route("/matches/{match_id}/allocation/best", post(best_available::hold))
        .route("/matches/{match_id}/allocation/seats/hold", post(allocation::hold_many))
        .route("/matches/{match_id}/allocation/lengthen", post(allocation::lengthen))
        .route("/matches/{match_id}/allocation/seats/complete", post(allocation::complete))
        .route("/matches/{match_id}/orders", post(orders::place))
        .route("/orders/{order_id}", get(orders::read))
        .route("/orders/{order_id}/cancel", post(orders::cancel))
        .route("/orders/{order_id}/payments", post(payments::begin))
        .route("/orders/{order_id}/payments/{payment_id}/return", get(payments::returned))
        .route("/tickets/redeem", post(tickets::redeem))
        .route("/tickets/keys", get(tickets::keys))
        .route("/payments/{gateway}/webhook", post(payments::webhook))
        .route("/matches/{match_id}/blocks/{block_id}/seats/stream", get(stream::block))
        .route("/matches/{match_id}/seats/stream", get(stream::overview))
        .fallback(error::not_found)
        .method_not_allowed_fallback(error::method_not_allowed)
}

/// What is the same for everybody and never changes. It stands outside of the sessions, so that any cache may keep it.
pub(super) fn geometries() -> Router<AppState> {
    let geometry = get(geometry::geometry).fallback(error::method_not_allowed);
    Router::new().route("/api/venues/{venue_id}/geometry/{hash}", geometry)
}

/// A success in its envelope.
fn ok<T: Serialize>(data: T) -> Json<Envelope<T>> {
    Json(Envelope::ok(data))
}

/// The same for what is read by everybody alike: its entity tag is a hash of it, so that whoever asks again is sent it only
/// if it has changed.
async fn unless_known<T: Serialize>(headers: &HeaderMap, data: T) -> Result<Response, Failure> {
    let json = serde_json::to_vec(&Envelope::ok(data))
        .map_err(|error| StoreError::Inconsistent(error.to_string()))?;
    json_unless_known(headers, json.into()).await
}

/// The same for what is JSON already.
async fn json_unless_known(headers: &HeaderMap, json: Bytes) -> Result<Response, Failure> {
    entity_tag::answer(headers, &hash::of(&json), async { Ok(json) }).await
}
