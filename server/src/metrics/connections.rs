//! The connections.

use crate::quota::Full;
use prometheus_client::{
    encoding::EncodeLabelSet,
    metrics::{counter::Counter, family::Family},
    registry::Registry,
};

#[derive(Clone, Debug, Hash, PartialEq, Eq, EncodeLabelSet)]
struct ByReason {
    reason: &'static str,
}

/// What becomes of connections.
#[derive(Clone, Debug)]
pub struct ConnectionMetrics {
    refused: [Counter; 2],
}

impl ConnectionMetrics {
    pub(super) fn register(registry: &mut Registry) -> Self {
        let refused = Family::<ByReason, Counter>::default();
        let this = Self {
            refused: ["too_many", "address"].map(|reason| refused.get_or_create_owned(&ByReason { reason })),
        };
        registry.register(
            "connections_refused",
            "Connections that there was no place for: of all, or of their address",
            refused,
        );
        this
    }

    /// There was no place for a connection.
    pub fn refused(&self, why: Full) {
        let [too_many, address] = &self.refused;
        if why == Full::InAll { too_many } else { address }.inc();
    }
}
