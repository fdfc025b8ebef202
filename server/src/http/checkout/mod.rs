//! The pages on which one orders and pays: forms and links alone, so that they work in every browser.

mod calendar;
mod find;
mod form;
mod list;
mod order;
mod read;

pub use find::Lookups;

use super::{AppState, error, page_language, whole};
use app::checkout::Frame;
use axum::{
    Router, middleware,
    response::{IntoResponse, Response},
    routing::{get, post},
};
use http::{HeaderValue, StatusCode, header};
use jari_core::domain::Language;
use tower_http::compression::CompressionLayer;

/// The pages, in each language.
pub(super) fn routes(state: &AppState) -> Router<AppState> {
    Language::ALL
        .into_iter()
        .fold(Router::new(), of_language)
        .method_not_allowed_fallback(error::method_not_allowed)
        .layer(CompressionLayer::new())
        .layer(middleware::from_fn_with_state(state.clone(), page_language::layer))
        .layer(middleware::from_fn_with_state(state.clone(), whole::page_layer))
}

fn of_language(router: Router<AppState>, language: Language) -> Router<AppState> {
    let order = format!("/{language}/orders/{{order_id}}");
    router
        .route(&format!("/{language}/matches/{{match_id}}/order"), get(form::page).post(form::send))
        .route(&format!("/{language}/orders"), get(list::page))
        .route(&format!("/{language}/orders/find"), get(find::page).post(find::send))
        .route(&order, get(order::page))
        .route(&format!("{order}/pay"), post(order::pay))
        .route(&format!("{order}/cancel"), post(order::cancel))
        .route(&format!("{order}/calendar.ics"), get(calendar::file))
}

/// What a page in a language is put into.
fn frame(state: &AppState, language: Language, path: String) -> Frame {
    Frame { language, style: state.document.scripts.style.to_string(), path }
}

/// A page, which runs nothing. Its forms are sent to us, who may send the buyer on to a gateway.
fn answer(status: StatusCode, language: Language, page: String) -> Response {
    const POLICY: &str = "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self' https:; \
                          frame-ancestors 'none'; base-uri 'none'";
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8")),
        (header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY)),
        // What people have written stands in it.
        (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
        (header::CONTENT_LANGUAGE, HeaderValue::from_static(language.as_str())),
    ];
    (status, headers, page).into_response()
}
