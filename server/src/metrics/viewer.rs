//! One open stream, as it is counted.

use super::StreamMetrics;
use jari_core::domain::MatchId;
use std::{sync::Arc, time::Instant};

/// What a stream shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// A block's seats.
    Block,
    /// A match's free seats.
    Overview,
    /// The seats of several blocks, and a match's free seats.
    View,
}

impl Kind {
    /// All of them.
    pub(super) const ALL: [Self; 3] = [Self::Block, Self::Overview, Self::View];

    /// What it is called.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Block => "block",
            Self::Overview => "overview",
            Self::View => "view",
        }
    }
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

impl Batch {
    /// What both carry together.
    pub fn and(self, other: Self) -> Self {
        Self {
            changes: self.changes + other.changes,
            conflated: self.conflated + other.conflated,
            since: [self.since, other.since].into_iter().flatten().min(),
        }
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
    pub(super) fn new(metrics: Arc<StreamMetrics>, kind: Kind, match_id: MatchId) -> Self {
        Self { metrics, kind, match_id, opened: Instant::now(), ended: Ended::Gone }
    }

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

    /// So many bytes of what is no event of its own.
    pub fn wrote(&self, bytes: usize) {
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metrics::Metrics;

    #[test]
    fn a_stream_ends_for_the_reason_that_was_given() {
        let metrics = Metrics::default();
        let nobody = |text: &str| {
            let of = |kind| text.contains(&format!("jari_stream_viewers{{kind=\"{kind}\"}} 0\n"));
            ["block", "overview", "view"].into_iter().all(of)
        };
        assert!(nobody(&metrics.text().unwrap()), "nobody watches, and that is told");
        let open = || metrics.streams.opened(Kind::Block, MatchId(7));
        let (gone, mut stopped, mut stalled) = (open(), open(), open());
        stopped.ends(Ended::Shutdown);
        stalled.ends(Ended::Stalled);
        let watched = "jari_stream_viewers{match=\"7\",kind=\"block\"} 3\n";
        assert!(metrics.text().unwrap().contains(watched));
        drop((gone, stopped, stalled));
        let text = metrics.text().unwrap();
        for reason in ["gone", "shutdown", "stalled"] {
            assert!(text.contains(&format!("jari_streams_ended_total{{reason=\"{reason}\"}} 1\n")), "{text}");
        }
        assert!(!text.contains("match=\"7\"") && nobody(&text), "{text}");
    }
}
