//! The groups of this instance, each with a name of its own.

use super::keys;
use jari_core::domain::MatchId;
use std::{
    collections::HashSet,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
};

/// The groups of this instance that somebody reads.
#[derive(Default)]
pub(super) struct OpenGroups {
    open: Mutex<HashSet<(MatchId, String)>>,
    numbers: AtomicU64,
}

/// One of them, for as long as it is read.
pub(super) struct OpenGroup {
    groups: Arc<OpenGroups>,
    pub(super) match_id: MatchId,
    pub(super) name: String,
}

impl OpenGroups {
    /// One more, under a name of its own.
    pub(super) fn add(self: &Arc<Self>, match_id: MatchId, instance: &str) -> OpenGroup {
        let name = keys::group(instance, self.numbers.fetch_add(1, Ordering::Relaxed));
        self.lock().insert((match_id, name.clone()));
        OpenGroup { groups: Arc::clone(self), match_id, name }
    }

    /// Whether somebody reads this group of the instance's own.
    pub(super) fn is_open(&self, match_id: MatchId, group: &str) -> bool {
        self.lock().contains(&(match_id, group.to_owned()))
    }

    /// Whether somebody follows a match.
    pub(super) fn is_followed(&self, match_id: MatchId) -> bool {
        self.lock().iter().any(|(of, _)| *of == match_id)
    }

    /// All that are open.
    pub(super) fn all(&self) -> Vec<(MatchId, String)> {
        self.lock().iter().cloned().collect()
    }

    fn lock(&self) -> MutexGuard<'_, HashSet<(MatchId, String)>> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for OpenGroup {
    fn drop(&mut self) {
        self.groups.lock().remove(&(self.match_id, std::mem::take(&mut self.name)));
    }
}
