//! A bound on how long anything waits for a database on the other side of a network, which may stop answering without
//! a word. Where the bound is met it is unknown whether the database did what it was asked: every request of ours is
//! safe to repeat.

use super::Database;
use async_trait::async_trait;
use jari_core::{
    domain::{
        BlockId, Changes, Counts, Held, HoldPolicy, HolderId, MatchId, MatchInfo, Revision, Sale, SeatChange,
        Snapshot, StreamId, UnixMillis, Venue, VenueId,
    },
    ports::{
        AllocationChange, AllocationError, AllocationStore, AuditLog, Catalogue, CompleteRequest,
        LoadAllocationStatus, SalesLedger, SeatRequest, StoreError,
    },
};
use std::{collections::HashMap, sync::Arc, time::Duration};
use tokio::time::timeout;

/// A venue is many rows, and is read once: it may take so many times as long as anything else.
const VENUE_FACTOR: u32 = 10;

/// A port whose answers are waited for no longer than `limit`.
struct Bounded<T: ?Sized> {
    inner: Arc<T>,
    limit: Duration,
}

/// Puts the bound before every port that a request or a task of the server waits for.
pub(super) fn bounded(database: Database, limit: Duration) -> Database {
    Database {
        catalogue: Arc::new(Bounded { inner: database.catalogue, limit }),
        status: Arc::new(Bounded { inner: database.status, limit }),
        allocations: Arc::new(Bounded { inner: database.allocations, limit }),
        ledger: Arc::new(Bounded { inner: database.ledger, limit }),
        audit: Arc::new(Bounded { inner: database.audit, limit }),
        ..database
    }
}

impl<T: ?Sized> Bounded<T> {
    async fn within<R, E: From<StoreError>>(
        &self,
        work: impl Future<Output = Result<R, E>> + Send,
    ) -> Result<R, E> {
        self.within_times(1, work).await
    }

    async fn within_times<R, E: From<StoreError>>(
        &self,
        factor: u32,
        work: impl Future<Output = Result<R, E>> + Send,
    ) -> Result<R, E> {
        match timeout(self.limit * factor, work).await {
            Ok(done) => done,
            Err(elapsed) => Err(StoreError::Unavailable(Box::new(elapsed)).into()),
        }
    }
}

#[async_trait]
impl Catalogue for Bounded<dyn Catalogue> {
    async fn matches(&self) -> Result<Vec<MatchInfo>, StoreError> {
        self.within(self.inner.matches()).await
    }

    async fn find_match(&self, id: MatchId) -> Result<Option<MatchInfo>, StoreError> {
        self.within(self.inner.find_match(id)).await
    }

    async fn venue(&self, id: VenueId) -> Result<Option<Arc<Venue>>, StoreError> {
        self.within_times(VENUE_FACTOR, self.inner.venue(id)).await
    }
}

#[async_trait]
impl LoadAllocationStatus for Bounded<dyn LoadAllocationStatus> {
    async fn snapshot(&self, match_id: MatchId, block_id: BlockId) -> Result<Arc<Snapshot>, StoreError> {
        self.within(self.inner.snapshot(match_id, block_id)).await
    }

    async fn block_revision(&self, match_id: MatchId, block_id: BlockId) -> Result<StreamId, StoreError> {
        self.within(self.inner.block_revision(match_id, block_id)).await
    }

    async fn changes_since(
        &self,
        match_id: MatchId,
        block_id: BlockId,
        rev: Revision,
    ) -> Result<Changes, StoreError> {
        self.within(self.inner.changes_since(match_id, block_id, rev)).await
    }

    async fn block_counts(&self, match_id: MatchId, only: Option<&[BlockId]>) -> Result<Counts, StoreError> {
        self.within(self.inner.block_counts(match_id, only)).await
    }

    async fn free_seats(&self, matches: &[MatchId]) -> Result<HashMap<MatchId, u32>, StoreError> {
        self.within(self.inner.free_seats(matches)).await
    }
}

#[async_trait]
impl AllocationStore for Bounded<dyn AllocationStore> {
    async fn hold(&self, request: &SeatRequest, policy: HoldPolicy) -> Result<Held, AllocationError> {
        self.within(self.inner.hold(request, policy)).await
    }

    async fn release(&self, request: &SeatRequest) -> Result<Revision, AllocationError> {
        self.within(self.inner.release(request)).await
    }

    async fn complete(&self, request: &CompleteRequest) -> Result<Vec<SeatChange>, AllocationError> {
        self.within(self.inner.complete(request)).await
    }

    async fn expire(&self, now: UnixMillis, limit: u32) -> Result<Vec<(MatchId, BlockId)>, StoreError> {
        self.within(self.inner.expire(now, limit)).await
    }

    async fn held_by(
        &self,
        match_id: MatchId,
        holder: &HolderId,
        now: UnixMillis,
    ) -> Result<Vec<Held>, StoreError> {
        self.within(self.inner.held_by(match_id, holder, now)).await
    }
}

#[async_trait]
impl SalesLedger for Bounded<dyn SalesLedger> {
    async fn record(&self, sales: &[Sale]) -> Result<(), AllocationError> {
        self.within(self.inner.record(sales)).await
    }

    async fn sold(&self, match_id: MatchId) -> Result<Vec<Sale>, StoreError> {
        self.within(self.inner.sold(match_id)).await
    }

    async fn open_sales(&self, until: UnixMillis, limit: u32) -> Result<Vec<Sale>, StoreError> {
        self.within(self.inner.open_sales(until, limit)).await
    }

    async fn settle(&self, sales: &[Sale]) -> Result<(), StoreError> {
        self.within(self.inner.settle(sales)).await
    }
}

#[async_trait]
impl AuditLog for Bounded<dyn AuditLog> {
    async fn append(&self, changes: &[AllocationChange]) -> Result<(), StoreError> {
        self.within(self.inner.append(changes)).await
    }

    async fn prune(&self, before: UnixMillis, limit: u32) -> Result<u64, StoreError> {
        self.within(self.inner.prune(before, limit)).await
    }
}
