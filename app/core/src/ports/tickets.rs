//! Tickets, as their owners and the gates need them.

use super::StoreError;
use crate::domain::{
    MatchId, OrderId, UnixMillis,
    ticket::{EntryRefusal, TicketId, TicketState},
};
use async_trait::async_trait;

/// Keeps tickets, which are made where an order is paid. They are the database's, whatever store has the allocations.
#[async_trait]
pub trait TicketStore: Send + Sync {
    /// The tickets of an order, by their seats' numbers.
    async fn of_order(&self, order: &OrderId) -> Result<Vec<(TicketId, TicketState)>, StoreError>;

    /// Lets somebody in by a ticket, once: of all who ask for it at the same time, one is let in. `asked` is the match that is let in
    /// to, or any, and `gate` what the gate calls itself. Answers the ticket as it is then.
    ///
    /// # Errors
    /// A [`RedeemError`]: an [`EntryRefusal`], and then nothing has changed, or a [`StoreError`], and then it is not known
    /// whether somebody was let in.
    async fn redeem(
        &self,
        ticket: TicketId,
        asked: Option<MatchId>,
        gate: Option<&str>,
        now: UnixMillis,
    ) -> Result<TicketState, RedeemError>;
}

/// Why nobody was let in.
#[derive(Debug, thiserror::Error)]
pub enum RedeemError {
    /// The ticket says no.
    #[error(transparent)]
    Refused(#[from] EntryRefusal),
    /// The store cannot answer.
    #[error(transparent)]
    Store(#[from] StoreError),
}
