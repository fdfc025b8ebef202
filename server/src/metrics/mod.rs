//! What the server counts and measures, for whoever runs it.
//!
//! A part that is measured is given its own small set of handles; what it calls is a few additions to atomics. Names and
//! help texts stand where the handles are made. Labels have few values, all known beforehand, but for a match's number:
//! such a series is there as long as somebody watches the match.

mod applied;
mod best_available;
mod busy;
mod connections;
mod histogram;
mod http;
mod orders;
mod outbox;
mod pages;
mod sources;
mod store;
mod streams;
mod tasks;
mod viewer;
mod viewers;

pub use applied::Applied;
pub use best_available::BestAvailableMetrics;
pub use connections::ConnectionMetrics;
pub use http::{HttpMetrics, Route};
pub use orders::OrderMetrics;
pub use outbox::OutboxMetrics;
pub use pages::PageMetrics;
pub use sources::{FollowerMetrics, PeerMetrics, PollMetrics};
pub use store::StoreMetrics;
pub use streams::{Refused, StreamMetrics};
pub use tasks::TaskMetrics;
pub use viewer::{Batch, Ended, Kind, Viewer};

use prometheus_client::{encoding::text, metrics::info::Info, registry::Registry};
use std::{fmt, sync::Arc};

/// The type of what [`Metrics::text`] answers.
pub const CONTENT_TYPE: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

/// Everything that one server measures.
pub struct Metrics {
    registry: Registry,
    /// The streams.
    pub streams: Arc<StreamMetrics>,
    /// The poller.
    pub poll: PollMetrics,
    /// What instances tell each other.
    pub peers: PeerMetrics,
    /// The store, as the server sees it.
    pub store: Arc<StoreMetrics>,
    /// The finding of seats together.
    pub best_available: Arc<BestAvailableMetrics>,
    /// The requests.
    pub http: HttpMetrics,
    /// The pages.
    pub pages: PageMetrics,
    /// The connections.
    pub connections: ConnectionMetrics,
    /// Orders, payments and gateways.
    pub orders: Arc<OrderMetrics>,
    /// What is told outside.
    pub outbox: OutboxMetrics,
    /// The tasks.
    pub tasks: TaskMetrics,
}

impl Default for Metrics {
    fn default() -> Self {
        let mut registry = Registry::with_prefix("jari");
        let build = Info::new([("version", env!("CARGO_PKG_VERSION"))]);
        registry.register("build", "Which build this is", build);
        Self {
            streams: Arc::new(StreamMetrics::register(&mut registry)),
            poll: PollMetrics::register(&mut registry),
            peers: PeerMetrics::register(&mut registry),
            store: Arc::new(StoreMetrics::register(&mut registry)),
            best_available: Arc::new(BestAvailableMetrics::register(&mut registry)),
            http: HttpMetrics::register(&mut registry),
            pages: PageMetrics::register(&mut registry),
            connections: ConnectionMetrics::register(&mut registry),
            orders: Arc::new(OrderMetrics::register(&mut registry)),
            outbox: OutboxMetrics::register(&mut registry),
            tasks: TaskMetrics::register(&mut registry),
            registry,
        }
    }
}

impl Metrics {
    /// Everything in the text format that Prometheus reads.
    ///
    /// # Errors
    /// None that is known: writing to a string does not fail.
    pub fn text(&self) -> Result<String, fmt::Error> {
        let mut out = String::new();
        text::encode(&mut out, &self.registry)?;
        Ok(out)
    }
}
