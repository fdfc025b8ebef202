//! Following changes as they happen.

use super::StoreError;
use crate::domain::{BlockId, Epoch, MatchId, SeatChange};
use async_trait::async_trait;

/// One change of an allocation, as a store's own stream tells it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AllocationEvent {
    /// The block that changed.
    pub block_id: BlockId,
    /// The history that the change's revision belongs to.
    pub epoch: Epoch,
    /// The seat, its new state, and the block's revision that it took.
    pub change: SeatChange,
}

/// A store that tells of changes by itself.
#[async_trait]
pub trait SubscribeAllocationEvents: Send + Sync {
    /// Follows a match's changes from now on. What is read from the store after this has returned, and what the
    /// subscription tells, leave no gap between them.
    async fn subscribe(&self, match_id: MatchId) -> Result<Box<dyn AllocationEvents>, StoreError>;
}

/// A subscription to a match's changes. It may lose some (the store keeps only so many), which shows in the revisions.
#[async_trait]
pub trait AllocationEvents: Send {
    /// Waits for the next changes, in the order in which they were made; none after a while in which nothing changed.
    ///
    /// After an error the subscription is over: subscribe again, and read the store again.
    async fn next(&mut self) -> Result<Vec<AllocationEvent>, StoreError>;

    /// The history that the match is in, as far as it has been told. When it becomes another, all of the match is to be
    /// read again, also what nothing was told of.
    fn epoch(&self) -> &Epoch;

    /// Ends the subscription, and gives back what the store keeps for it.
    async fn close(self: Box<Self>);
}
