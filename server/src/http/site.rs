//! The pages, and the files that they need.

use super::{AppState, error, rendering, server_fns, session, site_files, whole};
use app::{App, shell};
use axum::{
    Router,
    handler::Handler,
    middleware,
    routing::{MethodRouter, get},
};
use leptos_axum::{LeptosRoutes, generate_route_list_with_exclusions, render_app_async_with_context};
use tower_http::compression::CompressionLayer;

/// The rendered pages.
pub(super) fn pages(state: &AppState) -> Router<AppState> {
    let options = state.leptos.clone();
    // The server functions have routes of their own.
    let routes = generate_route_list_with_exclusions(App, Some(server_fns::paths()));
    Router::new()
        .leptos_routes_with_context(state, routes, rendering::context(state), move || shell(options.clone()))
        .method_not_allowed_fallback(error::method_not_allowed)
        .layer(CompressionLayer::new())
        .layer(middleware::from_fn_with_state(state.clone(), whole::page_layer))
}

/// The site's files, and the page for what is not there. That page may be one of those above, as the router of the pages
/// also knows an address that ends with a slash: it is rendered as they are, within a session.
pub(super) fn files(state: &AppState) -> MethodRouter<AppState> {
    let options = state.leptos.clone();
    let page = render_app_async_with_context(rendering::context(state), move || shell(options.clone()));
    let page = page
        .layer(CompressionLayer::new())
        .layer(middleware::from_fn_with_state(state.clone(), whole::page_layer))
        .layer(middleware::from_fn_with_state(state.clone(), session::layer));
    get(page)
        .fallback(error::method_not_allowed)
        .layer(middleware::from_fn(error::no_page_for_programs))
        .layer(middleware::from_fn_with_state(state.clone(), site_files::layer))
}
