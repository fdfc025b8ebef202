//! The streams: who watches, and what reaches them.

use super::{busy::BusyCounter, feed::FollowerMetrics, histogram::Histogram};
use app::domain::MatchId;
use prometheus_client::{
    collector::Collector,
    encoding::{DescriptorEncoder, EncodeLabelSet, EncodeMetric},
    metrics::{
        MetricType,
        counter::Counter,
        family::Family,
        gauge::{ConstGauge, Gauge},
    },
    registry::{Registry, Unit},
};
use std::{
    collections::BTreeMap,
    fmt,
    sync::{Arc, Mutex, PoisonError},
    time::Instant,
};

/// What a stream shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// A block's seats.
    Block,
    /// A match's free seats.
    Overview,
}

/// Why there was no stream.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refused {
    /// As many are open as may be.
    TooMany,
    /// The store could not answer.
    Store,
}

/// Why a stream has ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ended {
    /// The client has gone.
    Gone,
    /// The server stops.
    Shutdown,
    /// The client took nothing for too long and was let go.
    Stalled,
}

/// What a frame of changes carries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Batch {
    /// Seats, or blocks of an overview, that it tells of.
    pub changes: u64,
    /// Changes that it does not tell of, as a later one of the same seat has replaced them.
    pub conflated: u64,
    /// When the first of its changes became known here.
    pub since: Option<Instant>,
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
    viewers: Viewers,
    opened: [Counter; 2],
    refused: [Counter; 2],
    ended: [Counter; 3],
    live: Gauge,
    inits: BusyCounter,
    updates: BusyCounter,
    heartbeats: BusyCounter,
    deliveries: BusyCounter,
    conflated: BusyCounter,
    bytes: BusyCounter,
    batches: Histogram,
    lag: Histogram,
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
            opened: ["block", "overview"].map(|kind| opened.get_or_create_owned(&ByKind { kind })),
            refused: ["too_many", "store"].map(|reason| refused.get_or_create_owned(&ByReason { reason })),
            ended: ["gone", "shutdown", "stalled"]
                .map(|reason| ended.get_or_create_owned(&ByReason { reason })),
            live: Gauge::default(),
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
        let [block, overview] = &self.opened;
        if kind == Kind::Block { block } else { overview }.inc();
        self.viewers.add(match_id, kind, 1);
        Viewer { metrics: Arc::clone(self), kind, match_id, opened: Instant::now(), ended: Ended::Gone }
    }

    /// A stream could not be opened.
    pub fn refused(&self, why: Refused) {
        let [too_many, store] = &self.refused;
        if why == Refused::TooMany { too_many } else { store }.inc();
    }

    /// Whether everything that is watched can be followed.
    pub fn set_live(&self, live: bool) {
        self.live.set(i64::from(live));
    }
}

/// An open stream. Where nothing else is said, its client has gone when it goes.
#[derive(Debug)]
pub struct Viewer {
    metrics: Arc<StreamMetrics>,
    match_id: MatchId,
    kind: Kind,
    opened: Instant,
    ended: Ended,
}

impl Viewer {
    /// So many bytes of updates were handed to the socket.
    pub fn wrote_update(&self, batch: Batch, bytes: usize) {
        let metrics = &self.metrics;
        metrics.updates.add(1);
        metrics.bytes.add(bytes as u64);
        metrics.deliveries.add(batch.changes);
        metrics.batches.observe(batch.changes);
        if batch.conflated > 0 {
            metrics.conflated.add(batch.conflated);
        }
        if let Some(since) = batch.since {
            // Who comes back has not waited here for what happened meanwhile.
            metrics.lag.observe_time(since.max(self.opened).elapsed());
        }
    }

    /// The same for everything that there is.
    pub fn wrote_init(&self, bytes: usize) {
        self.metrics.inits.add(1);
        self.metrics.bytes.add(bytes as u64);
    }

    /// The same for a sign of life.
    pub fn wrote_heartbeat(&self, bytes: usize) {
        self.metrics.heartbeats.add(1);
        self.metrics.bytes.add(bytes as u64);
    }

    /// Says why the stream is ending.
    pub fn ends(&mut self, why: Ended) {
        self.ended = why;
    }
}

impl Drop for Viewer {
    fn drop(&mut self) {
        let [gone, shutdown, stalled] = &self.metrics.ended;
        match self.ended {
            Ended::Gone => gone,
            Ended::Shutdown => shutdown,
            Ended::Stalled => stalled,
        }
        .inc();
        self.metrics.viewers.add(self.match_id, self.kind, -1);
    }
}

/// How many watch each match. A match is in it as long as somebody does.
#[derive(Clone, Debug, Default)]
struct Viewers {
    counts: Arc<Mutex<BTreeMap<(MatchId, Kind), i64>>>,
}

impl Viewers {
    fn add(&self, match_id: MatchId, kind: Kind, more: i64) {
        let mut counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        let count = counts.entry((match_id, kind)).or_default();
        *count += more;
        if *count == 0 {
            counts.remove(&(match_id, kind));
        }
    }
}

impl Collector for Viewers {
    fn encode(&self, mut encoder: DescriptorEncoder) -> Result<(), fmt::Error> {
        let counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let help = "Open streams of each match that somebody watches.";
        let mut family = encoder.encode_descriptor("stream_viewers", help, None, MetricType::Gauge)?;
        for ((match_id, kind), count) in counts {
            let kind = if kind == Kind::Block { "block" } else { "overview" };
            let labels = [("match", match_id.0.to_string()), ("kind", kind.to_owned())];
            ConstGauge::new(count).encode(family.encode_family(&labels)?)?;
        }
        Ok(())
    }
}
