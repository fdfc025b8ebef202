//! The site's files, from memory.

use super::{AppState, accept_encoding, entity_tag, error};
use crate::site::{Encoding, Site, SiteFile};
use axum::{
    body::Body,
    extract::{Request, State},
    middleware::Next,
    response::{IntoResponse, Response},
};
use http::{HeaderMap, HeaderValue, Method, StatusCode, header};

/// Answers with the file of that path; what is no file goes on to what stands behind.
pub(super) async fn layer(State(state): State<AppState>, request: Request, next: Next) -> Response {
    let path = request.uri().path();
    if let Some(file) = state.site.file(path).await {
        return match *request.method() {
            Method::GET | Method::HEAD => answer(&file, request.headers()),
            _ => ([(header::ALLOW, "GET, HEAD")], error::method_not_allowed().await).into_response(),
        };
    }
    let is_of_a_build = Site::is_of_a_build(path);
    let mut response = next.run(request).await;
    if is_of_a_build {
        // It may be of a build that another instance has already, or that this one is about to have.
        response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
    response
}

fn answer(file: &SiteFile, asked: &HeaderMap) -> Response {
    // Weak, because the same content may be sent compressed or not.
    let tag = format!("W/\"{}\"", file.hash());
    let mut response = if entity_tag::is_known(asked, &tag) {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        content(file, accept_encoding::preferred(asked, |encoding| file.compressed(encoding).is_some()))
    };
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, file.cache_control());
    headers.insert(header::VARY, HeaderValue::from_name(header::ACCEPT_ENCODING));
    if let Ok(tag) = HeaderValue::from_str(&tag) {
        headers.insert(header::ETAG, tag);
    }
    response
}

fn content(file: &SiteFile, encoding: Option<Encoding>) -> Response {
    let compressed = encoding.and_then(|encoding| Some((encoding, file.compressed(encoding)?)));
    let content = compressed.map_or(file.content(), |(_, content)| content);
    let mut response = Response::new(Body::from(content.clone()));
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(file.media_type()));
    if let Some((encoding, _)) = compressed {
        headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static(encoding.name()));
    }
    response
}
