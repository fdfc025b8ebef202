//! The match of an order in its buyer's calendar.

use super::order;
use crate::{
    http::{
        AppState,
        error::Failure,
        extract::{Ids, Owner},
    },
    tickets::{calendar, entry},
};
use axum::{
    Extension,
    extract::State,
    response::{IntoResponse, Response},
};
use http::{HeaderMap, HeaderValue, Uri, header};
use jari_core::domain::{Language, OrderState};

pub(super) async fn file(
    State(state): State<AppState>,
    Extension(language): Extension<Language>,
    Ids(id): Ids<String>,
    Owner(cart): Owner,
    uri: Uri,
    headers: HeaderMap,
) -> Result<Response, Failure> {
    let order =
        order::find(&state, &id, &cart, &headers).await?.filter(|order| order.state == OrderState::Paid);
    let Some(order) = order else { return Ok(order::nothing(&state, language, &id)) };
    let services = &state.services;
    let (info, venue) = services.within(services.seat_map.venue_of(order.match_id)).await?;
    let origin = state.origins.public_or(&headers, uri.authority());
    let entry = entry(&order, &info, &venue, language, Some(&origin));
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static("text/calendar; charset=utf-8")),
        (header::CONTENT_DISPOSITION, HeaderValue::from_static("attachment; filename=\"match.ics\"")),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
    ];
    Ok((headers, calendar(&entry)).into_response())
}
