//! A clock that a test sets.

use jari_core::{domain::UnixMillis, ports::Clock};
use std::sync::atomic::{AtomicI64, Ordering};

/// Stands still until it is told to move.
#[derive(Debug)]
pub(crate) struct ManualClock(AtomicI64);

impl ManualClock {
    pub(crate) const fn new(now: UnixMillis) -> Self {
        Self(AtomicI64::new(now.0))
    }

    /// Moves on by so many milliseconds, or back by a negative number.
    pub(crate) fn advance(&self, millis: i64) {
        self.0.fetch_add(millis, Ordering::SeqCst);
    }
}

impl Clock for ManualClock {
    fn now(&self) -> UnixMillis {
        UnixMillis(self.0.load(Ordering::SeqCst))
    }
}
