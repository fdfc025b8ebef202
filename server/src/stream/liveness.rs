//! Whether what a channel shows is what the store has, as far as can be known.

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

impl Liveness {
    pub(super) fn is_live(&self) -> bool {
        self.followed.load(SeqCst) && self.is_readable()
    }

    pub(super) fn is_readable(&self) -> bool {
        self.readable.load(SeqCst)
    }

    /// Says whether it could be read; whether that is news.
    pub(super) fn set_readable(&self, readable: bool) -> bool {
        self.readable.swap(readable, SeqCst) != readable
    }

    /// Says whether its match is followed; whether that is news.
    pub(super) fn set_followed(&self, followed: bool) -> bool {
        self.followed.swap(followed, SeqCst) != followed
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
