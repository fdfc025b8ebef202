//! Asking the store on behalf of a channel: many who want it at the same moment are served by one read.

use crate::single_flight::{InTurn, Turn};
use jari_core::ports::StoreError;
use std::sync::atomic::{AtomicU64, Ordering::SeqCst};

/// The reads of one channel, and how much of what it may have missed they have found. Each order of the numbers below is a
/// good one for some moment, so they need no lock among them.
#[derive(Debug, Default)]
pub(super) struct CatchingUp {
    reads: InTurn,
    /// The last read that has succeeded.
    succeeded: AtomicU64,
    /// The first read that finds all that the channel may have missed.
    needed: AtomicU64,
}

impl CatchingUp {
    /// The channel may have missed something until now.
    pub(super) fn mark_behind(&self) {
        self.needed.fetch_max(self.reads.begun() + 1, SeqCst);
    }

    /// Whether nobody has yet read what the channel may have missed. Whoever was to read it may have left before the end.
    pub(super) fn is_behind(&self) -> bool {
        self.succeeded.load(SeqCst) < self.needed.load(SeqCst)
    }

    /// Keeps everybody from reading while it is held.
    pub(super) async fn turn(&self) -> Turn<'_> {
        self.reads.turn().await
    }

    /// The outcome of `read`, or of another's that began after this was asked for.
    pub(super) async fn share(
        &self,
        read: impl Future<Output = Result<(), StoreError>>,
    ) -> Result<(), StoreError> {
        let counted = async |number| {
            read.await?;
            self.succeeded.store(number, SeqCst);
            Ok(())
        };
        self.reads.share(counted).await
    }
}
