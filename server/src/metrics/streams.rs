//! The streams: who watches, and what reaches them.

use super::{
    busy::BusyCounter,
    histogram::Histogram,
    sources::FollowerMetrics,
    viewer::{Kind, Viewer},
    viewers::Viewers,
};
use jari_core::domain::MatchId;
use prometheus_client::{
    encoding::EncodeLabelSet,
    metrics::{counter::Counter, family::Family, gauge::Gauge},
    registry::{Registry, Unit},
};
use std::sync::Arc;

/// Why there was no stream.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refused {
    /// As many are open as may be.
    TooMany,
    /// One client has as many as it may.
    Address,
    /// The store could not answer.
    Store,
}

#[derive(Clone, Debug, Hash, PartialEq, Eq, EncodeLabelSet)]
struct ByKind {
    kind: &'static str,
}

#[derive(Clone, Debug, Hash, PartialEq, Eq, EncodeLabelSet)]
struct ByReason {
    reason: &'static str,
}

/// What the streams measure. One for an instance.
#[derive(Debug)]
pub struct StreamMetrics {
    pub(super) viewers: Viewers,
    opened: [Counter; 3],
    refused: [Counter; 3],
    pub(super) ended: [Counter; 3],
    live: Gauge,
    stale: Gauge,
    pub(super) inits: BusyCounter,
    pub(super) updates: BusyCounter,
    pub(super) heartbeats: BusyCounter,
    pub(super) deliveries: BusyCounter,
    pub(super) conflated: BusyCounter,
    pub(super) bytes: BusyCounter,
    pub(super) batches: Histogram,
    pub(super) lag: Histogram,
    /// The follower, if the store tells of its changes by itself.
    pub follower: FollowerMetrics,
}

impl StreamMetrics {
    pub(super) fn register(registry: &mut Registry) -> Self {
        let opened = Family::<ByKind, Counter>::default();
        let refused = Family::<ByReason, Counter>::default();
        let ended = Family::<ByReason, Counter>::default();
        let frames = Family::<ByKind, BusyCounter>::default();
        let frame = |kind| frames.get_or_create_owned(&ByKind { kind });
        let this = Self {
            viewers: Viewers::default(),
            opened: Kind::ALL.map(|kind| opened.get_or_create_owned(&ByKind { kind: kind.name() })),
            refused: ["too_many", "address", "store"]
                .map(|reason| refused.get_or_create_owned(&ByReason { reason })),
            ended: ["gone", "shutdown", "stalled"]
                .map(|reason| ended.get_or_create_owned(&ByReason { reason })),
            live: Gauge::default(),
            stale: Gauge::default(),
            inits: frame("init"),
            updates: frame("update"),
            heartbeats: frame("heartbeat"),
            deliveries: BusyCounter::default(),
            conflated: BusyCounter::default(),
            bytes: BusyCounter::default(),
            batches: Histogram::busy_counts(),
            lag: Histogram::busy_times(),
            follower: FollowerMetrics::register(registry),
        };
        this.live.set(1);
        registry.register_collector(Box::new(this.viewers.clone()));
        registry.register("streams_opened", "Streams that were opened", opened);
        registry.register("streams_refused", "Streams that could not be opened, by reason", refused);
        registry.register(
            "streams_ended",
            "Streams that have ended: the client was gone, the server stopped, or the client took nothing for too long",
            ended,
        );
        registry.register(
            "stream_live",
            "1 while everything that is watched can be followed, 0 while viewers may see what is out of date",
            this.live.clone(),
        );
        registry.register(
            "stream_stale_channels",
            "Blocks and overviews that somebody watches and that cannot be brought up to date at the moment",
            this.stale.clone(),
        );
        registry.register("stream_frames", "Pieces written to viewers", frames);
        registry.register(
            "stream_deliveries",
            "Changes delivered: each seat, or block of an overview, in each viewer's updates",
            this.deliveries.clone(),
        );
        registry.register(
            "stream_conflated",
            "Changes that a viewer was not told of, as a later one of the same seat came with the same frame",
            this.conflated.clone(),
        );
        registry.register_with_unit(
            "stream_sent",
            "What was written to viewers",
            Unit::Bytes,
            this.bytes.clone(),
        );
        registry.register("stream_batch_changes", "Changes in one frame of updates", this.batches.clone());
        registry.register_with_unit(
            "stream_delivery_lag",
            "From when this instance took in the first change of a frame, or opened the stream if that was later, to when the \
             frame was handed to the socket",
            Unit::Seconds,
            this.lag.clone(),
        );
        this
    }

    /// A stream is open, for as long as what this answers.
    pub fn opened(self: &Arc<Self>, kind: Kind, match_id: MatchId) -> Viewer {
        let [block, overview, view] = &self.opened;
        match kind {
            Kind::Block => block,
            Kind::Overview => overview,
            Kind::View => view,
        }
        .inc();
        self.viewers.add(match_id, kind, 1);
        Viewer::new(Arc::clone(self), kind, match_id)
    }

    /// A stream could not be opened.
    pub fn refused(&self, why: Refused) {
        let [too_many, address, store] = &self.refused;
        match why {
            Refused::TooMany => too_many,
            Refused::Address => address,
            Refused::Store => store,
        }
        .inc();
    }

    /// So much of what is watched is not up to date.
    pub fn stale(&self, channels: usize) {
        self.live.set(i64::from(channels == 0));
        self.stale.set(i64::try_from(channels).unwrap_or(i64::MAX));
    }
}
