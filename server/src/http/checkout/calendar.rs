//! The match of an order in its buyer's calendar.

use super::{order, read};
use crate::{
    http::{
        AppState,
        error::Failure,
        extract::{Ids, Owner},
    },
    tickets::{Entry, calendar},
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
    let order = order::find(&state, &id, &cart).await?.filter(|order| order.state == OrderState::Paid);
    let Some(order) = order else { return Ok(order::nothing(&state, language, &id)) };
    let services = &state.services;
    let (info, venue) = services.within(services.seat_map.venue_of(order.match_id)).await?;
    let seats: Vec<_> =
        order.items.iter().map(|item| read::place(&venue, item.seat_id, language).0).collect();
    let origin = state.origins.public_or(&headers, uri.authority());
    let entry = Entry {
        uid: format!("{}@jari", order.id),
        title: info.name.in_language(language).0.to_owned(),
        place: info.venue_name.in_language(language).0.to_owned(),
        description: seats.join("\n"),
        url: Some(format!("{origin}/{language}/orders/{}", order.id)),
        starts_at: info.starts_at,
        made_at: order.created_at,
    };
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static("text/calendar; charset=utf-8")),
        (header::CONTENT_DISPOSITION, HeaderValue::from_static("attachment; filename=\"match.ics\"")),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
    ];
    Ok((headers, calendar(&entry)).into_response())
}
