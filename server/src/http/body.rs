//! What a request carries, read before anybody works with it.
//!
//! Every body of ours is small, so it is read whole, within a time for the whole: a bound on each pause would let a client
//! that sends a byte now and then stay for ever.

use super::error::Failure;
use app::{error::ApiError, error_code::ErrorCode};
use axum::{
    body::{Body, HttpBody},
    extract::Request,
    middleware::Next,
    response::{IntoResponse, Response},
};
use bytes::{Bytes, BytesMut};
use futures_util::StreamExt;
use http::{HeaderValue, Version, header};
use std::time::Duration;
use tokio::time::timeout;

/// The largest body, in bytes: every request of ours is far smaller.
const MAX_BODY_BYTES: usize = 16 * 1024;

/// The largest body of a webhook, in bytes: what a gateway tells is as long as it likes, within reason.
const MAX_WEBHOOK_BYTES: usize = 256 * 1024;

/// Reads a request's body, which may take so long, and goes on with the request.
pub(super) async fn read_first(patience: Duration, request: Request, next: Next) -> Response {
    if request.body().is_end_stream() {
        return next.run(request).await;
    }
    let (parts, body) = request.into_parts();
    let read = timeout(patience, read(body, most(parts.uri.path()))).await;
    match read.unwrap_or_else(|_| Err(ApiError::new(ErrorCode::RequestTimeout))) {
        Ok(body) => next.run(Request::from_parts(parts, body.into())).await,
        Err(error) => refuse(parts.version, error),
    }
}

/// Answers a request whose body is not read to its end, so that nothing can follow it on its connection.
pub(super) fn refuse(version: Version, error: ApiError) -> Response {
    let mut response = Failure(error).into_response();
    if version <= Version::HTTP_11 {
        response.headers_mut().insert(header::CONNECTION, HeaderValue::from_static("close"));
    }
    response
}

/// The largest body at a path, in bytes.
fn most(path: &str) -> usize {
    let is_webhook = path.starts_with("/api/payments/") && path.ends_with("/webhook");
    if is_webhook { MAX_WEBHOOK_BYTES } else { MAX_BODY_BYTES }
}

async fn read(body: Body, most: usize) -> Result<Bytes, ApiError> {
    let too_large = || ApiError::new(ErrorCode::PayloadTooLarge);
    if body.size_hint().lower() > most as u64 {
        return Err(too_large());
    }
    let (mut whole, mut pieces) = (BytesMut::new(), body.into_data_stream());
    while let Some(piece) = pieces.next().await {
        let piece = piece.map_err(|_| ApiError::new(ErrorCode::InvalidBody))?;
        if whole.len() + piece.len() > most {
            return Err(too_large());
        }
        whole.extend_from_slice(&piece);
    }
    Ok(whole.freeze())
}
