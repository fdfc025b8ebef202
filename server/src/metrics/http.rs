//! The requests.

use super::histogram::Histogram;
use axum::extract::MatchedPath;
use http::{Method, StatusCode};
use prometheus_client::{
    encoding::{EncodeLabelSet, EncodeLabelValue, LabelValueEncoder},
    metrics::family::Family,
    registry::{Registry, Unit},
};
use std::{
    fmt,
    hash::{Hash, Hasher},
    time::Duration,
};

/// What a request asked for, with the names of its parameters in the place of their values; none for a path that is no
/// route: a file of the site, or nothing.
#[derive(Clone, Debug)]
pub struct Route(pub Option<MatchedPath>);

impl Route {
    /// The route, as it is written in the router.
    pub fn as_str(&self) -> &str {
        self.0.as_ref().map_or("none", MatchedPath::as_str)
    }
}

impl PartialEq for Route {
    fn eq(&self, other: &Self) -> bool {
        self.as_str() == other.as_str()
    }
}

impl Eq for Route {}

impl Hash for Route {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.as_str().hash(state);
    }
}

impl EncodeLabelValue for Route {
    fn encode(&self, encoder: &mut LabelValueEncoder) -> Result<(), fmt::Error> {
        self.as_str().encode(encoder)
    }
}

#[derive(Clone, Debug, Hash, PartialEq, Eq, EncodeLabelSet)]
struct Answered {
    route: Route,
    method: &'static str,
    status: u16,
}

/// What the requests ask for, and what they are answered.
#[derive(Clone, Debug)]
pub struct HttpMetrics {
    took: Family<Answered, Histogram>,
}

impl HttpMetrics {
    pub(super) fn register(registry: &mut Registry) -> Self {
        let this = Self { took: Family::new_with_constructor(Histogram::times) };
        registry.register_with_unit(
            "http_request",
            "How long a request takes until the head of its answer is there, by route, method and status",
            Unit::Seconds,
            this.took.clone(),
        );
        this
    }

    /// A request was answered.
    pub fn answered(&self, route: Option<MatchedPath>, method: &Method, status: StatusCode, took: Duration) {
        let answered = Answered { route: Route(route), method: known(method), status: status.as_u16() };
        self.took.get_or_create(&answered).observe_time(took);
    }
}

/// A client may call a method whatever it likes, and each would be a series.
fn known(method: &Method) -> &'static str {
    match *method {
        Method::GET => "GET",
        Method::HEAD => "HEAD",
        Method::POST => "POST",
        Method::OPTIONS => "OPTIONS",
        _ => "other",
    }
}
