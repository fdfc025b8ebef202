//! Refuses what no route can read, before any of them sees it.

use super::{body, error::Failure};
use app::{error::ApiError, error_code::ErrorCode};
use axum::response::{IntoResponse, Response};
use http::{HeaderValue, Method, header};

/// The answer to a request that is not for a path, or whose body travels in a way that we do not know.
pub(super) fn refusal<B>(request: &http::Request<B>) -> Option<Response> {
    if request.method() == Method::CONNECT {
        // It names a host to be connected with, and no path. A 405 has to say which methods there are.
        let refused = Failure(ApiError::new(ErrorCode::MethodNotAllowed));
        return Some(([(header::ALLOW, HeaderValue::from_static("GET,HEAD,POST"))], refused).into_response());
    }
    if !request.uri().path().starts_with('/') {
        return Some(Failure(ApiError::new(ErrorCode::NotFound)).into_response());
    }
    let refuse = || body::refuse(request.version(), ApiError::new(ErrorCode::InvalidRequest));
    (!is_read_as_sent(request)).then(refuse)
}

/// Whether a body comes as it is, or in chunks and nothing else. The HTTP library looks at no more than the last word, and a
/// proxy before us may have another opinion of where such a body ends.
fn is_read_as_sent<B>(request: &http::Request<B>) -> bool {
    let mut codings = request.headers().get_all(header::TRANSFER_ENCODING).iter();
    match (codings.next(), codings.next()) {
        (None, _) => true,
        (Some(only), None) => only.as_bytes().trim_ascii().eq_ignore_ascii_case(b"chunked"),
        (Some(_), Some(_)) => false,
    }
}
