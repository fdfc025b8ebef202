//! A watch before each port of a back end. Each call is also a span of its request's trace, which costs nothing unless
//! traces are collected.

use super::Backend;
use crate::metrics::StoreMetrics;
use async_trait::async_trait;
use jari_core::{
    domain::{
        BlockId, CartId, Changes, Command, Counts, Held, MatchId, MatchInfo, Outcome, Revision, Snapshot,
        StreamId, UnixMillis, Venue, VenueId,
    },
    ports::{AllocationError, AllocationStore, Catalogue, LoadAllocationStatus, StoreError},
};
use std::{collections::HashMap, sync::Arc};
use tracing::{Instrument, debug_span};

/// A port whose calls are measured.
struct Measured<T: ?Sized> {
    inner: Arc<T>,
    metrics: Arc<StoreMetrics>,
}

/// Puts the watch before every port that a request or a task of the server waits for.
pub(super) fn measured(backend: Backend, metrics: &Arc<StoreMetrics>) -> Backend {
    let metrics = || Arc::clone(metrics);
    Backend {
        catalogue: Arc::new(Measured { inner: backend.catalogue, metrics: metrics() }),
        status: Arc::new(Measured { inner: backend.status, metrics: metrics() }),
        allocations: Arc::new(Measured { inner: backend.allocations, metrics: metrics() }),
        ..backend
    }
}

/// One call, under the name of the port's method.
macro_rules! measure {
    ($this:ident.$operation:ident($($argument:expr),*)) => {{
        let span = debug_span!(concat!("store.", stringify!($operation)));
        $this.metrics.measure(stringify!($operation), $this.inner.$operation($($argument),*).instrument(span)).await
    }};
}

#[async_trait]
impl Catalogue for Measured<dyn Catalogue> {
    async fn matches(&self) -> Result<Vec<MatchInfo>, StoreError> {
        measure!(self.matches())
    }

    async fn find_match(&self, id: MatchId) -> Result<Option<MatchInfo>, StoreError> {
        measure!(self.find_match(id))
    }

    async fn venue(&self, id: VenueId) -> Result<Option<Arc<Venue>>, StoreError> {
        measure!(self.venue(id))
    }
}

#[async_trait]
impl LoadAllocationStatus for Measured<dyn LoadAllocationStatus> {
    async fn snapshot(&self, match_id: MatchId, block_id: BlockId) -> Result<Arc<Snapshot>, StoreError> {
        measure!(self.snapshot(match_id, block_id))
    }

    async fn block_revision(&self, match_id: MatchId, block_id: BlockId) -> Result<StreamId, StoreError> {
        measure!(self.block_revision(match_id, block_id))
    }

    async fn changes_since(
        &self,
        match_id: MatchId,
        block_id: BlockId,
        rev: Revision,
    ) -> Result<Changes, StoreError> {
        measure!(self.changes_since(match_id, block_id, rev))
    }

    async fn block_counts(&self, match_id: MatchId, only: Option<&[BlockId]>) -> Result<Counts, StoreError> {
        measure!(self.block_counts(match_id, only))
    }

    async fn free_seats(&self, matches: &[MatchId]) -> Result<HashMap<MatchId, u32>, StoreError> {
        measure!(self.free_seats(matches))
    }
}

#[async_trait]
impl AllocationStore for Measured<dyn AllocationStore> {
    async fn change(&self, command: &Command) -> Result<Vec<Outcome>, AllocationError> {
        let span = debug_span!("store.change", command = command.kind);
        self.metrics.measure(command.kind, self.inner.change(command).instrument(span)).await
    }

    async fn expire(&self, now: UnixMillis, limit: u32) -> Result<Vec<(MatchId, BlockId)>, StoreError> {
        let freed = measure!(self.expire(now, limit))?;
        self.metrics.expired(freed.len());
        Ok(freed)
    }

    async fn held_by(
        &self,
        match_id: MatchId,
        cart: &CartId,
        now: UnixMillis,
    ) -> Result<Vec<Held>, StoreError> {
        measure!(self.held_by(match_id, cart, now))
    }
}
