//! What runs beside the requests until the shutdown.

use crate::{metrics::OutboxMetrics, outbox::Worker, supervisor::Supervisor};
use jari_core::{
    domain::RetryPolicy,
    failures::{self, COUNTED_FOR},
    ports::{Clock, Deliver, Outbox},
    services::OutboxService,
};
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

    /// Keeps a worker for each destination that is told outside of what happens.
    pub(super) fn keep_telling(
        &self,
        deliver: Vec<Arc<dyn Deliver>>,
        outbox: &Arc<dyn Outbox>,
        clock: &Arc<dyn Clock>,
        metrics: &OutboxMetrics,
    ) {
        for deliver in deliver {
            let (destination, policy) = (deliver.destination(), RetryPolicy::default());
            let service = OutboxService::new(Arc::clone(outbox), Arc::clone(clock), destination, policy);
            let worker = Worker::new(service, deliver, metrics.clone());
            self.keep(destination.as_str(), Arc::new(worker), Worker::run);
        }
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
