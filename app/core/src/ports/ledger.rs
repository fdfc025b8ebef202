//! What a fast store leaves to the relational database: what was sold or is blocked, and a record of every change.

use super::{AllocationError, StoreError};
use crate::domain::{
    BlockId, CartId, Command, Epoch, LedgerSeats, MatchId, OpenSale, OrderId, Revision, Sale, SeatId,
    UnixMillis,
};
use async_trait::async_trait;

/// What has become of an order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OrderEnd {
    /// It was recorded: these are its seats.
    Sold(Vec<Sale>),
    /// It was not, and cannot be any more.
    Ended,
    /// It is yet to be paid: its seats stay reserved for it. It is over by that time, or some time after if a payment is under way.
    Pending(UnixMillis),
}

/// What was sold, and what is blocked: the last word on whose a seat is, and what stays when the fast store loses what it has.
#[async_trait]
pub trait SalesLedger: Send + Sync {
    /// Records what one order has bought in one match, all or none. An order that was recorded before stays as it is. New
    /// sales are open until they are settled.
    ///
    /// # Errors
    /// [`crate::domain::Refusal::SeatTaken`] when one of the seats was sold by another order;
    /// [`crate::domain::Refusal::OrderEnded`] when the order was ended before it could be recorded; a [`StoreError`].
    async fn record(&self, sales: &[Sale]) -> Result<(), AllocationError>;

    /// Carries out what the ledger is to know of a command that gives seats back, blocks them or lets them be sold again.
    ///
    /// # Errors
    /// A [`crate::domain::Refusal`] when it is not as the command requires by what was sold, and then nothing has changed; a
    /// [`StoreError`].
    async fn change(&self, command: &Command) -> Result<(), AllocationError>;

    /// Ends an order of which nobody knows whether it was recorded, unless it is one that waits to be paid. Once this has answered, that is known for good: what is
    /// still on its way to be recorded will be refused.
    async fn end_order(
        &self,
        match_id: MatchId,
        order: &OrderId,
        cart: &CartId,
        now: UnixMillis,
    ) -> Result<OrderEnd, StoreError>;

    /// Notes that an order has its seats. Answers whether it may have them: it may not where it is over.
    async fn reserved(&self, order: &OrderId, now: UnixMillis) -> Result<bool, StoreError>;

    /// Everything that was sold in a match.
    async fn sold(&self, match_id: MatchId) -> Result<Vec<Sale>, StoreError>;

    /// Everything that was sold, is blocked, or is reserved for an order that waits to be paid.
    async fn seats(&self, match_id: MatchId) -> Result<LedgerSeats, StoreError>;

    /// Sales recorded before or at `until` of which it is not known that the fast store shows them, also that they were given
    /// back; the oldest first.
    async fn open_sales(&self, until: UnixMillis, limit: u32) -> Result<Vec<OpenSale>, StoreError>;

    /// Notes that the fast store shows these. What has become otherwise since is open again, as it may show what was.
    async fn settle(&self, shown: &[OpenSale]) -> Result<(), StoreError>;
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
    /// The command that changed it, as [`crate::domain::Command::kind`] names it.
    pub command: String,
    /// Who asked for it, as [`crate::domain::Actor`] writes it.
    pub actor: String,
    /// The word for the state that it was in.
    pub before: String,
    /// The word for its new state, as it was told: also one that only a later version knows.
    pub status: String,
    /// Who has it now; none when it is nobody's.
    pub cart: Option<CartId>,
    /// When its hold ends.
    pub expires_at: Option<UnixMillis>,
    /// The order that has it.
    pub order: Option<OrderId>,
    /// Why it is blocked.
    pub reason: Option<String>,
    /// When it was changed.
    pub at: UnixMillis,
}

/// Keeps every change.
#[async_trait]
pub trait EventLog: Send + Sync {
    /// Adds changes. One that is there already is left as it is, so that it is safe to add it again.
    async fn append(&self, changes: &[AllocationChange]) -> Result<(), StoreError>;

    /// Changes of a match, of one seat or of all, ordered by block, epoch and revision, from after a place on: at most `limit`.
    async fn changes(
        &self,
        match_id: MatchId,
        seat_id: Option<SeatId>,
        after: Option<(BlockId, Epoch, Revision)>,
        limit: u32,
    ) -> Result<Vec<AllocationChange>, StoreError>;

    /// Drops changes of matches that began before `before`, at most `limit` of them; answers how many.
    async fn prune(&self, before: UnixMillis, limit: u32) -> Result<u64, StoreError>;
}
