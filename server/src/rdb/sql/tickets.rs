//! Tickets, and letting people in by them.

use super::{connections::Connections, error::store_error, lease::Lease};
use async_trait::async_trait;
use jari_core::{
    domain::{
        MatchId, OrderId, SeatId, UnixMillis,
        ticket::{Entered, EntryRefusal, TicketId, TicketState},
    },
    ports::{RedeemError, StoreError, TicketStore},
};

/// [`TicketStore`] over a database.
pub(super) struct SqlTickets {
    db: Connections,
}

impl SqlTickets {
    pub(super) const fn new(db: Connections) -> Self {
        Self { db }
    }
}

#[derive(sqlx::FromRow)]
struct TicketRow {
    id: String,
    match_id: i64,
    seat_id: i64,
    is_valid: bool,
    entered_at: Option<i64>,
    entered_gate: Option<String>,
}

/// What is read of a ticket.
macro_rules! ticket {
    ($which:literal) => {
        concat!(
            "SELECT id, match_id, seat_id, valid AS is_valid, entered_at, entered_gate FROM tickets WHERE ",
            $which
        )
    };
}

#[async_trait]
impl TicketStore for SqlTickets {
    async fn of_order(&self, order: &OrderId) -> Result<Vec<(TicketId, TicketState)>, StoreError> {
        let mut reader = self.db.reader().await?;
        let rows: Vec<TicketRow> = sqlx::query_as(ticket!("order_id = $1 ORDER BY seat_id, issued_at"))
            .bind(order.as_str())
            .fetch_all(&mut reader)
            .await
            .map_err(store_error)?;
        rows.into_iter().map(TicketRow::ticket).collect()
    }

    async fn redeem(
        &self,
        ticket: TicketId,
        asked: Option<MatchId>,
        gate: Option<&str>,
        now: UnixMillis,
    ) -> Result<TicketState, RedeemError> {
        let mut tx = self.db.begin_write().await?;
        let before = find(&mut tx, ticket).await?.ok_or(EntryRefusal::NoTicket)?;
        before.admits(asked)?;
        // Another gate may have been faster since it was read.
        let entered = sqlx::query(
            "UPDATE tickets SET entered_at = $2, entered_gate = $3 WHERE id = $1 AND valid AND entered_at IS NULL",
        )
        .bind(ticket.to_string())
        .bind(now.0)
        .bind(gate)
        .execute(&mut tx)
        .await
        .map_err(store_error)?;
        if entered.rows_affected() == 0 {
            find(&mut tx, ticket).await?.ok_or(EntryRefusal::NoTicket)?.admits(asked)?;
            return Err(StoreError::Inconsistent(format!("ticket {ticket} admits, and does not")).into());
        }
        tx.commit().await.map_err(store_error)?;
        Ok(TicketState { entered: Some(Entered { at: now, gate: gate.map(str::to_owned) }), ..before })
    }
}

async fn find(tx: &mut Lease, ticket: TicketId) -> Result<Option<TicketState>, StoreError> {
    let row: Option<TicketRow> = sqlx::query_as(ticket!("id = $1"))
        .bind(ticket.to_string())
        .fetch_optional(tx)
        .await
        .map_err(store_error)?;
    Ok(row.map(TicketRow::ticket).transpose()?.map(|(_, state)| state))
}

impl TicketRow {
    fn ticket(self) -> Result<(TicketId, TicketState), StoreError> {
        let Self { id, match_id, seat_id, is_valid, entered_at, entered_gate } = self;
        let id = id.parse().map_err(|_| StoreError::Inconsistent(format!("{id} is no ticket's id")))?;
        let entered = entered_at.map(|at| Entered { at: UnixMillis(at), gate: entered_gate });
        Ok((id, TicketState { match_id: MatchId(match_id), seat_id: SeatId(seat_id), is_valid, entered }))
    }
}
