//! Snapshots: one read for a crowd, and of a block that has not changed its revision alone.

use super::BLOCKS_BYTES;
use crate::{cache::lru, single_flight::NextFlight};
use async_trait::async_trait;
use jari_core::{
    domain::{BlockId, Changes, Counts, MatchId, Revision, SeatChange, Snapshot, StreamId},
    ports::{LoadAllocationStatus, StoreError},
};
use moka::future::Cache;
use std::{collections::HashMap, sync::Arc};

type BlockKey = (MatchId, BlockId);
type Kept = Cache<BlockKey, Arc<Snapshot>>;

/// [`LoadAllocationStatus`] before another one. What it answers is what the store had after it was asked, so that who has
/// just changed a seat sees it.
pub struct SharedSnapshots {
    store: Arc<dyn LoadAllocationStatus>,
    /// Whether the store tells what has changed at less cost than all there is.
    tells_changes: bool,
    kept: Kept,
    reads: NextFlight<BlockKey, Arc<Snapshot>>,
    counts: NextFlight<MatchId, Counts>,
}

impl SharedSnapshots {
    /// Before this store; `tells_changes` where it tells what has changed at less cost than all there is.
    pub fn new(store: Arc<dyn LoadAllocationStatus>, tells_changes: bool) -> Self {
        let kept = lru(BLOCKS_BYTES).weigher(|_, snapshot: &Arc<Snapshot>| bytes_of(snapshot)).build();
        Self { store, tells_changes, kept, reads: NextFlight::default(), counts: NextFlight::default() }
    }
}

#[async_trait]
impl LoadAllocationStatus for SharedSnapshots {
    async fn snapshot(&self, match_id: MatchId, block_id: BlockId) -> Result<Arc<Snapshot>, StoreError> {
        let (key, store, kept) = ((match_id, block_id), Arc::clone(&self.store), self.kept.clone());
        let tells_changes = self.tells_changes;
        let read = move || {
            let (store, kept) = (Arc::clone(&store), kept.clone());
            async move { read(&*store, &kept, key, tells_changes).await }
        };
        self.reads.ask(key, read).await
    }

    async fn block_revision(&self, match_id: MatchId, block_id: BlockId) -> Result<StreamId, StoreError> {
        self.store.block_revision(match_id, block_id).await
    }

    async fn changes_since(
        &self,
        match_id: MatchId,
        block_id: BlockId,
        rev: Revision,
    ) -> Result<Changes, StoreError> {
        self.store.changes_since(match_id, block_id, rev).await
    }

    async fn block_counts(&self, match_id: MatchId, only: Option<&[BlockId]>) -> Result<Counts, StoreError> {
        // Some of the blocks are asked for by whoever follows them, and by nobody else.
        if only.is_some() {
            return self.store.block_counts(match_id, only).await;
        }
        let store = Arc::clone(&self.store);
        let read = move || {
            let store = Arc::clone(&store);
            async move { store.block_counts(match_id, None).await }
        };
        self.counts.ask(match_id, read).await
    }

    async fn free_seats(&self, matches: &[MatchId]) -> Result<HashMap<MatchId, u32>, StoreError> {
        self.store.free_seats(matches).await
    }
}

/// The same epoch and revision mean the same state (invariant I3): then what is kept is as good as another read.
async fn read(
    store: &dyn LoadAllocationStatus,
    kept: &Kept,
    key: BlockKey,
    tells_changes: bool,
) -> Result<Arc<Snapshot>, StoreError> {
    let (match_id, block_id) = key;
    let known = kept.get(&key).await;
    if let Some(known) = known.as_ref().filter(|_| tells_changes) {
        let changes = store.changes_since(match_id, block_id, known.rev).await?;
        if let Some(snapshot) = changed(known, changes) {
            if !Arc::ptr_eq(&snapshot, known) {
                kept.insert(key, Arc::clone(&snapshot)).await;
            }
            return Ok(snapshot);
        }
    } else if let Some(known) = known {
        let at = store.block_revision(match_id, block_id).await?;
        if at.epoch == known.epoch && at.rev == known.rev {
            return Ok(known);
        }
    }
    let snapshot = store.snapshot(match_id, block_id).await?;
    // What is not there costs little to read, and must not push out what is.
    if !snapshot.seats.is_empty() {
        kept.insert(key, Arc::clone(&snapshot)).await;
    }
    Ok(snapshot)
}

/// A block as it is after these changes; none where they do not lead on from it.
fn changed(known: &Arc<Snapshot>, changes: Changes) -> Option<Arc<Snapshot>> {
    if changes.epoch != known.epoch || changes.rev < known.rev {
        return None;
    }
    if changes.rev == known.rev {
        return Some(Arc::clone(known));
    }
    let mut snapshot = Snapshot { rev: changes.rev, ..Snapshot::clone(known) };
    for change in changes.seats {
        let at = snapshot.seats.binary_search_by_key(&change.seat_id, |seat| seat.seat_id).ok()?;
        *snapshot.seats.get_mut(at)? = change;
    }
    Some(Arc::new(snapshot))
}

fn bytes_of(snapshot: &Snapshot) -> u32 {
    u32::try_from(size_of::<Snapshot>() + size_of::<SeatChange>() * snapshot.seats.len()).unwrap_or(u32::MAX)
}
