//! The seats of blocks as they were last read: what has not changed since, by its revision, is not read again.

use crate::{
    domain::{BlockId, Counts, MatchId, Snapshot},
    ports::{LoadAllocationStatus, StoreError},
};
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

/// So many seats of all blocks are kept, some 12 MB. When there are more, all are forgotten: they are soon read again.
const MAX_SEATS: usize = 500_000;

#[derive(Default)]
pub(super) struct Boards(Mutex<Kept>);

#[derive(Default)]
struct Kept {
    boards: HashMap<(MatchId, BlockId), Arc<Snapshot>>,
    seats: usize,
}

impl Boards {
    /// A block's seats as they were when `counts` was read, or later.
    pub(super) async fn of(
        &self,
        store: &dyn LoadAllocationStatus,
        match_id: MatchId,
        block_id: BlockId,
        counts: &Counts,
    ) -> Result<Arc<Snapshot>, StoreError> {
        let key = (match_id, block_id);
        let kept = self.lock().boards.get(&key).map(Arc::clone);
        let at = counts.blocks.iter().find(|count| count.block_id == block_id).map(|count| count.rev);
        // Within an epoch a revision means the same state to everybody (invariant I3).
        if let (Some(kept), Some(at)) = (kept, at)
            && kept.epoch == counts.epoch
            && kept.rev >= at
        {
            return Ok(kept);
        }
        let read = store.snapshot(match_id, block_id).await?;
        self.lock().keep(key, &read);
        Ok(read)
    }

    fn lock(&self) -> MutexGuard<'_, Kept> {
        // Nothing is done under the lock that could panic.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Kept {
    fn keep(&mut self, key: (MatchId, BlockId), board: &Arc<Snapshot>) {
        let is_older = |kept: &Arc<Snapshot>| kept.epoch == board.epoch && kept.rev > board.rev;
        if self.boards.get(&key).is_some_and(is_older) {
            return;
        }
        if self.seats + board.seats.len() > MAX_SEATS {
            *self = Self::default();
        }
        self.seats += board.seats.len();
        if let Some(before) = self.boards.insert(key, Arc::clone(board)) {
            self.seats = self.seats.saturating_sub(before.seats.len());
        }
    }
}
