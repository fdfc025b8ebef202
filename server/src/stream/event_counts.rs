//! How often a store has told something of a match.
//!
//! A channel that is just being read from the store is not there yet for what the store tells meanwhile. Whoever reads
//! it compares this count from before and from after, and reads again if it has moved.

use jari_core::domain::MatchId;
use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
};

/// A count for each match: no more of them than the catalogue has matches.
#[derive(Debug, Default)]
pub(super) struct EventCounts {
    counts: Mutex<HashMap<MatchId, u64>>,
}

impl EventCounts {
    /// Counts one more.
    pub(super) fn count(&self, match_id: MatchId) {
        *self.counts.lock().unwrap_or_else(PoisonError::into_inner).entry(match_id).or_default() += 1;
    }

    /// How often it was so far.
    pub(super) fn so_far(&self, match_id: MatchId) -> u64 {
        self.counts.lock().unwrap_or_else(PoisonError::into_inner).get(&match_id).copied().unwrap_or(0)
    }
}
