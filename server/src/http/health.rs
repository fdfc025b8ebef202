//! For whoever watches the server: is it there, and can it work?

use super::{AppState, error::Failure};
use axum::{Router, extract::State, routing::get};

/// The routes, outside of sessions.
pub(super) fn routes() -> Router<AppState> {
    Router::new().route("/health/live", get(live)).route("/health/ready", get(ready))
}

/// The process answers.
async fn live() -> &'static str {
    "ok"
}

/// The store answers as well.
async fn ready(State(state): State<AppState>) -> Result<&'static str, Failure> {
    state.services.seat_map.matches().await?;
    Ok("ok")
}
