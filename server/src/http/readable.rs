//! Refuses what no route can read, before any of them sees it.

use super::{body::MAX_BODY_BYTES, error::Failure, extract::unreadable};
use app::error::ApiError;
use axum::response::{IntoResponse, Response};
use http::{HeaderValue, Method, StatusCode, header};

/// The answer to a request that is not for a path, or has a body that is too large by what its head says of it.
pub(super) fn refusal<B>(request: &http::Request<B>) -> Option<Response> {
    if request.method() == Method::CONNECT {
        // It names a host to be connected with, and no path. A 405 has to say which methods there are.
        let refused = Failure(ApiError::new(405, "METHOD_NOT_ALLOWED"));
        return Some(([(header::ALLOW, HeaderValue::from_static("GET,HEAD,POST"))], refused).into_response());
    }
    if !request.uri().path().starts_with('/') {
        return Some(Failure(ApiError::new(404, "NOT_FOUND")).into_response());
    }
    let length = request.headers().get(header::CONTENT_LENGTH);
    let length: Option<usize> = length.and_then(|length| length.to_str().ok()?.parse().ok());
    let too_large = length.is_some_and(|length| length > MAX_BODY_BYTES);
    too_large.then(|| Failure(unreadable(StatusCode::PAYLOAD_TOO_LARGE)).into_response())
}
