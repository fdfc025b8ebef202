//! The pages, and the files that they need.

use super::{AppState, site_files};
use app::{App, DocumentSettings, server_fns::Services, shell};
use axum::{Router, handler::Handler, middleware, routing::MethodRouter};
use http::StatusCode;
use leptos::prelude::provide_context;
use leptos_axum::{LeptosRoutes, generate_route_list, render_app_async_with_context};
use tower_http::compression::CompressionLayer;

/// The rendered pages and the server functions.
pub(super) fn pages(state: &AppState) -> Router<AppState> {
    let options = state.leptos.clone();
    let context = context(state);
    Router::new()
        .leptos_routes_with_context(state, generate_route_list(App), context, move || shell(options.clone()))
        .layer(CompressionLayer::new())
}

/// The site's files, and the page for what is not there.
pub(super) fn files(state: &AppState) -> MethodRouter<AppState> {
    let options = state.leptos.clone();
    let page = render_app_async_with_context(context(state), move || shell(options.clone()));
    let not_found = move |request| async move {
        let mut response = page(request).await;
        if response.status() == StatusCode::OK {
            *response.status_mut() = StatusCode::NOT_FOUND;
        }
        response
    };
    axum::routing::any(not_found.layer(middleware::from_fn_with_state(state.clone(), site_files::layer)))
}

/// Gives what is rendered its services and its settings.
fn context(state: &AppState) -> impl Fn() + Clone + Send + Sync + use<> {
    let (services, document): (Services, DocumentSettings) = (state.services.clone(), state.document.clone());
    move || {
        provide_context(services.clone());
        provide_context(document.clone());
    }
}
