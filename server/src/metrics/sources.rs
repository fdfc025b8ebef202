//! How an instance learns of changes.

use super::histogram::Histogram;
use prometheus_client::{
    metrics::{counter::Counter, gauge::Gauge},
    registry::{Registry, Unit},
};
use std::time::Instant;

/// What the poller measures.
#[derive(Clone, Debug)]
pub struct PollMetrics {
    rounds: Histogram,
}

impl PollMetrics {
    pub(super) fn register(registry: &mut Registry) -> Self {
        let this = Self { rounds: Histogram::times() };
        registry.register_with_unit(
            "poll_round",
            "How long a round of the poller over all that is watched takes",
            Unit::Seconds,
            this.rounds.clone(),
        );
        this
    }

    /// Measures a round.
    pub async fn round<T>(&self, round: impl Future<Output = T>) -> T {
        let begun = Instant::now();
        let done = round.await;
        self.rounds.observe_time(begun.elapsed());
        done
    }
}

/// What the instances over one database count that tell each other of changes.
#[derive(Clone, Debug, Default)]
pub struct PeerMetrics {
    lost: Counter,
}

impl PeerMetrics {
    pub(super) fn register(registry: &mut Registry) -> Self {
        let this = Self::default();
        registry.register(
            "peer_connections_lost",
            "Connections on which other instances' changes are heard that were lost, fell silent or could not be made",
            this.lost.clone(),
        );
        this
    }

    /// The others are not heard.
    pub fn lost(&self) {
        self.lost.inc();
    }
}

/// What the follower of a store's own stream counts.
#[derive(Debug, Default)]
pub struct FollowerMetrics {
    events: Counter,
    gaps: Counter,
    lost: Counter,
    cut_off: Gauge,
}

impl FollowerMetrics {
    pub(super) fn register(registry: &mut Registry) -> Self {
        let this = Self::default();
        let counters = [
            ("follower_events", "Changes that the store has told, of watched blocks or not", &this.events),
            (
                "follower_gaps",
                "Times that the store had lost changes of a watched block, which was read again",
                &this.gaps,
            ),
            (
                "follower_subscriptions_lost",
                "Subscriptions to a match's changes that broke off or could not be made",
                &this.lost,
            ),
        ];
        for (name, help, counter) in counters {
            registry.register(name, help, counter.clone());
        }
        let help = "Watched matches whose changes cannot be followed at the moment";
        registry.register("follower_cut_off_matches", help, this.cut_off.clone());
        this
    }

    /// The store has told so many changes.
    pub fn told(&self, events: usize) {
        self.events.inc_by(events as u64);
    }

    /// Some were lost.
    pub fn gap(&self) {
        self.gaps.inc();
    }

    /// A subscription is lost.
    pub fn lost(&self) {
        self.lost.inc();
    }

    /// So many matches cannot be followed.
    pub fn cut_off(&self, matches: usize) {
        self.cut_off.set(i64::try_from(matches).unwrap_or(i64::MAX));
    }
}
