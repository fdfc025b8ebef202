//! The log of every change of an allocation, as far as another store tells of it: this database's own changes are logged with
//! what they change.

use super::super::dialect::{self, Db};
use super::{
    allocation_rows::revision,
    connections::Connections,
    error::{out_of_range, store_error},
    history::parse_epoch,
    prune::prune,
};
use async_trait::async_trait;
use jari_core::{
    domain::{BlockId, CartId, Epoch, MatchId, OrderId, Revision, SeatId, UnixMillis},
    ports::{AllocationChange, EventLog, StoreError},
};
use sqlx::QueryBuilder;

/// Changes in one statement: SQLite binds at most 32,766 values, and a change has 14.
const CHANGES_PER_INSERT: usize = 1_000;

/// [`EventLog`] over a database.
pub(super) struct SqlEvents {
    db: Connections,
}

impl SqlEvents {
    pub(super) const fn new(db: Connections) -> Self {
        Self { db }
    }
}

#[async_trait]
impl EventLog for SqlEvents {
    async fn append(&self, changes: &[AllocationChange]) -> Result<(), StoreError> {
        let rows = changes
            .iter()
            .map(|change| Ok((signed(change.rev)?, change)))
            .collect::<Result<Vec<_>, StoreError>>()?;
        let mut tx = self.db.begin_write().await?;
        for rows in rows.chunks(CHANGES_PER_INSERT) {
            let mut insert = QueryBuilder::<Db>::new(
                "INSERT INTO allocation_events (match_id, epoch, block_id, rev, seat_id, command, actor, before, status,
                                                cart, expires_at, order_id, reason, at) ",
            );
            insert.push_values(rows, |mut row, (rev, change)| {
                row.push_bind(change.match_id.0)
                    .push_bind(change.epoch.as_str())
                    .push_bind(change.block_id.0)
                    .push_bind(*rev)
                    .push_bind(change.seat_id.0)
                    .push_bind(&change.command)
                    .push_bind(&change.actor)
                    .push_bind(&change.before)
                    .push_bind(&change.status)
                    .push_bind(change.cart.as_ref().map(CartId::as_str))
                    .push_bind(change.expires_at.map(|at| at.0))
                    .push_bind(change.order.as_ref().map(OrderId::as_str))
                    .push_bind(change.reason.as_deref())
                    .push_bind(change.at.0);
            });
            insert.push(" ON CONFLICT (match_id, epoch, at, block_id, rev) DO NOTHING");
            insert.build().execute(&mut tx).await.map_err(store_error)?;
        }
        tx.commit().await.map_err(store_error)
    }

    async fn changes(
        &self,
        match_id: MatchId,
        seat_id: Option<SeatId>,
        after: Option<(BlockId, Epoch, Revision)>,
        limit: u32,
    ) -> Result<Vec<AllocationChange>, StoreError> {
        let (block, epoch, rev) = match &after {
            Some((block_id, epoch, rev)) => (block_id.0, epoch.as_str(), signed(*rev)?),
            None => (i64::MIN, "", 0),
        };
        let mut tx = self.db.begin_read().await?;
        let rows: Vec<EventRow> = sqlx::query_as(
            "SELECT match_id, block_id, epoch, rev, seat_id, command, actor, before, status, cart, expires_at, order_id, reason, at
             FROM allocation_events
             WHERE match_id = $1 AND (CAST($2 AS BIGINT) IS NULL OR seat_id = $2) AND (block_id, epoch, rev) > ($3, $4, $5)
             ORDER BY block_id, epoch, rev LIMIT $6",
        )
        .bind(match_id.0)
        .bind(seat_id.map(|seat_id| seat_id.0))
        .bind(block)
        .bind(epoch)
        .bind(rev)
        .bind(i64::from(limit))
        .fetch_all(&mut tx)
        .await
        .map_err(store_error)?;
        rows.into_iter().map(EventRow::change).collect()
    }

    async fn prune(&self, before: UnixMillis, limit: u32) -> Result<u64, StoreError> {
        prune(&self.db, dialect::PRUNE_EVENTS, before, limit).await
    }
}

/// A row of the log.
#[derive(sqlx::FromRow)]
struct EventRow {
    match_id: i64,
    block_id: i64,
    epoch: String,
    rev: i64,
    seat_id: i64,
    command: String,
    actor: String,
    before: String,
    status: String,
    cart: Option<String>,
    expires_at: Option<i64>,
    order_id: Option<String>,
    reason: Option<String>,
    at: i64,
}

impl EventRow {
    fn change(self) -> Result<AllocationChange, StoreError> {
        Ok(AllocationChange {
            match_id: MatchId(self.match_id),
            epoch: parse_epoch(&self.epoch)?,
            block_id: BlockId(self.block_id),
            rev: revision(self.rev)?,
            seat_id: SeatId(self.seat_id),
            command: self.command,
            actor: self.actor,
            before: self.before,
            status: self.status,
            cart: self.cart.map(CartId::from_verified),
            expires_at: self.expires_at.map(UnixMillis),
            order: self.order_id.map(OrderId::from_stored),
            reason: self.reason,
            at: UnixMillis(self.at),
        })
    }
}

fn signed(rev: Revision) -> Result<i64, StoreError> {
    i64::try_from(rev.0).map_err(|_| out_of_range("a revision"))
}
