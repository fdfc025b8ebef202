//! Asking the store on behalf of a channel: many who want it at the same moment are served by one read.

use crate::{panics::caught, shared_error::shared_error};
use jari_core::ports::StoreError;
use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering::SeqCst},
};
use tokio::sync::{Mutex, MutexGuard};

/// The reads of one channel, one after the other, numbered from 1 in the order in which they begin. Each order of the
/// numbers below is a good one for some moment, so they need no lock among them.
#[derive(Debug, Default)]
pub(super) struct CatchingUp {
    /// The read that has begun last.
    begun: AtomicU64,
    /// The last read that has succeeded.
    succeeded: AtomicU64,
    /// The first read that finds all that the channel may have missed.
    needed: AtomicU64,
    /// The read that has ended last.
    turn: Mutex<Ended>,
}

/// How a read ended.
#[derive(Debug)]
pub(super) struct Ended {
    number: u64,
    outcome: Result<(), Arc<StoreError>>,
}

impl Default for Ended {
    fn default() -> Self {
        Self { number: 0, outcome: Ok(()) }
    }
}

impl CatchingUp {
    /// The channel may have missed something until now.
    pub(super) fn mark_behind(&self) {
        self.needed.fetch_max(self.begun.load(SeqCst) + 1, SeqCst);
    }

    /// Whether nobody has yet read what the channel may have missed. Whoever was to read it may have left before the end.
    pub(super) fn is_behind(&self) -> bool {
        self.succeeded.load(SeqCst) < self.needed.load(SeqCst)
    }

    /// Keeps everybody from reading while it is held.
    pub(super) async fn turn(&self) -> MutexGuard<'_, Ended> {
        self.turn.lock().await
    }

    /// The outcome of `read`, or of another's that began after this was asked for: its failure, too, is everybody's who
    /// waits, as they would otherwise fail one after the other. A panic is a failure as well.
    pub(super) async fn share(
        &self,
        read: impl Future<Output = Result<(), StoreError>>,
    ) -> Result<(), StoreError> {
        let asked = self.begun.load(SeqCst);
        let mut last = self.turn.lock().await;
        if last.number <= asked {
            let number = self.begun.fetch_add(1, SeqCst) + 1;
            let outcome = caught(read).await.map_err(Arc::new);
            if outcome.is_ok() {
                self.succeeded.store(number, SeqCst);
            }
            *last = Ended { number, outcome };
        }
        last.outcome.clone().map_err(|error| shared_error(&error))
    }
}
