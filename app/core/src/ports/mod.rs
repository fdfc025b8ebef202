//! What the services need from the outside, as traits. A back end implements these and nothing else of Jari knows it.

mod events;
mod ledger;
mod match_admin;
mod orders;
mod outbox;
mod payment_gateway;
mod peers;
mod tickets;
mod tries;

pub use events::{AllocationEvent, AllocationEvents, SubscribeAllocationEvents};
pub use ledger::{AllocationChange, EventLog, OrderEnd, SalesLedger};
pub use match_admin::MatchAdmin;
pub use orders::{CountOrders, NewOrder, OrderDue, OrderStore, Placed};
pub use outbox::{Attempt, Deliver, Message, NotTold, Outbox, Undelivered, UndeliveredMessages, Waiting};
pub use payment_gateway::{GatewayError, PaymentGateway, WebhookRejected, WebhookRequest};
pub use peers::Peers;
pub use tickets::{RedeemError, TicketStore};
pub use tries::CountTries;

use crate::domain::{
    BlockId, CartId, Changes, Command, Counts, Held, MatchId, MatchInfo, Outcome, Refusal, Refused, Revision,
    Snapshot, StreamId, UnixMillis, Venue, VenueId,
};
use crate::geometry::EncodedGeometry;
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
    Refused(#[from] Refused),
    /// The store cannot answer.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<Refusal> for AllocationError {
    fn from(why: Refusal) -> Self {
        Self::Refused(why.into())
    }
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

    /// A venue's geometry, none if there is none with this id. To make it takes a while, so an implementation may keep it.
    async fn geometry(&self, id: VenueId) -> Result<Option<Arc<EncodedGeometry>>, StoreError> {
        Ok(self.venue(id).await?.map(|venue| Arc::new(EncodedGeometry::of(&venue))))
    }
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

/// Changing allocations.
#[async_trait]
pub trait AllocationStore: Send + Sync {
    /// Carries out a command as one atomic change, judged by [`crate::domain::command::judge`] against the committed state:
    /// each seat that changes takes its block's next revision. Answers each step's seat as it is now, in the order of the
    /// steps, without those that were left out. What sells seats is in the ledger before this answers or anybody sees it.
    ///
    /// # Errors
    /// A [`Refusal`], and then nothing has changed; a [`StoreError`], and then it is not known whether something has.
    async fn change(&self, command: &Command) -> Result<Vec<Outcome>, AllocationError>;

    /// Frees at most `limit` seats whose holds ran out before or at `now`, and settles what became of reservations that
    /// nobody has settled; answers the blocks that changed, once each.
    async fn expire(&self, now: UnixMillis, limit: u32) -> Result<Vec<(MatchId, BlockId)>, StoreError>;

    /// The seats of a match that a cart has on hold at `now`, what ends first before others, and by their numbers.
    async fn held_by(
        &self,
        match_id: MatchId,
        cart: &CartId,
        now: UnixMillis,
    ) -> Result<Vec<Held>, StoreError>;

    /// Which of these carts have anything on hold in a match at `now`, as [`AllocationStore::held_by`] would tell of each. A
    /// store that can tell of all of them at once does.
    async fn holders(
        &self,
        match_id: MatchId,
        carts: &[CartId],
        now: UnixMillis,
    ) -> Result<Vec<CartId>, StoreError> {
        let mut holders = Vec::new();
        for cart in carts {
            if !self.held_by(match_id, cart, now).await?.is_empty() {
                holders.push(cart.clone());
            }
        }
        Ok(holders)
    }
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
