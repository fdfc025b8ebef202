//! What is told outside.

use jari_core::domain::Destination;
use prometheus_client::{
    encoding::EncodeLabelSet,
    metrics::{counter::Counter, family::Family, gauge::Gauge},
    registry::{Registry, Unit},
};
use std::sync::atomic::AtomicU64;

#[derive(Clone, Debug, Hash, PartialEq, Eq, EncodeLabelSet)]
struct ByDestination {
    destination: &'static str,
}

/// What becomes of what is to be told outside.
#[derive(Clone, Debug, Default)]
pub struct OutboxMetrics {
    told: Family<ByDestination, Counter>,
    failed: Family<ByDestination, Counter>,
    given_up: Family<ByDestination, Counter>,
    oldest: Family<ByDestination, Gauge<f64, AtomicU64>>,
}

impl OutboxMetrics {
    pub(super) fn register(registry: &mut Registry) -> Self {
        let this = Self::default();
        // All of them are there from the beginning: what has not happened yet is 0, and not unknown.
        for of in Destination::ALL.map(of) {
            for counter in [&this.told, &this.failed, &this.given_up] {
                drop(counter.get_or_create(&of));
            }
            drop(this.oldest.get_or_create(&of));
        }
        registry.register("outbox_told", "Messages that this instance has told outside", this.told.clone());
        registry.register(
            "outbox_failed",
            "Attempts of this instance to tell a message outside that failed",
            this.failed.clone(),
        );
        registry.register(
            "outbox_given_up",
            "Messages that were tried for so long that they are not tried any more, and stay in the outbox",
            this.given_up.clone(),
        );
        registry.register_with_unit(
            "outbox_oldest",
            "How old the oldest message is that waits to be told outside, whoever may tell it; 0 if none waits",
            Unit::Seconds,
            this.oldest.clone(),
        );
        this
    }

    /// A message was told.
    pub fn told(&self, destination: Destination) {
        self.told.get_or_create(&of(destination)).inc();
    }

    /// An attempt has failed.
    pub fn failed(&self, destination: Destination) {
        self.failed.get_or_create(&of(destination)).inc();
    }

    /// A message is given up.
    pub fn given_up(&self, destination: Destination) {
        self.given_up.get_or_create(&of(destination)).inc();
    }

    /// The oldest message that waits is so old.
    pub fn waits(&self, destination: Destination, millis: i64) {
        self.oldest.get_or_create(&of(destination)).set(millis as f64 / 1_000.0);
    }
}

const fn of(destination: Destination) -> ByDestination {
    ByDestination { destination: destination.as_str() }
}
