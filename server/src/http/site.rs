//! The pages, and the files that they need.

use super::{
    AppState, error, page_cache, page_cache::PageCache, page_language, page_policy, rendering, server_fns,
    session, site_files, whole,
};
use app::{App, shell};
use axum::{
    Router,
    handler::Handler,
    middleware,
    routing::{MethodRouter, get},
};
use jari_core::domain::Language;
use leptos_axum::{
    AxumRouteListing, LeptosRoutes, generate_route_list_with_exclusions, render_app_async_with_context,
};
use std::sync::OnceLock;
use tower_http::compression::CompressionLayer;

/// How the path of a page begins, as the pages know it.
const LANGUAGE: &str = "/{language}";

/// The rendered pages.
pub(super) fn pages(state: &AppState) -> Router<AppState> {
    let options = state.leptos.clone();
    let renderer = Router::new()
        .leptos_routes_with_context(state, listed(), rendering::context(state), move || {
            shell(options.clone())
        })
        .method_not_allowed_fallback(error::method_not_allowed)
        .layer(middleware::from_fn(page_policy::layer));
    let kept = PageCache::new(state, renderer.clone().with_state(state.clone()));
    renderer
        .layer(CompressionLayer::new())
        .layer(middleware::from_fn_with_state(state.clone(), page_language::layer))
        .layer(middleware::from_fn_with_state(state.clone(), whole::page_layer))
        .layer(middleware::from_fn_with_state(kept, page_cache::layer))
}

/// The paths of the pages, as the router of the pages has them.
pub fn page_paths() -> Vec<String> {
    let listed = listed();
    // What is left out is listed as such.
    let others = server_fns::paths();
    listed.iter().map(|page| page.path().to_owned()).filter(|path| !others.contains(path)).collect()
}

/// The pages, listed once in a process: while Leptos lists them, whatever a page of any server of the process begins to load is
/// never loaded, and the page never answered.
fn listed() -> Vec<AxumRouteListing> {
    static LISTED: OnceLock<Vec<AxumRouteListing>> = OnceLock::new();
    let list = || {
        // The server functions have routes of their own.
        let pages = generate_route_list_with_exclusions(App, Some(server_fns::paths()));
        pages.into_iter().flat_map(in_each_language).collect()
    };
    LISTED.get_or_init(list).clone()
}

/// The pages know one path for all languages. Here each has its own, so that what is in no language is no page.
fn in_each_language(page: AxumRouteListing) -> Vec<AxumRouteListing> {
    let Some(path) = page.path().strip_prefix(LANGUAGE) else { return vec![page] };
    let (mode, methods) = (page.mode(), page.methods().collect::<Vec<_>>());
    let of_language = |language| {
        AxumRouteListing::new(format!("/{language}{path}"), mode.clone(), methods.clone(), Vec::new())
    };
    Language::ALL.map(of_language).into()
}

/// The site's files, and the page for what is not there. That page may be one of those above, as the router of the pages
/// also knows an address that ends with a slash: it is rendered as they are, within a session.
pub(super) fn files(state: &AppState) -> MethodRouter<AppState> {
    let options = state.leptos.clone();
    let page = render_app_async_with_context(rendering::context(state), move || shell(options.clone()));
    let page = page
        .layer(middleware::from_fn(page_policy::layer))
        .layer(CompressionLayer::new())
        .layer(middleware::from_fn_with_state(state.clone(), page_language::layer))
        .layer(middleware::from_fn_with_state(state.clone(), whole::page_layer))
        .layer(middleware::from_fn_with_state(state.clone(), session::layer));
    get(page)
        .fallback(error::method_not_allowed)
        .layer(middleware::from_fn(error::no_page_for_programs))
        .layer(middleware::from_fn_with_state(state.clone(), site_files::layer))
}
