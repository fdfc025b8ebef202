//! Passing hints between the instances over one database.

use crate::{metrics::PeerMetrics, stream::Hints};
use jari_core::{failures, ports::Peers};
use std::{sync::Arc, time::Duration};
use tokio::time::{sleep, timeout};
use tokio_util::sync::CancellationToken;

/// The least time between two notifications: every commit that notifies waits in one line inside PostgreSQL, so a rush
/// must not notify for each change.
const PAUSE: Duration = Duration::from_millis(20);

/// How long telling may take. What is not told is found by the next poll.
const PATIENCE: Duration = Duration::from_secs(2);

/// How long to wait before a lost connection is tried again.
const RETRY: Duration = Duration::from_secs(2);

/// How it is told that others were not told.
const UNTOLD: &str = "cannot tell the other instances: they find the changes with their next poll";

/// Tells the others what this instance changed, and this instance's poller what the others did.
pub struct PassHints {
    /// How to reach them.
    pub peers: Arc<dyn Peers>,
    /// What this instance changed.
    pub ours: Arc<Hints>,
    /// What the poller looks at.
    pub poller: Arc<Hints>,
    /// What is counted.
    pub metrics: PeerMetrics,
}

impl PassHints {
    async fn tell(&self) {
        loop {
            let blocks = self.ours.take().await;
            match timeout(PATIENCE, self.peers.tell(&blocks)).await {
                Ok(Ok(())) => {}
                Ok(Err(error)) => failures::warn(UNTOLD, &error),
                Err(late) => failures::warn(UNTOLD, &late),
            }
            sleep(PAUSE).await;
        }
    }

    async fn listen(&self) {
        loop {
            if let Err(error) = self.peers.listen(&*self.poller).await {
                failures::warn(
                    "cannot hear the other instances: their changes come with the next poll",
                    &error,
                );
            }
            self.metrics.lost();
            sleep(RETRY).await;
        }
    }

    /// Does both until the shutdown.
    pub async fn run(&self, shutdown: CancellationToken) {
        tokio::select! {
            () = shutdown.cancelled() => {}
            () = self.tell() => {}
            () = self.listen() => {}
        }
    }
}
