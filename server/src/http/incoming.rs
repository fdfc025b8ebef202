//! What every request must be before any route sees it.
//!
//! All of it is one layer: each layer copies the rest of the router for a request and puts its work into a box, which costs
//! as much as a small answer.

use super::{body, error::Failure, host, readable};
use axum::{
    extract::{Request, State},
    middleware::Next,
    response::Response,
};
use std::time::Duration;

/// Refuses what is for no host of ours or cannot be read, and reads what the others carry.
pub(super) async fn layer(
    State(patience): State<Duration>,
    request: Request,
    next: Next,
) -> Result<Response, Failure> {
    host::check(&request)?;
    match readable::refusal(&request) {
        Some(refused) => Ok(refused),
        None => Ok(body::read_first(patience, request, next).await),
    }
}
