//! HTTP: the routes, and what every request passes through.

mod accept_encoding;
mod admission;
mod api;
mod bare;
mod body;
mod caching;
mod checkout;
mod client;
mod connection;
mod cookies;
mod cross_origin;
mod encoded;
mod entity_tag;
mod error;
mod extract;
mod goodbye;
mod handover;
mod health;
mod host;
mod http1;
mod incoming;
mod language;
mod metrics;
mod page_cache;
mod page_language;
mod page_policy;
mod readable;
mod recent_change;
mod rendering;
mod request_id;
mod sandbox;
mod security;
mod see_other;
mod serve;
mod server_fns;
mod session;
mod site;
mod site_files;
mod state;
mod tls;
mod trace;
mod way_back;
mod whole;
mod write_timeout;

pub use admission::Admission;
pub use api::BlockTexts;
pub use checkout::Lookups;
pub use cross_origin::OwnOrigins;
pub use health::Readiness;
pub use metrics::metrics_router;
pub use serve::{Endpoint, serve};
pub use session::{KeyError, SessionKeys, Sessions, session_keys};
pub use site::page_paths;
pub use state::{AppState, Shared};
pub use tls::{Tls, TlsError};
pub use whole::Answers;

use axum::{Router, middleware};
use request_id::RandomRequestId;
use tower::{
    ServiceBuilder,
    util::{MapRequestLayer, MapResponseLayer},
};
use tower_http::{
    catch_panic::CatchPanicLayer,
    request_id::{PropagateRequestIdLayer, SetRequestIdLayer},
};

/// All routes of the server.
pub fn router(state: AppState) -> Router {
    let incoming = middleware::from_fn_with_state(state.body_patience, incoming::layer);
    let measure = middleware::from_fn_with_state(state.metrics.clone(), metrics::layer);
    let dynamic = Router::new()
        .nest("/api", api::routes(&state))
        .merge(server_fns::routes(&state))
        .merge(sandbox::routes())
        .merge(checkout::routes(&state))
        .merge(site::pages(&state))
        .merge(page_language::redirects(&page_paths()))
        .layer(middleware::from_fn_with_state(state.clone(), session::layer))
        .layer(middleware::from_fn_with_state(state.clone(), cross_origin::layer));
    Router::new()
        .merge(dynamic)
        .merge(api::geometries())
        .merge(health::routes())
        .fallback(site::files(&state))
        .with_state(state)
        .layer(
            ServiceBuilder::new()
                .layer(MapRequestLayer::new(request_id::drop_unreadable))
                .layer(SetRequestIdLayer::x_request_id(RandomRequestId))
                .layer(trace::layer())
                .layer(measure)
                .layer(PropagateRequestIdLayer::x_request_id())
                .layer(security::layer())
                .layer(MapResponseLayer::new(caching::guard))
                .layer(language::KeepAsked)
                .layer(CatchPanicLayer::custom(error::panicked))
                .layer(incoming),
        )
}
