//! Changing allocations: one transaction each, which holds its block's lock from before the seat is read, so that
//! reading it, judging it by the rules and writing it is one step that nothing comes between.

use super::super::dialect::{self, Db};
use super::{
    allocation_rows::{Place, read, revision, write},
    connections::Connections,
    error::{allocation_error, store_error},
    ledger,
};
use app::{
    domain::{
        BlockId, Held, HoldPolicy, HolderId, MatchId, Revision, Sale, SeatChange, SeatId, Transition,
        UnixMillis,
    },
    ports::{AllocationError, AllocationStore, CompleteRequest, SeatRequest, StoreError},
};
use async_trait::async_trait;
use sqlx::Transaction;

/// [`AllocationStore`] over a database.
pub(super) struct SqlAllocations {
    db: Connections,
}

impl SqlAllocations {
    pub(super) const fn new(db: Connections) -> Self {
        Self { db }
    }
}

#[async_trait]
impl AllocationStore for SqlAllocations {
    async fn hold(&self, request: &SeatRequest, policy: HoldPolicy) -> Result<Held, AllocationError> {
        let place = Place::of(request);
        let mut tx = self.db.begin_write().await?;
        if policy.max_holds != 0 {
            // Two holds of one holder in two blocks would each count without the other.
            dialect::lock_holder(&mut tx, request.match_id, &request.holder).await.map_err(store_error)?;
        }
        dialect::lock_block(&mut tx, place.match_id, place.block_id).await.map_err(store_error)?;
        let (before, rev) = read(&mut tx, place).await?;
        let (held, rev) = match before.hold(&request.holder, request.now, policy)? {
            Transition::Unchanged(held) => (held, rev),
            Transition::Changed(held) => {
                if policy.max_holds != 0 {
                    policy.admit(count_held(&mut tx, request).await?)?;
                }
                let rev = write(&mut tx, place, before.status, &held, request.now).await?;
                tx.commit().await.map_err(allocation_error)?;
                (held, rev)
            }
        };
        let expires_at =
            held.expires_at.ok_or_else(|| StoreError::Inconsistent("a hold without an end".into()))?;
        Ok(Held { seat_id: request.seat_id, block_id: request.block_id, expires_at, rev })
    }

    async fn release(&self, request: &SeatRequest) -> Result<Revision, AllocationError> {
        let place = Place::of(request);
        let mut tx = self.db.begin_write().await?;
        dialect::lock_block(&mut tx, place.match_id, place.block_id).await.map_err(store_error)?;
        let (before, rev) = read(&mut tx, place).await?;
        let Transition::Changed(after) = before.release(&request.holder, request.now)? else {
            return Ok(rev);
        };
        let rev = write(&mut tx, place, before.status, &after, request.now).await?;
        tx.commit().await.map_err(allocation_error)?;
        Ok(rev)
    }

    async fn complete(&self, request: &CompleteRequest) -> Result<Vec<SeatChange>, AllocationError> {
        let CompleteRequest { match_id, seats, holder, now } = request;
        let mut tx = self.db.begin_write().await?;
        let mut sold = Vec::with_capacity(seats.len());
        for &(block_id, seat_id) in seats {
            let place = Place { match_id: *match_id, block_id, seat_id };
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
        let rows: Vec<(i64, i64, i64, i64)> = sqlx::query_as(
            "SELECT seat_id, block_id, expires_at, rev FROM allocations
             WHERE match_id = $1 AND holder = $2 AND status = 'HOLD' AND expires_at > $3
             ORDER BY expires_at, seat_id",
        )
        .bind(match_id.0)
        .bind(holder.as_str())
        .bind(now.0)
        .fetch_all(&mut *tx)
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

impl Place {
    const fn of(request: &SeatRequest) -> Self {
        Self { match_id: request.match_id, block_id: request.block_id, seat_id: request.seat_id }
    }
}

/// The seats whose time has run out, those that ran out first before others.
async fn due(db: &Connections, now: UnixMillis, limit: u32) -> Result<Vec<Place>, StoreError> {
    let mut tx = db.begin_read().await?;
    let rows: Vec<(i64, i64, i64)> = sqlx::query_as(
        "SELECT match_id, block_id, seat_id FROM allocations
         WHERE expires_at IS NOT NULL AND expires_at <= $1 ORDER BY expires_at LIMIT $2",
    )
    .bind(now.0)
    .bind(i64::from(limit))
    .fetch_all(&mut *tx)
    .await
    .map_err(store_error)?;
    let place = |(match_id, block_id, seat_id)| Place {
        match_id: MatchId(match_id),
        block_id: BlockId(block_id),
        seat_id: SeatId(seat_id),
    };
    Ok(rows.into_iter().map(place).collect())
}

/// How many seats of the match the holder has on hold.
async fn count_held(tx: &mut Transaction<'_, Db>, request: &SeatRequest) -> Result<u32, StoreError> {
    let count: i64 = sqlx::query_scalar(
        "SELECT count(*) FROM allocations
         WHERE match_id = $1 AND holder = $2 AND status = 'HOLD' AND expires_at > $3",
    )
    .bind(request.match_id.0)
    .bind(request.holder.as_str())
    .bind(request.now.0)
    .fetch_one(&mut **tx)
    .await
    .map_err(store_error)?;
    Ok(u32::try_from(count).unwrap_or(u32::MAX))
}
