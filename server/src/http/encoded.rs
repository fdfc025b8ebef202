//! Answers that are made once for everybody, in the encoding that a client likes best.

use super::{accept_encoding, entity_tag};
use crate::compressed::Compressed;
use axum::{
    body::Body,
    response::{IntoResponse, Response},
};
use http::{HeaderMap, HeaderValue, StatusCode, header};

/// Who may keep an answer, and how it is named.
pub(super) struct Terms<'a> {
    /// The entity tag, without quotation marks.
    pub(super) tag: &'a str,
    /// `Cache-Control`.
    pub(super) cache: &'static str,
}

/// Bytes that are no text; or, to who knows them, that they are the same.
pub(super) async fn answer(asked: &HeaderMap, content: &Compressed, terms: Terms<'_>) -> Response {
    // Weak, because the same content may be sent compressed or not.
    let tag = format!("W/\"{}\"", terms.tag);
    let mut response = if entity_tag::is_known(asked, &tag) {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        let encoding = accept_encoding::preferred(asked, |_| true);
        let form = match encoding {
            Some(encoding) => content.form(encoding).await.map(|form| (form, encoding.name())),
            None => None,
        };
        let (bytes, encoding) =
            form.map_or((content.plain().clone(), None), |(form, name)| (form, Some(name)));
        let mut response = Response::new(Body::from(bytes));
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/octet-stream"));
        if let Some(encoding) = encoding {
            headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static(encoding));
        }
        response
    };
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(terms.cache));
    headers.insert(header::VARY, HeaderValue::from_name(header::ACCEPT_ENCODING));
    if let Ok(tag) = HeaderValue::from_str(&tag) {
        headers.insert(header::ETAG, tag);
    }
    response
}
