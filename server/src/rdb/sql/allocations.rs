//! Changing allocations: a transaction holds its block's lock from before the seat is read, so that reading it, judging
//! it by the rules and writing it is one step that nothing comes between. Holds and releases share transactions.

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
use jari_core::{
    domain::{
        BlockId, Held, HoldPolicy, HolderId, MatchId, Revision, Sale, SeatChange, SeatId, Transition,
        UnixMillis,
    },
    ports::{AllocationError, AllocationStore, CompleteRequest, SeatRequest, StoreError},
};

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
        // Most looks find nothing, and must not wait for or hold up whoever writes.
        let mut places = due(&self.db, now, limit).await?;
        if places.is_empty() {
            return Ok(Vec::new());
        }
        // Those of a block keep their order: what ran out first is freed first.
        places.sort_by_key(|place| (place.match_id, place.block_id));
        let mut tx = self.db.begin_write().await?;
        let mut changed = Vec::new();
        for place in places {
            dialect::lock_block(&mut tx, place.match_id, place.block_id).await.map_err(store_error)?;
            let (before, _) = read(&mut tx, place).await.map_err(|error| match error {
                AllocationError::Store(store) => store,
                AllocationError::Refused(refusal) => StoreError::Inconsistent(refusal.to_string()),
            })?;
            // Between the look and the lock somebody may have released it or taken it anew.
            let Some(after) = before.expire(now) else { continue };
            write(&mut tx, place, before.status, &after, now).await?;
            changed.push((place.match_id, place.block_id));
        }
        tx.commit().await.map_err(store_error)?;
        changed.dedup();
        Ok(changed)
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

/// The seats whose time has run out, those that ran out first before others.
async fn due(db: &Connections, now: UnixMillis, limit: u32) -> Result<Vec<SeatKey>, StoreError> {
    let mut tx = db.begin_read().await?;
    let rows: Vec<(i64, i64, i64)> = sqlx::query_as(
        "SELECT match_id, block_id, seat_id FROM allocations
         WHERE expires_at IS NOT NULL AND expires_at <= $1 AND status IN ('HOLD', 'RESERVED')
         ORDER BY expires_at LIMIT $2",
    )
    .bind(now.0)
    .bind(i64::from(limit))
    .fetch_all(&mut tx)
    .await
    .map_err(store_error)?;
    let place = |(match_id, block_id, seat_id)| SeatKey {
        match_id: MatchId(match_id),
        block_id: BlockId(block_id),
        seat_id: SeatId(seat_id),
    };
    Ok(rows.into_iter().map(place).collect())
}
