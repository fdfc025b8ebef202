//! The one clock that all streams share for their signs of life.

use std::time::Duration;
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

/// Gives the signs of life.
pub(super) struct Heart {
    /// How often it has beaten.
    beats: watch::Sender<u64>,
}

impl Heart {
    pub(super) fn new() -> Self {
        Self { beats: watch::Sender::new(0) }
    }

    /// A receiver that wakes at every sign of life.
    pub(super) fn subscribe(&self) -> watch::Receiver<u64> {
        self.beats.subscribe()
    }

    /// Beats until the shutdown.
    pub(super) async fn beat(&self, every: Duration, shutdown: &CancellationToken) {
        let mut tick = tokio::time::interval(every);
        tick.reset();
        loop {
            tokio::select! {
                () = shutdown.cancelled() => return,
                _ = tick.tick() => self.beats.send_modify(|beats| *beats += 1),
            }
        }
    }
}
