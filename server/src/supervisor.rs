//! Who looks after the tasks that nobody waits for.
//!
//! Such a task should not end before the shutdown. One that does, by itself or by a panic, is told in the log by its name
//! and begun anew; one that cannot be begun anew takes the server with it, in order: what is half there must not look as
//! if it were well.

use crate::{metrics::TaskMetrics, panics};
use futures_util::FutureExt;
use rand::Rng;
use std::{
    panic::AssertUnwindSafe,
    sync::{Arc, OnceLock},
    time::Duration,
};
use tokio::time::{Instant, sleep};
use tokio_util::{sync::CancellationToken, task::TaskTracker};

/// The first and the longest wait before a task is begun anew.
const BACKOFF: std::ops::Range<Duration> = Duration::from_millis(100)..Duration::from_secs(10);

/// A task that has gone on for so long is well: its next end is waited for as its first.
const WELL_AFTER: Duration = Duration::from_secs(60);

/// Keeps tasks until the shutdown.
#[derive(Clone)]
pub struct Supervisor {
    /// All that the end of the server waits for.
    tasks: TaskTracker,
    shutdown: CancellationToken,
    /// Tells the server to stop, as it cannot go on.
    stop: CancellationToken,
    metrics: TaskMetrics,
    /// The task without which it cannot.
    failed: Arc<OnceLock<&'static str>>,
}

impl Supervisor {
    /// Nothing to keep yet. `stop` is cancelled if the server cannot go on; `shutdown` is when tasks should end.
    pub fn new(
        tasks: TaskTracker,
        shutdown: CancellationToken,
        stop: CancellationToken,
        metrics: TaskMetrics,
    ) -> Self {
        Self { tasks, shutdown, stop, metrics, failed: Arc::default() }
    }

    /// Runs a task until the shutdown, and again whenever it ends before.
    pub fn keep<F>(&self, name: &'static str, task: impl Fn() -> F + Send + 'static)
    where
        F: Future<Output = ()> + Send + 'static,
    {
        self.metrics.kept(name);
        let this = self.clone();
        self.tasks.spawn(async move {
            let mut wait = BACKOFF.start;
            loop {
                let begun = Instant::now();
                if !this.has_failed(name, task()).await {
                    return;
                }
                if begun.elapsed() >= WELL_AFTER {
                    wait = BACKOFF.start;
                }
                let jitter = rand::rng().random_range(0.5..1.0);
                tokio::select! {
                    () = this.shutdown.cancelled() => return,
                    () = sleep(wait.mul_f64(jitter)) => {}
                }
                wait = (wait * 2).min(BACKOFF.end);
                this.metrics.restarted(name);
            }
        });
    }

    /// Runs a task that cannot be begun anew. If it ends before the shutdown the server is told to stop.
    pub async fn need(&self, name: &'static str, task: impl Future<Output = ()>) {
        if self.has_failed(name, task).await {
            tracing::error!(task = name, "the server cannot go on without it and stops");
            let _ = self.failed.set(name);
            self.stop.cancel();
        }
    }

    /// The task that ended and without which the server could not go on.
    pub fn failed(&self) -> Option<&'static str> {
        self.failed.get().copied()
    }

    /// Waits until a task has ended; whether it should not have.
    async fn has_failed(&self, name: &'static str, task: impl Future<Output = ()>) -> bool {
        let ended = AssertUnwindSafe(task).catch_unwind().await;
        if let Err(panic) = &ended {
            tracing::error!(task = name, panic = panics::text(&**panic), "a task has panicked");
        } else if !self.shutdown.is_cancelled() {
            tracing::error!(task = name, "a task has ended before its time");
        }
        !self.shutdown.is_cancelled()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metrics::Metrics;
    use std::{
        future::pending,
        sync::atomic::{AtomicU32, Ordering::SeqCst},
    };
    use tokio::time::timeout;

    struct Ground {
        metrics: Metrics,
        supervisor: Supervisor,
        tasks: TaskTracker,
        shutdown: CancellationToken,
        stop: CancellationToken,
    }

    impl Ground {
        fn new() -> Self {
            let (metrics, tasks) = (Metrics::default(), TaskTracker::new());
            let (shutdown, stop) = (CancellationToken::new(), CancellationToken::new());
            let supervisor =
                Supervisor::new(tasks.clone(), shutdown.clone(), stop.clone(), metrics.tasks.clone());
            Self { metrics, supervisor, tasks, shutdown, stop }
        }
    }

    #[tokio::test]
    async fn what_ends_or_panics_is_begun_anew_until_the_shutdown() {
        let ground = Ground::new();
        let times = Arc::new(AtomicU32::new(0));
        let task = {
            let times = Arc::clone(&times);
            move || {
                let time = times.fetch_add(1, SeqCst);
                async move {
                    match time {
                        0 => panic!("the first time"),
                        1 => {}
                        2 => panic!("{}", "the third"),
                        _ => pending().await,
                    }
                }
            }
        };
        ground.supervisor.keep("juggler", task);
        let begun_anew = async {
            while times.load(SeqCst) < 4 {
                sleep(Duration::from_millis(10)).await;
            }
        };
        timeout(Duration::from_secs(10), begun_anew).await.expect("it is begun anew each time");
        let restarts = "jari_task_restarts_total{task=\"juggler\"} 3\n";
        assert!(ground.metrics.text().unwrap().contains(restarts));
        assert!(!ground.stop.is_cancelled() && ground.supervisor.failed().is_none());
        ground.tasks.close();
        assert!(!ground.tasks.is_empty());
    }

    #[tokio::test]
    async fn what_ends_at_the_shutdown_is_left_alone() {
        let ground = Ground::new();
        let shutdown = ground.shutdown.clone();
        ground.supervisor.keep("good", move || shutdown.clone().cancelled_owned());
        let token = ground.shutdown.clone();
        let supervisor = ground.supervisor.clone();
        ground.tasks.spawn(async move { supervisor.need("good as well", token.cancelled()).await });
        tokio::task::yield_now().await;
        ground.shutdown.cancel();
        ground.tasks.close();
        ground.tasks.wait().await;
        assert!(ground.metrics.text().unwrap().contains("jari_task_restarts_total{task=\"good\"} 0\n"));
        assert!(!ground.stop.is_cancelled());
    }

    #[tokio::test]
    async fn without_what_is_needed_the_server_stops() {
        let ended = Ground::new();
        ended.supervisor.need("door", async {}).await;
        assert!(ended.stop.is_cancelled());
        assert_eq!(ended.supervisor.failed(), Some("door"));
        let panicked = Ground::new();
        panicked.supervisor.need("door", async { panic!("as it was told to") }).await;
        assert_eq!((panicked.stop.is_cancelled(), panicked.supervisor.failed()), (true, Some("door")));
    }
}
