//! `POST` of a ticket at a gate, and what a gate without a network verifies tickets with.

use super::ok;
use crate::http::{AppState, error::EntryFailure, extract::Body};
use app::{error::ApiError, error_code::ErrorCode, wire::Envelope};
use axum::{Json, extract::State, response::IntoResponse};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use http::{HeaderMap, header};
use jari_core::domain::{MatchId, SeatId, UnixMillis, ticket::EntryRefusal};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::sync::Arc;

/// The most characters of what a gate calls itself.
const LONGEST_GATE: usize = 80;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct Shown {
    token: String,
    match_id: Option<MatchId>,
    gate: Option<String>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Admitted {
    match_id: MatchId,
    seat_id: SeatId,
    area: String,
    block: String,
    row: String,
    number: String,
    entered_at: UnixMillis,
}

#[derive(Serialize)]
struct Keys {
    keys: Vec<Key>,
}

/// A public key as JSON Web Keys have it (RFC 8037).
#[derive(Serialize)]
struct Key {
    kty: &'static str,
    crv: &'static str,
    x: String,
}

/// Lets somebody in by a ticket.
pub(super) async fn redeem(
    State(state): State<AppState>,
    headers: HeaderMap,
    Body(shown): Body<Shown>,
) -> Result<Json<Envelope<impl Serialize>>, EntryFailure> {
    if !is_operator(&state, &headers) {
        return Err(ApiError::new(ErrorCode::OperatorRequired).into());
    }
    let Shown { token, match_id, gate } = shown;
    let is_name = |gate: &String| gate.chars().count() <= LONGEST_GATE && !gate.chars().any(char::is_control);
    if !gate.as_ref().is_none_or(is_name) {
        return Err(ApiError::new(ErrorCode::InvalidBody).into());
    }
    let not_signed = |_| EntryFailure::of(EntryRefusal::NoTicket.into());
    let claim = state.ticket_keys.read(&token).map_err(not_signed)?;
    let services = state.services.clone();
    let now = services.allocation.now();
    let tickets = Arc::clone(&services.tickets);
    let redeem = async move { tickets.redeem(claim.ticket, match_id, gate.as_deref(), now).await };
    let ticket = services.change(|_| redeem).await.map_err(EntryFailure::of)?;
    let (_, venue) = services.within(services.seat_map.venue_of(ticket.match_id)).await?;
    let place = venue.block_of(ticket.seat_id).and_then(|block| {
        let seat = block.seats.iter().find(|seat| seat.id == ticket.seat_id)?;
        Some((block.info.clone(), seat.clone()))
    });
    let (block, seat) = place.ok_or_else(|| ApiError::new(ErrorCode::SeatNotFound))?;
    Ok(ok(Admitted {
        match_id: ticket.match_id,
        seat_id: ticket.seat_id,
        area: block.area_name.as_str().to_owned(),
        block: block.name.as_str().to_owned(),
        row: seat.row,
        number: seat.number,
        entered_at: ticket.entered.map_or(now, |entered| entered.at),
    }))
}

/// What tickets are verified with.
pub(super) async fn keys(State(state): State<AppState>) -> impl IntoResponse {
    let key = |key: &[u8]| Key { kty: "OKP", crv: "Ed25519", x: URL_SAFE_NO_PAD.encode(key) };
    ok(Keys { keys: state.ticket_keys.public_keys().map(key).collect() })
}

/// Whether an operator's program asks. What is compared are hashes, so that the time it takes tells nothing of the token.
fn is_operator(state: &AppState, headers: &HeaderMap) -> bool {
    let shown = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    let shown = shown.and_then(|value| value.strip_prefix("Bearer "));
    match (shown, &state.operator_token) {
        (Some(shown), Some(token)) => Sha256::digest(shown.trim()) == Sha256::digest(token.as_bytes()),
        _ => false,
    }
}
