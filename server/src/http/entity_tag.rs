//! Entity tags: by which a client asks whether what it has is still the one.

use super::error::Failure;
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use http::{HeaderMap, HeaderValue, StatusCode, header};

/// JSON that is the same for everybody, or that it has not changed since it had this tag. Anybody may keep it who asks each
/// time whether it still is so.
pub(super) async fn answer(
    headers: &HeaderMap,
    tag: &str,
    json: impl Future<Output = Result<Bytes, Failure>>,
) -> Result<Response, Failure> {
    // Weak, because the same state may be sent compressed or not.
    let tag = format!("W/\"{tag}\"");
    let mut response = if is_known(headers, &tag) {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        ([(header::CONTENT_TYPE, "application/json")], json.await?).into_response()
    };
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    if let Ok(tag) = HeaderValue::from_str(&tag) {
        headers.insert(header::ETAG, tag);
    }
    Ok(response)
}

/// Whether the client says that it has what this tag names. Tags are compared weakly, as `If-None-Match` asks for.
pub(super) fn is_known(headers: &HeaderMap, tag: &str) -> bool {
    let opaque = tag.trim_start_matches("W/");
    headers
        .get_all(header::IF_NONE_MATCH)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .map(str::trim)
        .any(|known| known == "*" || known.trim_start_matches("W/") == opaque)
}
