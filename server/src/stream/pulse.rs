//! The one clock that all streams share for their signs of life.

use std::time::Duration;
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

/// What every stream is told besides changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pulse {
    /// Counts the signs of life.
    beat: u64,
    /// Whether the store could be read when it was last tried.
    pub live: bool,
}

/// Gives the signs of life.
pub(super) struct Heart {
    sender: watch::Sender<Pulse>,
}

impl Heart {
    pub(super) fn new() -> Self {
        Self { sender: watch::Sender::new(Pulse { beat: 0, live: true }) }
    }

    /// A receiver that wakes at every sign of life.
    pub(super) fn subscribe(&self) -> watch::Receiver<Pulse> {
        self.sender.subscribe()
    }

    /// Says whether the store can be read. Streams are told at once when that changes.
    pub(super) fn set_live(&self, live: bool) {
        self.sender.send_if_modified(|pulse| {
            let changed = pulse.live != live;
            pulse.live = live;
            changed
        });
    }

    /// Beats until the shutdown.
    pub(super) async fn beat(&self, every: Duration, shutdown: &CancellationToken) {
        let mut tick = tokio::time::interval(every);
        tick.reset();
        loop {
            tokio::select! {
                () = shutdown.cancelled() => return,
                _ = tick.tick() => self.sender.send_modify(|pulse| pulse.beat += 1),
            }
        }
    }
}
