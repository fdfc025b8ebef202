//! The pages and the files that they need.

use super::AppState;
use app::{App, DocumentSettings, server_fns::Services, shell};
use axum::{Router, handler::Handler, routing::MethodRouter};
use http::{HeaderValue, header};
use leptos::prelude::provide_context;
use leptos_axum::{LeptosRoutes, file_and_error_handler_with_context, generate_route_list};
use tower_http::{compression::CompressionLayer, set_header::SetResponseHeaderLayer};

/// The rendered pages and the server functions.
pub(super) fn pages(state: &AppState) -> Router<AppState> {
    let options = state.leptos.clone();
    let context = context(state);
    Router::new()
        .leptos_routes_with_context(state, generate_route_list(App), context, move || shell(options.clone()))
        .layer(CompressionLayer::new())
}

/// The site's files, and the page for what is not there. Files keep their names from build to build, so a browser has to
/// ask each time whether its copy is still the one.
pub(super) fn files(state: &AppState) -> MethodRouter<AppState> {
    let handler = file_and_error_handler_with_context::<AppState, _>(context(state), shell);
    axum::routing::any(handler.layer(SetResponseHeaderLayer::if_not_present(
        header::CACHE_CONTROL,
        HeaderValue::from_static("no-cache"),
    )))
}

/// Gives what is rendered its services and its settings.
fn context(state: &AppState) -> impl Fn() + Clone + Send + Sync + use<> {
    let (services, document): (Services, DocumentSettings) = (state.services.clone(), state.document);
    move || {
        provide_context(services.clone());
        provide_context(document);
    }
}
