//! A store that can be made to fail, and that counts what it is asked.

use super::Fuse;
use async_trait::async_trait;
use jari_core::{
    domain::{BlockId, Changes, Counts, MatchId, Revision, Snapshot, StreamId},
    ports::{LoadAllocationStatus, StoreError},
};
use std::{
    collections::HashMap,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
};

/// A real store behind a switch.
pub(crate) struct FaultyStore {
    inner: Arc<dyn LoadAllocationStatus>,
    down: AtomicBool,
    reads: AtomicUsize,
    fuse: Fuse,
}

impl FaultyStore {
    pub(crate) fn new(inner: Arc<dyn LoadAllocationStatus>) -> Self {
        Self { inner, down: AtomicBool::new(false), reads: AtomicUsize::new(0), fuse: Fuse::default() }
    }

    /// From now on every read fails, or none.
    pub(crate) fn set_down(&self, down: bool) {
        self.down.store(down, Ordering::SeqCst);
    }

    /// What makes every read panic.
    pub(crate) fn fuse(&self) -> &Fuse {
        &self.fuse
    }

    /// How often it was read so far.
    pub(crate) fn reads(&self) -> usize {
        self.reads.load(Ordering::SeqCst)
    }

    fn read(&self) -> Result<&Arc<dyn LoadAllocationStatus>, StoreError> {
        self.reads.fetch_add(1, Ordering::SeqCst);
        self.fuse.look();
        if self.down.load(Ordering::SeqCst) {
            return Err(StoreError::Unavailable("switched off".into()));
        }
        Ok(&self.inner)
    }
}

#[async_trait]
impl LoadAllocationStatus for FaultyStore {
    async fn snapshot(&self, match_id: MatchId, block_id: BlockId) -> Result<Arc<Snapshot>, StoreError> {
        self.read()?.snapshot(match_id, block_id).await
    }

    async fn block_revision(&self, match_id: MatchId, block_id: BlockId) -> Result<StreamId, StoreError> {
        self.read()?.block_revision(match_id, block_id).await
    }

    async fn changes_since(
        &self,
        match_id: MatchId,
        block_id: BlockId,
        rev: Revision,
    ) -> Result<Changes, StoreError> {
        self.read()?.changes_since(match_id, block_id, rev).await
    }

    async fn block_counts(&self, match_id: MatchId, only: Option<&[BlockId]>) -> Result<Counts, StoreError> {
        self.read()?.block_counts(match_id, only).await
    }

    async fn free_seats(&self, matches: &[MatchId]) -> Result<HashMap<MatchId, u32>, StoreError> {
        self.read()?.free_seats(matches).await
    }
}
