//! HTTP: the routes, and what every request passes through.

mod accept_encoding;
mod admission;
mod api;
mod caching;
mod client;
mod connection;
mod cross_origin;
mod entity_tag;
mod error;
mod extract;
mod goodbye;
mod handover;
mod health;
mod host;
mod metrics;
mod readable;
mod request_id;
mod security;
mod serve;
mod server_fns;
mod session;
mod site;
mod site_files;
mod state;
mod tls;
mod trace;
mod way_back;

pub use admission::Admission;
pub use cross_origin::OwnOrigins;
pub use health::Readiness;
pub use metrics::metrics_router;
pub use serve::{Entrance, serve};
pub use session::{KeyError, SessionKeys, Sessions, session_keys};
pub use state::{AppState, Shared};
pub use tls::{Tls, TlsError};

use axum::{Router, extract::DefaultBodyLimit, middleware};
use request_id::RandomRequestId;
use std::time::Duration;
use tower::{
    ServiceBuilder,
    util::{MapRequestLayer, MapResponseLayer},
};
use tower_http::{
    catch_panic::CatchPanicLayer,
    request_id::{PropagateRequestIdLayer, SetRequestIdLayer},
    timeout::RequestBodyTimeoutLayer,
};

/// The largest body of a request, in bytes: every request of ours is far smaller.
const MAX_BODY_BYTES: usize = 16 * 1024;

/// The longest pause while a request's body arrives.
const BODY_TIMEOUT: Duration = Duration::from_secs(10);

/// All routes of the server.
pub fn router(state: AppState) -> Router {
    let measure = middleware::from_fn_with_state(state.metrics.clone(), metrics::layer);
    let dynamic = Router::new()
        .nest("/api", api::routes())
        .merge(server_fns::routes())
        .merge(site::pages(&state))
        .layer(middleware::from_fn_with_state(state.clone(), session::layer))
        .layer(middleware::from_fn_with_state(state.clone(), cross_origin::layer));
    Router::new()
        .merge(dynamic)
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
                .layer(CatchPanicLayer::custom(error::panicked))
                .layer(middleware::from_fn(host::layer))
                .layer(middleware::from_fn(readable::layer))
                .layer(DefaultBodyLimit::max(MAX_BODY_BYTES))
                .layer(RequestBodyTimeoutLayer::new(BODY_TIMEOUT)),
        )
}
