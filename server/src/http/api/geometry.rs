//! `GET` of a venue's geometry by the hash of its content: whoever has it has it for good.

use crate::http::{
    AppState,
    encoded::{Terms, answer},
    error::Failure,
    extract::Ids,
};
use app::{error::ApiError, error_code::ErrorCode};
use axum::{extract::State, response::Response};
use http::HeaderMap;
use jari_core::domain::VenueId;

pub(super) async fn geometry(
    State(state): State<AppState>,
    Ids((venue_id, hash)): Ids<(VenueId, String)>,
    headers: HeaderMap,
) -> Result<Response, Failure> {
    let found = state.services.within(state.venues.geometry_of(venue_id)).await?;
    // Another hash is of another build or of no venue: it must never be answered with what has another name.
    let geometry = found.filter(|geometry| geometry.encoded().hash == hash);
    let geometry = geometry.ok_or_else(|| ApiError::new(ErrorCode::NotFound))?;
    let terms = Terms { tag: &hash, cache: "public, max-age=31536000, immutable" };
    Ok(answer(&headers, geometry.content(), terms).await)
}
