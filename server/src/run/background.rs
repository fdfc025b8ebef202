//! What runs beside the requests until the shutdown.

use crate::supervisor::Supervisor;
use jari_core::failures::{self, COUNTED_FOR};
use std::{sync::Arc, time::Instant};
use tokio::time::interval;
use tokio_util::sync::CancellationToken;

/// Keeps tasks that nobody waits for.
#[derive(Clone)]
pub(super) struct Background {
    pub(super) supervisor: Supervisor,
    pub(super) shutdown: CancellationToken,
}

impl Background {
    /// Keeps a task that works with `parts`, again and again with the same.
    pub(super) fn keep<P, F>(
        &self,
        name: &'static str,
        parts: Arc<P>,
        task: impl Fn(Arc<P>, CancellationToken) -> F + Send + 'static,
    ) where
        P: Send + Sync + 'static,
        F: Future<Output = ()> + Send + 'static,
    {
        let shutdown = self.shutdown.clone();
        self.supervisor.keep(name, move || task(Arc::clone(&parts), shutdown.clone()));
    }
}

/// Tells from time to time how often failures came that were told once, and at the end.
pub(super) async fn tell_counts(shutdown: CancellationToken) {
    let mut tick = interval(COUNTED_FOR);
    loop {
        tokio::select! {
            () = shutdown.cancelled() => return failures::tell_counts(Instant::now() + COUNTED_FOR),
            _ = tick.tick() => failures::tell_counts(Instant::now()),
        }
    }
}
