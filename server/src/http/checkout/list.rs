//! The orders of whoever asks, by the session that has made them.

use super::{answer, frame, read};
use crate::http::{AppState, error::Failure, extract::Owner};
use app::checkout::orders_page;
use axum::{Extension, extract::State, response::Response};
use http::StatusCode;
use jari_core::domain::Language;

pub(super) async fn page(
    State(state): State<AppState>,
    Extension(language): Extension<Language>,
    Owner(cart): Owner,
) -> Result<Response, Failure> {
    let services = &state.services;
    let orders = services.within(read::orders(services, &cart, language)).await?;
    let frame = frame(&state, language, format!("/{language}/orders"));
    Ok(answer(StatusCode::OK, language, orders_page(&frame, orders)))
}
