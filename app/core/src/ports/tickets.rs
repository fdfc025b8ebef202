//! Tickets, as a gate needs them.

use super::StoreError;
use crate::domain::{
    MatchId, UnixMillis,
    ticket::{EntryRefusal, TicketId, TicketState},
};
use async_trait::async_trait;

/// Letting people in by their tickets. A ticket is the database's, whatever store has the allocations.
#[async_trait]
pub trait RedeemTickets: Send + Sync {
    /// Lets somebody in by a ticket, once: of all who ask for it at the same time, one is let in. `gate` is what the gate calls
    /// itself. Answers the ticket as it is then.
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
