//! One deadline for a request: whatever it waits for, and however often, all of it together is bounded.
//!
//! The stores' own bounds hold for one question each, and for what goes on when nobody waits any more. A request asks
//! several, one after the other: each is given what the others have left.

use crate::backend::Backend;
use app::server_fns::{AdmitChange, Services};
use async_trait::async_trait;
use jari_core::{
    domain::{
        BlockId, Changes, Counts, Held, HoldPolicy, HolderId, MatchId, MatchInfo, Revision, SeatChange,
        Snapshot, StreamId, UnixMillis, Venue, VenueId,
    },
    ports::{
        AllocationError, AllocationStore, Catalogue, ChangeHint, Clock, CompleteRequest,
        LoadAllocationStatus, SeatRequest, StoreError,
    },
    services::{AllocationService, SeatMapService},
};
use std::{
    collections::HashMap,
    sync::{Arc, OnceLock},
    time::Duration,
};
use tokio::time::{Instant, timeout_at};

/// When a server was restarted all of its viewers come back at once. Each that is turned away comes again, so a stream may
/// wait so many times as long as a request that somebody looks at.
const STREAM_FACTOR: u32 = 5;

/// Waits until the deadline and no longer.
///
/// # Errors
/// The work's own, or that the store did not answer in time.
pub async fn until<T, E: From<StoreError>>(
    deadline: Instant,
    work: impl Future<Output = Result<T, E>>,
) -> Result<T, E> {
    match timeout_at(deadline, work).await {
        Ok(done) => done,
        Err(elapsed) => Err(StoreError::Unavailable(Box::new(elapsed)).into()),
    }
}

/// Makes the services of a request. Cheap to clone.
#[derive(Clone)]
pub struct RequestServices(Arc<Parts>);

struct Parts {
    ports: Ports,
    rules: RequestRules,
}

/// What holds for every request.
#[derive(Clone)]
pub struct RequestRules {
    /// Told of every change.
    pub hint: Arc<dyn ChangeHint>,
    /// What time it is.
    pub clock: Arc<dyn Clock>,
    /// The rules for holds.
    pub policy: HoldPolicy,
    /// How often a client may change something.
    pub admission: Arc<dyn AdmitChange>,
    /// How long a request waits for the stores.
    pub patience: Duration,
}

/// What a request may wait for.
#[derive(Clone)]
struct Ports {
    catalogue: Arc<dyn Catalogue>,
    status: Arc<dyn LoadAllocationStatus>,
    allocations: Arc<dyn AllocationStore>,
}

impl RequestServices {
    /// Services over this back end.
    pub fn new(backend: &Backend, rules: RequestRules) -> Self {
        let Backend { catalogue, status, allocations, .. } = backend.clone();
        let ports = Ports { catalogue, status, allocations };
        Self(Arc::new(Parts { ports, rules }))
    }

    /// When a request for a stream that begins now has waited long enough.
    pub fn stream_deadline(&self) -> Instant {
        Instant::now() + self.0.rules.patience * STREAM_FACTOR
    }

    /// The services of a request that begins now.
    pub fn begin(&self) -> Services {
        self.services(OnceLock::new())
    }

    /// The services of a request that has a deadline already.
    pub fn begin_until(&self, deadline: Instant) -> Services {
        self.services(OnceLock::from(deadline))
    }

    fn services(&self, deadline: OnceLock<Instant>) -> Services {
        let Parts { ports, rules } = &*self.0;
        let ports = Bounded { ports: ports.clone(), patience: rules.patience, deadline };
        let ports = Arc::new(ports);
        let allocation = AllocationService::new(
            Arc::clone(&ports) as _,
            Arc::clone(&ports) as _,
            Arc::clone(&rules.hint),
            Arc::clone(&rules.clock),
            rules.policy,
        );
        let seat_map = SeatMapService::new(Arc::clone(&ports) as _, ports, allocation.clone());
        Services { allocation, seat_map, admission: Arc::clone(&rules.admission) }
    }
}

/// The ports of one request.
struct Bounded {
    ports: Ports,
    patience: Duration,
    /// Begins with the first question: what is asked may have taken its time to arrive.
    deadline: OnceLock<Instant>,
}

impl Bounded {
    async fn until<T, E: From<StoreError>>(
        &self,
        work: impl Future<Output = Result<T, E>> + Send,
    ) -> Result<T, E> {
        until(*self.deadline.get_or_init(|| Instant::now() + self.patience), work).await
    }
}

#[async_trait]
impl Catalogue for Bounded {
    async fn matches(&self) -> Result<Vec<MatchInfo>, StoreError> {
        self.until(self.ports.catalogue.matches()).await
    }

    async fn find_match(&self, id: MatchId) -> Result<Option<MatchInfo>, StoreError> {
        self.until(self.ports.catalogue.find_match(id)).await
    }

    async fn venue(&self, id: VenueId) -> Result<Option<Arc<Venue>>, StoreError> {
        self.until(self.ports.catalogue.venue(id)).await
    }
}

#[async_trait]
impl LoadAllocationStatus for Bounded {
    async fn snapshot(&self, match_id: MatchId, block_id: BlockId) -> Result<Arc<Snapshot>, StoreError> {
        self.until(self.ports.status.snapshot(match_id, block_id)).await
    }

    async fn block_revision(&self, match_id: MatchId, block_id: BlockId) -> Result<StreamId, StoreError> {
        self.until(self.ports.status.block_revision(match_id, block_id)).await
    }

    async fn changes_since(
        &self,
        match_id: MatchId,
        block_id: BlockId,
        rev: Revision,
    ) -> Result<Changes, StoreError> {
        self.until(self.ports.status.changes_since(match_id, block_id, rev)).await
    }

    async fn block_counts(&self, match_id: MatchId, only: Option<&[BlockId]>) -> Result<Counts, StoreError> {
        self.until(self.ports.status.block_counts(match_id, only)).await
    }

    async fn free_seats(&self, matches: &[MatchId]) -> Result<HashMap<MatchId, u32>, StoreError> {
        self.until(self.ports.status.free_seats(matches)).await
    }
}

#[async_trait]
impl AllocationStore for Bounded {
    async fn hold(&self, request: &SeatRequest, policy: HoldPolicy) -> Result<Held, AllocationError> {
        self.until(self.ports.allocations.hold(request, policy)).await
    }

    async fn release(&self, request: &SeatRequest) -> Result<Revision, AllocationError> {
        self.until(self.ports.allocations.release(request)).await
    }

    async fn complete(&self, request: &CompleteRequest) -> Result<Vec<SeatChange>, AllocationError> {
        self.until(self.ports.allocations.complete(request)).await
    }

    async fn expire(&self, now: UnixMillis, limit: u32) -> Result<Vec<(MatchId, BlockId)>, StoreError> {
        self.until(self.ports.allocations.expire(now, limit)).await
    }

    async fn held_by(
        &self,
        match_id: MatchId,
        holder: &HolderId,
        now: UnixMillis,
    ) -> Result<Vec<Held>, StoreError> {
        self.until(self.ports.allocations.held_by(match_id, holder, now)).await
    }
}
