//! One thing that is done in turn.

use crate::{panics::caught, shared_error::shared_error};
use jari_core::ports::StoreError;
use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering::SeqCst},
};
use tokio::sync::{Mutex, MutexGuard};

/// Rounds of the same work, one after the other, numbered from 1 in the order in which they begin.
#[derive(Debug, Default)]
pub(crate) struct InTurn {
    /// The round that has begun last.
    begun: AtomicU64,
    /// The round that has ended last; locked while one is under way.
    last: Mutex<Ended>,
}

/// How a round ended.
#[derive(Debug)]
struct Ended {
    number: u64,
    outcome: Result<(), Arc<StoreError>>,
}

impl Default for Ended {
    fn default() -> Self {
        Self { number: 0, outcome: Ok(()) }
    }
}

/// While it is held no round is under way.
pub(crate) struct Turn<'a>(#[expect(dead_code, reason = "it is held, not looked at")] MutexGuard<'a, Ended>);

impl InTurn {
    /// The round that has begun last.
    pub(crate) fn begun(&self) -> u64 {
        self.begun.load(SeqCst)
    }

    /// Keeps every round from being under way while it is held.
    pub(crate) async fn turn(&self) -> Turn<'_> {
        Turn(self.last.lock().await)
    }

    /// The outcome of `work`, which is told its number, or of another's that began after this was asked for.
    pub(crate) async fn share<F>(&self, work: impl FnOnce(u64) -> F) -> Result<(), StoreError>
    where
        F: Future<Output = Result<(), StoreError>>,
    {
        let asked = self.begun();
        let mut last = self.last.lock().await;
        if last.number <= asked {
            let number = self.begun.fetch_add(1, SeqCst) + 1;
            let outcome = caught(work(number)).await.map_err(Arc::new);
            *last = Ended { number, outcome };
        }
        last.outcome.clone().map_err(|error| shared_error(&error))
    }
}
