//! Whether what a channel shows is what the store has, as far as can be known.

use super::channel::{Channel, Topic};
use jari_core::domain::MatchId;
use std::{
    collections::BTreeSet,
    sync::{
        Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, Ordering::SeqCst},
    },
};

/// One channel's: it may be out of date for either of two reasons.
#[derive(Debug)]
pub(super) struct Liveness {
    /// Whether it becomes known when something of its match changes.
    followed: AtomicBool,
    /// Whether it could be read when that was last tried.
    readable: AtomicBool,
}

impl Default for Liveness {
    /// It has just been read.
    fn default() -> Self {
        Self { followed: AtomicBool::new(true), readable: AtomicBool::new(true) }
    }
}

impl<T: Topic> Channel<T> {
    /// Whether it shows what the store has. Whoever follows the channel wakes when this changes.
    pub fn is_live(&self) -> bool {
        self.liveness.followed.load(SeqCst) && self.is_readable()
    }

    /// Whether it could be read when that was last tried.
    pub fn is_readable(&self) -> bool {
        self.liveness.readable.load(SeqCst)
    }

    /// Whether it could not be read, or has missed something that nobody has read since.
    pub(super) fn needs_reading(&self) -> bool {
        !self.is_readable() || self.catching_up.is_behind()
    }

    /// Says whether it could be read.
    pub fn set_readable(&self, readable: bool) {
        self.set(&self.liveness.readable, readable);
    }

    /// Says whether its match is followed.
    pub(super) fn set_followed(&self, followed: bool) {
        self.set(&self.liveness.followed, followed);
    }

    fn set(&self, part: &AtomicBool, now: bool) {
        if part.swap(now, SeqCst) != now {
            self.wake();
        }
    }
}

/// Matches of which nothing becomes known at the moment.
#[derive(Debug, Default)]
pub(super) struct CutOff(Mutex<BTreeSet<MatchId>>);

impl CutOff {
    /// The matches. While they are held, none comes or goes.
    pub(super) fn lock(&self) -> MutexGuard<'_, BTreeSet<MatchId>> {
        // Nothing that is done under the lock can leave it half done.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
