//! Who may keep an answer.
//!
//! What a route does not say anything about is for whoever asked, and nobody keeps it: pages have the viewer's own seats in
//! them, and what is free changes by the second. An answer that brings a session is never for a shared cache, which would
//! give the same session to others.

use http::{HeaderValue, Response, header};

/// Sees to it in every answer.
pub(super) fn guard<B>(mut response: Response<B>) -> Response<B> {
    let headers = response.headers_mut();
    let brings_session = headers.contains_key(header::SET_COOKIE);
    let said = headers.get(header::CACHE_CONTROL).and_then(|said| said.to_str().ok());
    let guarded = match said {
        None => Some(HeaderValue::from_static("private, no-store")),
        Some(said) if brings_session && !is_personal(said) => {
            let guarded = HeaderValue::try_from(format!("private, {said}"));
            Some(guarded.unwrap_or(HeaderValue::from_static("private, no-store")))
        }
        Some(_) => None,
    };
    if let Some(guarded) = guarded {
        headers.insert(header::CACHE_CONTROL, guarded);
    }
    response
}

/// Whether no shared cache keeps an answer with this `Cache-Control`.
fn is_personal(said: &str) -> bool {
    let mut directives = said.split(',').map(str::trim);
    directives.any(|directive| matches!(directive, "private" | "no-store"))
}
