//! Changing allocations: a transaction holds its block's lock from before the seat is read, so that reading it, judging
//! it by the rules and writing it is one step that nothing comes between. Commands share transactions.

use super::super::dialect;
use super::{allocation_rows::revision, connections::Connections, error::store_error};
use crate::rdb::group::{Ask, GroupCommit};
use async_trait::async_trait;
use futures_util::future::join_all;
use jari_core::{
    domain::{BlockId, CartId, Command, Held, MatchId, Outcome, SeatId, UnixMillis},
    failures,
    ports::{AllocationError, AllocationStore, StoreError},
};
use std::collections::BTreeSet;

/// [`AllocationStore`] over a database.
pub(super) struct SqlAllocations {
    db: Connections,
    group: GroupCommit,
}

impl SqlAllocations {
    pub(super) const fn new(db: Connections, group: GroupCommit) -> Self {
        Self { db, group }
    }
}

#[async_trait]
impl AllocationStore for SqlAllocations {
    async fn change(&self, command: &Command) -> Result<Vec<Outcome>, AllocationError> {
        self.group.ask(ask(command.clone())).await
    }

    async fn expire(&self, now: UnixMillis, limit: u32) -> Result<Vec<(MatchId, BlockId)>, StoreError> {
        let mut after = Cursor::START;
        loop {
            // Most looks find nothing, and must not wait for or hold up whoever writes.
            let due = due(&self.db, now, after, limit).await?;
            let Some(last) = due.last() else { return Ok(Vec::new()) };
            after = last.cursor;
            // They stand in line with those who hold and release, so that nobody waits for a long transaction.
            let end = |due: &Due| self.group.ask(ask(due.command(now)));
            let (mut freed, mut unavailable) = (BTreeSet::new(), None);
            for (due, outcome) in due.iter().zip(join_all(due.iter().map(end)).await) {
                match outcome {
                    // Between the look and the lock somebody may have released it or taken it anew.
                    Ok(freed_now) if freed_now.is_empty() => {}
                    Err(AllocationError::Refused(_)) => {}
                    Ok(_) => drop(freed.insert((due.match_id, due.block_id))),
                    Err(AllocationError::Store(error @ StoreError::Unavailable(_))) => {
                        unavailable = Some(error)
                    }
                    // One that cannot be read keeps no other from being freed.
                    Err(AllocationError::Store(error @ StoreError::Inconsistent(_))) => {
                        let Due { match_id, seat_id, .. } = due;
                        let of = format_args!("seat {seat_id} of match {match_id}");
                        failures::error_of("cannot free a seat whose hold has run out", of, &error);
                    }
                }
            }
            match unavailable {
                _ if !freed.is_empty() => return Ok(freed.into_iter().collect()),
                Some(error) => return Err(error),
                // None of these can be freed: others may be.
                None => {}
            }
        }
    }

    async fn held_by(
        &self,
        match_id: MatchId,
        cart: &CartId,
        now: UnixMillis,
    ) -> Result<Vec<Held>, StoreError> {
        let mut tx = self.db.begin_read().await?;
        let rows: Vec<(i64, i64, i64, i64, Option<i64>)> = sqlx::query_as(dialect::HELD_BY)
            .bind(match_id.0)
            .bind(cart.as_str())
            .bind(now.0)
            .fetch_all(&mut tx)
            .await
            .map_err(store_error)?;
        rows.into_iter()
            .map(|(seat_id, block_id, expires_at, rev, since)| {
                Ok(Held {
                    seat_id: SeatId(seat_id),
                    block_id: BlockId(block_id),
                    expires_at: UnixMillis(expires_at),
                    rev: revision(rev)?,
                    since: since.map(UnixMillis),
                })
            })
            .collect()
    }

    async fn holders(
        &self,
        match_id: MatchId,
        carts: &[CartId],
        now: UnixMillis,
    ) -> Result<Vec<CartId>, StoreError> {
        let carts: Vec<_> = carts.iter().map(CartId::as_str).collect();
        let rows: Vec<(String,)> = sqlx::query_as(dialect::HOLDERS)
            .bind(match_id.0)
            .bind(serde_json::json!(carts).to_string())
            .bind(now.0)
            .fetch_all(&mut self.db.reader().await?)
            .await
            .map_err(store_error)?;
        Ok(rows.into_iter().map(|(cart,)| CartId::from_verified(cart)).collect())
    }
}

/// A seat whose hold has run out.
struct Due {
    match_id: MatchId,
    block_id: BlockId,
    seat_id: SeatId,
    cart: CartId,
    cursor: Cursor,
}

impl Due {
    fn command(&self, now: UnixMillis) -> Command {
        Command::expire(self.match_id, [((self.block_id, self.seat_id), self.cart.clone())], now)
    }
}

/// A request that stands in line; what it sells is shown by what it is stored in.
const fn ask(command: Command) -> Ask {
    Ask { command, shows_sales: true }
}

/// A place among those whose time has run out: end, match and seat.
#[derive(Clone, Copy)]
struct Cursor(i64, i64, i64);

impl Cursor {
    const START: Self = Self(i64::MIN, i64::MIN, i64::MIN);
}

/// The seats whose time has run out, those that ran out first before others, from a place on.
async fn due(db: &Connections, now: UnixMillis, after: Cursor, limit: u32) -> Result<Vec<Due>, StoreError> {
    let rows: Vec<(i64, i64, i64, i64, Option<String>)> = sqlx::query_as(
        "SELECT expires_at, match_id, seat_id, block_id, cart FROM allocations
         WHERE expires_at <= $1 AND status = 'HOLD'
           AND (expires_at, match_id, seat_id) > ($3, $4, $5)
         ORDER BY expires_at, match_id, seat_id LIMIT $2",
    )
    .bind(now.0)
    .bind(i64::from(limit))
    .bind(after.0)
    .bind(after.1)
    .bind(after.2)
    .fetch_all(&mut db.reader().await?)
    .await
    .map_err(store_error)?;
    let due = |(ends, match_id, seat_id, block_id, cart): (i64, i64, i64, i64, Option<String>)| Due {
        match_id: MatchId(match_id),
        block_id: BlockId(block_id),
        seat_id: SeatId(seat_id),
        cart: CartId::from_verified(cart.unwrap_or_default()),
        cursor: Cursor(ends, match_id, seat_id),
    };
    Ok(rows.into_iter().map(due).collect())
}
