//! The server functions as routes: the pages' own scripts call them, and without scripts the pages' forms are sent to them.
//!
//! Leptos answers every error 500, and sends a plain form back by itself: to wherever the request says that it came from, with
//! the error's text in the address. So it is never told that a form is plain. What it answers is given its status here, and
//! a form its way back.

use super::{
    AppState, error, error::Failure, extract::unreadable, recent_change, rendering, way_back, whole,
};
use app::{error::ApiError, error_code::ErrorCode, server_fns::NextPage};
use axum::{
    Router,
    body::to_bytes,
    extract::{FromRequest, Request, State},
    middleware,
    response::{IntoResponse, Response},
    routing::{MethodFilter, on},
};
use bytes::Bytes;
use http::header::{ACCEPT, SET_COOKIE};
use leptos::prelude::provide_context;
use leptos::server_fn::{axum::server_fn_paths, error::SERVER_FN_ERROR_HEADER};
use leptos_axum::handle_server_fns_with_context;
use tower_http::compression::CompressionLayer;

/// The most that an error takes, in bytes.
const MAX_ERROR_BYTES: usize = 64 * 1024;

/// The routes.
pub(super) fn routes(state: &AppState) -> Router<AppState> {
    let functions = server_fn_paths().filter_map(|(path, method)| {
        let method = MethodFilter::try_from(method).ok()?;
        Some((path, on(method, answer)))
    });
    functions
        .fold(Router::new(), |router, (path, function)| router.route(path, function))
        .method_not_allowed_fallback(error::method_not_allowed)
        .layer(CompressionLayer::new())
        .layer(middleware::from_fn_with_state(state.clone(), whole::layer))
}

/// Where the routes are.
pub(super) fn paths() -> Vec<String> {
    server_fn_paths().map(|(path, _)| path.to_owned()).collect()
}

async fn answer(State(state): State<AppState>, mut request: Request) -> Response {
    let back = way_back::of_plain_form(request.headers());
    request.headers_mut().remove(ACCEPT);
    let next = NextPage::default();
    let answer = call(&state, request, &next).await;
    let mut response = match (back, answer) {
        (None, Ok(response)) => return response,
        (None, Err(error)) => return Failure(error).into_response(),
        (Some(back), Ok(_)) => match next.path() {
            Some(path) => back.to(&path).respond(None),
            None => back.respond(None),
        },
        (Some(back), Err(error)) => back.respond(Some(&error)),
    };
    let changed = recent_change::set_cookie(state.services.seat_map.now(), state.sessions.are_secure());
    response.headers_mut().append(SET_COOKIE, changed);
    response
}

/// Calls the function that the request names.
async fn call(state: &AppState, request: Request, next: &NextPage) -> Result<Response, ApiError> {
    let (parts, body) = request.into_parts();
    let whole = Request::from_parts(parts.clone(), body);
    let body = Bytes::from_request(whole, state).await.map_err(|why| unreadable(why.status()))?;
    let request = Request::from_parts(parts, body.into());
    let (context, next) = (rendering::context(state), next.clone());
    let context = move || {
        context();
        provide_context(next.clone());
    };
    let response = handle_server_fns_with_context(context, request).await.into_response();
    if !response.headers().contains_key(SERVER_FN_ERROR_HEADER) {
        return Ok(response);
    }
    let error = to_bytes(response.into_body(), MAX_ERROR_BYTES).await.unwrap_or_default();
    Err(serde_json::from_slice(&error).unwrap_or_else(|_| ApiError::new(ErrorCode::Internal)))
}
