//! What a fast store leaves to the relational database: what was sold, and a record of every change.

use super::{AllocationError, StoreError};
use crate::domain::{BlockId, Epoch, HolderId, MatchId, Revision, Sale, SeatId, UnixMillis};
use async_trait::async_trait;

/// What was sold: the last word on whose a seat is.
#[async_trait]
pub trait SalesLedger: Send + Sync {
    /// Records sales of one match, all or none. Those that were recorded before for the same holder stay as they are.
    /// New ones are open until they are settled.
    ///
    /// # Errors
    /// [`crate::domain::Refusal::SeatTaken`] when one of the seats was sold to somebody else; a [`StoreError`].
    async fn record(&self, sales: &[Sale]) -> Result<(), AllocationError>;

    /// Everything that was sold in a match.
    async fn sold(&self, match_id: MatchId) -> Result<Vec<Sale>, StoreError>;

    /// Sales recorded before or at `until` of which it is not known that the fast store shows them, the oldest first.
    async fn open_sales(&self, until: UnixMillis, limit: u32) -> Result<Vec<Sale>, StoreError>;

    /// Notes that the fast store shows these sales.
    async fn settle(&self, sales: &[Sale]) -> Result<(), StoreError>;
}

/// One change of an allocation, with what only the house may know.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AllocationChange {
    /// The match.
    pub match_id: MatchId,
    /// The history that the revision belongs to.
    pub epoch: Epoch,
    /// The block.
    pub block_id: BlockId,
    /// The block's revision that the change took.
    pub rev: Revision,
    /// The seat.
    pub seat_id: SeatId,
    /// The word for its new state, as it was told: also one that only a later version knows.
    pub status: String,
    /// Who has it now; none when it is available.
    pub holder: Option<HolderId>,
    /// When it was changed.
    pub at: UnixMillis,
}

/// Keeps every change.
#[async_trait]
pub trait AuditLog: Send + Sync {
    /// Adds changes. One that is there already is left as it is, so that it is safe to add it again.
    async fn append(&self, changes: &[AllocationChange]) -> Result<(), StoreError>;

    /// Drops what is older than `before`, at most `limit` changes; answers how many.
    async fn prune(&self, before: UnixMillis, limit: u32) -> Result<u64, StoreError>;
}
