//! Changing allocations: a transaction holds its block's lock from before the seat is read, so that reading it, judging
//! it by the rules and writing it is one step that nothing comes between. Holds, releases and sweeps share transactions.

use super::super::dialect;
use super::{
    allocation_rows::{read, revision, write},
    batch::SqlBatches,
    connections::Connections,
    error::{allocation_error, store_error},
    ledger,
};
use crate::rdb::group::{Ask, Granted, GroupCommit, GroupLimits, SeatKey, Wish};
use async_trait::async_trait;
use futures_util::future::join_all;
use jari_core::{
    domain::{
        BlockId, Held, HoldPolicy, HolderId, MatchId, Revision, Sale, SeatChange, SeatId, Transition,
        UnixMillis,
    },
    failures,
    ports::{AllocationError, AllocationStore, CompleteRequest, SeatRequest, StoreError},
};
use std::collections::BTreeSet;

/// [`AllocationStore`] over a database.
pub(super) struct SqlAllocations {
    db: Connections,
    group: GroupCommit,
}

impl SqlAllocations {
    pub(super) fn new(db: Connections, limits: GroupLimits) -> Self {
        let group = GroupCommit::new(SqlBatches::new(db.clone()), limits);
        Self { db, group }
    }
}

#[async_trait]
impl AllocationStore for SqlAllocations {
    async fn hold(&self, request: &SeatRequest, policy: HoldPolicy) -> Result<Held, AllocationError> {
        let ask = Ask { request: request.clone(), wish: Wish::Hold(policy) };
        let Granted { rev, expires_at } = self.group.ask(ask).await?;
        let expires_at =
            expires_at.ok_or_else(|| StoreError::Inconsistent("a hold without an end".into()))?;
        Ok(Held { seat_id: request.seat_id, block_id: request.block_id, expires_at, rev })
    }

    async fn release(&self, request: &SeatRequest) -> Result<Revision, AllocationError> {
        let ask = Ask { request: request.clone(), wish: Wish::Release };
        Ok(self.group.ask(ask).await?.rev)
    }

    async fn complete(&self, request: &CompleteRequest) -> Result<Vec<SeatChange>, AllocationError> {
        let CompleteRequest { match_id, seats, holder, now } = request;
        let mut tx = self.db.begin_write().await?;
        let mut sold = Vec::with_capacity(seats.len());
        for &(block_id, seat_id) in seats {
            let place = SeatKey { match_id: *match_id, block_id, seat_id };
            dialect::lock_block(&mut tx, *match_id, block_id).await.map_err(store_error)?;
            let (before, rev) = read(&mut tx, place).await?;
            let (after, rev) = match before.sell(holder, *now)? {
                Transition::Unchanged(after) => (after, rev),
                Transition::Changed(after) => {
                    let sale = Sale {
                        match_id: *match_id,
                        block_id,
                        seat_id,
                        holder: holder.clone(),
                        sold_at: *now,
                    };
                    ledger::insert(&mut tx, &sale, true).await?;
                    let rev = write(&mut tx, place, before.status, &after, *now).await?;
                    (after, rev)
                }
            };
            sold.push(SeatChange { seat_id, status: after.status, rev });
        }
        tx.commit().await.map_err(allocation_error)?;
        Ok(sold)
    }

    async fn expire(&self, now: UnixMillis, limit: u32) -> Result<Vec<(MatchId, BlockId)>, StoreError> {
        let mut after = Cursor::START;
        loop {
            // Most looks find nothing, and must not wait for or hold up whoever writes.
            let due = due(&self.db, now, after, limit).await?;
            let Some(last) = due.last() else { return Ok(Vec::new()) };
            after = last.cursor;
            // They stand in line with those who hold and release, so that nobody waits for a long transaction.
            let ask = |due: &Due| self.group.ask(Ask { request: due.request.clone(), wish: Wish::Expire });
            let (mut freed, mut unavailable) = (BTreeSet::new(), None);
            for (due, outcome) in due.iter().zip(join_all(due.iter().map(ask)).await) {
                match outcome {
                    Ok(_) => drop(freed.insert((due.request.match_id, due.request.block_id))),
                    // Between the look and the lock somebody has released it or taken it anew.
                    Err(AllocationError::Refused(_)) => {}
                    Err(AllocationError::Store(error @ StoreError::Unavailable(_))) => {
                        unavailable = Some(error)
                    }
                    // One that cannot be read keeps no other from being freed.
                    Err(AllocationError::Store(error @ StoreError::Inconsistent(_))) => {
                        let SeatRequest { match_id, seat_id, .. } = due.request;
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
        holder: &HolderId,
        now: UnixMillis,
    ) -> Result<Vec<Held>, StoreError> {
        let mut tx = self.db.begin_read().await?;
        let rows: Vec<(i64, i64, i64, i64)> = sqlx::query_as(dialect::HELD_BY)
            .bind(match_id.0)
            .bind(holder.as_str())
            .bind(now.0)
            .fetch_all(&mut tx)
            .await
            .map_err(store_error)?;
        rows.into_iter()
            .map(|(seat_id, block_id, expires_at, rev)| {
                Ok(Held {
                    seat_id: SeatId(seat_id),
                    block_id: BlockId(block_id),
                    expires_at: UnixMillis(expires_at),
                    rev: revision(rev)?,
                })
            })
            .collect()
    }
}

/// A seat whose time has run out.
struct Due {
    /// On behalf of whoever had it.
    request: SeatRequest,
    cursor: Cursor,
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
        "SELECT expires_at, match_id, seat_id, block_id, holder FROM allocations
         WHERE expires_at IS NOT NULL AND expires_at <= $1 AND status IN ('HOLD', 'RESERVED')
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
    let due = |(ends, match_id, seat_id, block_id, holder): (i64, i64, i64, i64, Option<String>)| Due {
        cursor: Cursor(ends, match_id, seat_id),
        request: SeatRequest {
            match_id: MatchId(match_id),
            block_id: BlockId(block_id),
            seat_id: SeatId(seat_id),
            holder: HolderId::from_verified(holder.unwrap_or_default()),
            now,
        },
    };
    Ok(rows.into_iter().map(due).collect())
}
