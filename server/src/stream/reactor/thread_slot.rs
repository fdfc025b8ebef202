//! A thread's place, which is there when the thread begins anew.

use super::{
    courier::{Mailbox, Newcomer},
    rounds::Rounds,
};
use crate::{metrics::TaskMetrics, panics};
use jari_core::failures;
use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{Mutex, MutexGuard, PoisonError},
    thread,
    time::{Duration, Instant},
};
use tokio_util::sync::CancellationToken;

/// What the threads are called where tasks are counted.
pub(super) const NAME: &str = "reactor";

/// The first and the longest wait before a thread begins anew. Its viewers are with others meanwhile.
const BACKOFF: std::ops::Range<Duration> = Duration::from_millis(50)..Duration::from_secs(1);

/// A thread that has gone on for so long is well.
const WELL_AFTER: Duration = Duration::from_secs(60);

/// Where a thread is reached, now and after it has begun anew.
pub(super) struct ThreadSlot {
    mailbox: Mutex<Mailbox>,
    stall: Duration,
    shutdown: CancellationToken,
    metrics: TaskMetrics,
}

impl ThreadSlot {
    pub(super) const fn new(
        mailbox: Mailbox,
        stall: Duration,
        shutdown: CancellationToken,
        metrics: TaskMetrics,
    ) -> Self {
        Self { mailbox: Mutex::new(mailbox), stall, shutdown, metrics }
    }

    /// Hands a viewer over, who comes back if nobody is there at the moment.
    pub(super) fn adopt(&self, newcomer: Newcomer) -> Result<(), Newcomer> {
        self.mailbox().adopt(newcomer)
    }

    /// Lets everybody go. To be called when the shutdown has begun.
    pub(super) fn shut_down(&self) {
        self.mailbox().shut_down();
    }

    /// Goes through rounds until the shutdown, on the calling thread.
    pub(super) fn keep(&self, first: Rounds) {
        let (mut rounds, mut wait) = (first, BACKOFF.start);
        loop {
            let begun = Instant::now();
            // What a panic leaves half done goes with it: the sockets, and whoever carries word to them.
            match catch_unwind(AssertUnwindSafe(|| rounds.run())) {
                Ok(Ok(())) => return,
                Ok(Err(error)) => failures::error("cannot wait for viewers' sockets", &error),
                Err(panic) => {
                    tracing::error!(task = NAME, panic = panics::text(&*panic), "a task has panicked");
                }
            }
            if begun.elapsed() >= WELL_AFTER {
                wait = BACKOFF.start;
            }
            rounds = loop {
                thread::sleep(wait);
                wait = (wait * 2).min(BACKOFF.end);
                match Rounds::new(self.stall) {
                    Ok((rounds, mailbox)) => {
                        *self.mailbox() = mailbox;
                        break rounds;
                    }
                    Err(error) => failures::error("cannot begin to wait for viewers' sockets", &error),
                }
                if self.shutdown.is_cancelled() {
                    return;
                }
            };
            // Whoever tells of the shutdown from here on finds the new mailbox.
            if self.shutdown.is_cancelled() {
                return;
            }
            self.metrics.restarted(NAME);
        }
    }

    fn mailbox(&self) -> MutexGuard<'_, Mailbox> {
        // Nothing that is done under the lock can leave it half done.
        self.mailbox.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
