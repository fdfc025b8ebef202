//! Leading somebody on to another address, by `GET`, whatever he has come with.

use app::{error::ApiError, error_code::ErrorCode};
use axum::response::{IntoResponse, Response};
use http::{HeaderValue, StatusCode, header};

/// Leads on to that address. It is this once: nobody keeps it.
///
/// # Errors
/// `INTERNAL` for what cannot be an address.
pub(super) fn see_other(to: &str) -> Result<Response, ApiError> {
    let to = HeaderValue::from_str(to).map_err(|_| ApiError::new(ErrorCode::Internal))?;
    let headers = [(header::LOCATION, to), (header::CACHE_CONTROL, HeaderValue::from_static("no-store"))];
    Ok((StatusCode::SEE_OTHER, headers).into_response())
}
