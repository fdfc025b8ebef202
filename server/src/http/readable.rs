//! Refuses what no route can read, before any of them sees it.

use super::{body::MAX_BODY_BYTES, error::Failure, extract::unreadable};
use app::error::ApiError;
use axum::{
    extract::Request,
    middleware::Next,
    response::{IntoResponse, Response},
};
use http::{HeaderValue, Method, StatusCode, header};

/// Lets through requests for a path, with a body that is not too large by what its head says of it.
pub(super) async fn layer(request: Request, next: Next) -> Result<Response, Failure> {
    if request.method() == Method::CONNECT {
        // It names a host to be connected with, and no path. A 405 has to say which methods there are.
        let refused = Failure(ApiError::new(405, "METHOD_NOT_ALLOWED"));
        return Ok(([(header::ALLOW, HeaderValue::from_static("GET,HEAD,POST"))], refused).into_response());
    }
    if !request.uri().path().starts_with('/') {
        return Err(Failure(ApiError::new(404, "NOT_FOUND")));
    }
    let length = request.headers().get(header::CONTENT_LENGTH);
    let length: Option<usize> = length.and_then(|length| length.to_str().ok()?.parse().ok());
    if length.is_some_and(|length| length > MAX_BODY_BYTES) {
        return Err(Failure(unreadable(StatusCode::PAYLOAD_TOO_LARGE)));
    }
    Ok(next.run(request).await)
}
