//! What the services need from the outside, as traits. A back end implements these and nothing else of Jari knows it.

mod events;
mod ledger;
mod match_admin;
mod peers;

pub use events::{AllocationEvent, AllocationEvents, SubscribeAllocationEvents};
pub use ledger::{AllocationChange, AuditLog, SalesLedger};
pub use match_admin::MatchAdmin;
pub use peers::Peers;

use crate::domain::{
    BlockId, Changes, Counts, Held, HoldPolicy, HolderId, MatchId, MatchInfo, Refusal, Revision, SeatChange,
    SeatId, Snapshot, StreamId, UnixMillis, Venue, VenueId,
};
use async_trait::async_trait;
use std::{collections::HashMap, error::Error, sync::Arc};

/// A store that cannot answer.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// Busy or gone; the same request may succeed later.
    #[error("the store is unavailable")]
    Unavailable(#[source] Box<dyn Error + Send + Sync>),
    /// It holds something that this version cannot read, or answered what it never should.
    #[error("the store is inconsistent: {0}")]
    Inconsistent(String),
}

/// Why an allocation was not changed.
#[derive(Debug, thiserror::Error)]
pub enum AllocationError {
    /// The rules say no.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// The store cannot answer.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// One holder's request for one seat.
#[derive(Clone, Debug)]
pub struct SeatRequest {
    /// The match.
    pub match_id: MatchId,
    /// The block that the seat is in.
    pub block_id: BlockId,
    /// The seat.
    pub seat_id: SeatId,
    /// Who asks.
    pub holder: HolderId,
    /// When it was asked.
    pub now: UnixMillis,
}

/// One holder's request to buy seats of one match.
#[derive(Clone, Debug)]
pub struct CompleteRequest {
    /// The match.
    pub match_id: MatchId,
    /// The seats, each with the block that it is in; ordered, none twice, at least one.
    pub seats: Vec<(BlockId, SeatId)>,
    /// Who asks.
    pub holder: HolderId,
    /// When it was asked.
    pub now: UnixMillis,
}

/// Matches and venues.
#[async_trait]
pub trait Catalogue: Send + Sync {
    /// Every match, the soonest first.
    async fn matches(&self) -> Result<Vec<MatchInfo>, StoreError>;

    /// One match, none if there is none with this id.
    async fn find_match(&self, id: MatchId) -> Result<Option<MatchInfo>, StoreError>;

    /// A venue with all its seats, none if there is none with this id. A venue does not change once it is imported,
    /// so an implementation may answer from memory.
    async fn venue(&self, id: VenueId) -> Result<Option<Arc<Venue>>, StoreError>;
}

/// Reading allocations.
#[async_trait]
pub trait LoadAllocationStatus: Send + Sync {
    /// Every seat of a block at one revision. A block that the match does not have has no seats.
    async fn snapshot(&self, match_id: MatchId, block_id: BlockId) -> Result<Arc<Snapshot>, StoreError>;

    /// A block's revision alone, and the epoch that it belongs to: what a snapshot read now would be of.
    async fn block_revision(&self, match_id: MatchId, block_id: BlockId) -> Result<StreamId, StoreError>;

    /// The seats of a block whose revision is above `rev`, each in its latest state, ordered by revision. The answer
    /// is of one moment: no change at or below its own revision is missing from it.
    async fn changes_since(
        &self,
        match_id: MatchId,
        block_id: BlockId,
        rev: Revision,
    ) -> Result<Changes, StoreError>;

    /// Revision and free seats of a match's blocks, of all of them or of `only` these: the one cheap read that tells
    /// which blocks moved.
    async fn block_counts(&self, match_id: MatchId, only: Option<&[BlockId]>) -> Result<Counts, StoreError>;

    /// The available seats of each of these matches. A match that is not there is left out.
    async fn free_seats(&self, matches: &[MatchId]) -> Result<HashMap<MatchId, u32>, StoreError>;
}

/// Changing allocations. Each call is one atomic change that takes the block's next revision; the rules are those of
/// [`crate::domain::Allocation`], judged against the committed state.
#[async_trait]
pub trait AllocationStore: Send + Sync {
    /// AVAILABLE → HOLD. Repeating one's own hold answers the hold that there is.
    async fn hold(&self, request: &SeatRequest, policy: HoldPolicy) -> Result<Held, AllocationError>;

    /// HOLD → AVAILABLE, by the holder alone; answers the revision that it took.
    async fn release(&self, request: &SeatRequest) -> Result<Revision, AllocationError>;

    /// HOLD → OCCUPIED for every seat of the request, by their holder alone, all or nothing. The sale is in the ledger
    /// before this answers or anybody sees it. Repeating it answers the same. Answers the seats as they are now, ordered
    /// as in the request.
    async fn complete(&self, request: &CompleteRequest) -> Result<Vec<SeatChange>, AllocationError>;

    /// HOLD or RESERVED → AVAILABLE for at most `limit` seats whose time ran out before or at `now`; answers the
    /// blocks that changed, once each.
    async fn expire(&self, now: UnixMillis, limit: u32) -> Result<Vec<(MatchId, BlockId)>, StoreError>;

    /// The seats of a match that a holder has on hold at `now`, the oldest first.
    async fn held_by(
        &self,
        match_id: MatchId,
        holder: &HolderId,
        now: UnixMillis,
    ) -> Result<Vec<Held>, StoreError>;
}

/// Proving that a store takes changes. One that is full, or that may only be read, answers every question and can sell
/// nothing.
#[async_trait]
pub trait ProveWritable: Send + Sync {
    /// Changes something that nobody sees. Where the store is many servers, it is done on the one that has this match.
    async fn prove_writable(&self, match_id: Option<MatchId>) -> Result<(), StoreError>;
}

/// Told of every change that this instance made, so that its own viewers need not wait for the next poll. A hint: to
/// lose one costs time, never a change.
pub trait ChangeHint: Send + Sync {
    /// The block has a new revision.
    fn changed(&self, match_id: MatchId, block_id: BlockId);
}

/// What time it is.
pub trait Clock: Send + Sync {
    /// Now.
    fn now(&self) -> UnixMillis;
}
