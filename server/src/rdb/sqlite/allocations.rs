//! Changing allocations in SQLite: one `IMMEDIATE` transaction each, so that reading a seat, judging it by the rules and
//! writing it is one step that nothing comes between.

use super::{
    Sqlite,
    error::{allocation_error, out_of_range, store_error},
    status::{revision, status},
};
use app::{
    domain::{
        Allocation, AllocationStatus, BlockId, Held, HoldPolicy, HolderId, MatchId, Refusal, Revision,
        SeatId, Transition, UnixMillis,
    },
    ports::{AllocationError, AllocationStore, SeatRequest, StoreError},
};
use async_trait::async_trait;
use sqlx::{Sqlite as Db, Transaction};

/// [`AllocationStore`] over SQLite.
pub(super) struct SqliteAllocations {
    db: Sqlite,
}

/// Which seat of which match.
#[derive(Clone, Copy)]
struct Place {
    match_id: MatchId,
    block_id: BlockId,
    seat_id: SeatId,
}

impl SqliteAllocations {
    pub(super) const fn new(db: Sqlite) -> Self {
        Self { db }
    }

    async fn begin(&self) -> Result<Transaction<'static, Db>, StoreError> {
        self.db.writer.begin_with("BEGIN IMMEDIATE").await.map_err(store_error)
    }
}

#[async_trait]
impl AllocationStore for SqliteAllocations {
    async fn hold(&self, request: &SeatRequest, policy: HoldPolicy) -> Result<Held, AllocationError> {
        let place = Place::of(request);
        let mut tx = self.begin().await?;
        let (before, rev) = read(&mut tx, place).await?;
        let (held, rev) = match before.hold(&request.holder, request.now, policy)? {
            Transition::Unchanged(held) => (held, rev),
            Transition::Changed(held) => {
                policy.admit(count_held(&mut tx, request).await?)?;
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
        let mut tx = self.begin().await?;
        let (before, rev) = read(&mut tx, place).await?;
        let Transition::Changed(after) = before.release(&request.holder, request.now)? else {
            return Ok(rev);
        };
        let rev = write(&mut tx, place, before.status, &after, request.now).await?;
        tx.commit().await.map_err(allocation_error)?;
        Ok(rev)
    }

    async fn expire(&self, now: UnixMillis, limit: u32) -> Result<Vec<(MatchId, BlockId)>, StoreError> {
        // Most looks find nothing, and must not wait for or hold up whoever writes.
        if due(&self.db, now, limit).await?.is_empty() {
            return Ok(Vec::new());
        }
        let mut tx = self.begin().await?;
        let mut changed = Vec::new();
        for place in due(&self.db, now, limit).await? {
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
        changed.sort_unstable();
        changed.dedup();
        Ok(changed)
    }

    async fn held_by(
        &self,
        match_id: MatchId,
        holder: &HolderId,
        now: UnixMillis,
    ) -> Result<Vec<Held>, StoreError> {
        let rows: Vec<(i64, i64, i64, i64)> = sqlx::query_as(
            "SELECT seat_id, block_id, expires_at, rev FROM allocations
             WHERE match_id = ? AND holder = ? AND status = 'HOLD' AND expires_at > ?
             ORDER BY expires_at, seat_id",
        )
        .bind(match_id.0)
        .bind(holder.as_str())
        .bind(now.0)
        .fetch_all(&self.db.readers)
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
async fn due(db: &Sqlite, now: UnixMillis, limit: u32) -> Result<Vec<Place>, StoreError> {
    let rows: Vec<(i64, i64, i64)> = sqlx::query_as(
        "SELECT match_id, block_id, seat_id FROM allocations
         WHERE expires_at IS NOT NULL AND expires_at <= ? ORDER BY expires_at LIMIT ?",
    )
    .bind(now.0)
    .bind(limit)
    .fetch_all(&db.readers)
    .await
    .map_err(store_error)?;
    let place = |(match_id, block_id, seat_id)| Place {
        match_id: MatchId(match_id),
        block_id: BlockId(block_id),
        seat_id: SeatId(seat_id),
    };
    Ok(rows.into_iter().map(place).collect())
}

/// A seat's committed state and the revision that it took.
async fn read(tx: &mut Transaction<'_, Db>, place: Place) -> Result<(Allocation, Revision), AllocationError> {
    let row: Option<(String, Option<String>, Option<i64>, i64)> = sqlx::query_as(
        "SELECT status, holder, expires_at, rev FROM allocations
         WHERE match_id = ? AND seat_id = ? AND block_id = ?",
    )
    .bind(place.match_id.0)
    .bind(place.seat_id.0)
    .bind(place.block_id.0)
    .fetch_optional(&mut **tx)
    .await
    .map_err(allocation_error)?;
    let (word, holder, expires_at, rev) = row.ok_or(Refusal::SeatNotFound)?;
    let allocation = Allocation {
        status: status(&word)?,
        holder: holder.map(HolderId::from_verified),
        expires_at: expires_at.map(UnixMillis),
    };
    Ok((allocation, revision(rev)?))
}

/// How many seats of the match the holder has on hold.
async fn count_held(tx: &mut Transaction<'_, Db>, request: &SeatRequest) -> Result<u32, StoreError> {
    sqlx::query_scalar(
        "SELECT count(*) FROM allocations
         WHERE match_id = ? AND holder = ? AND status = 'HOLD' AND expires_at > ?",
    )
    .bind(request.match_id.0)
    .bind(request.holder.as_str())
    .bind(request.now.0)
    .fetch_one(&mut **tx)
    .await
    .map_err(store_error)
}

/// Takes the block's next revision and stores a seat's new state under it.
async fn write(
    tx: &mut Transaction<'_, Db>,
    place: Place,
    before: AllocationStatus,
    after: &Allocation,
    now: UnixMillis,
) -> Result<Revision, StoreError> {
    let free = |status| i64::from(status == AllocationStatus::Available);
    let rev: i64 = sqlx::query_scalar(
        "UPDATE match_blocks SET rev = rev + 1, free = free + ? WHERE match_id = ? AND block_id = ? RETURNING rev",
    )
    .bind(free(after.status) - free(before))
    .bind(place.match_id.0)
    .bind(place.block_id.0)
    .fetch_optional(&mut **tx)
    .await
    .map_err(store_error)?
    .ok_or_else(|| out_of_range("a block"))?;
    sqlx::query(
        "UPDATE allocations SET status = ?, holder = ?, expires_at = ?, rev = ?, updated_at = ?
         WHERE match_id = ? AND seat_id = ?",
    )
    .bind(after.status.as_str())
    .bind(after.holder.as_ref().map(HolderId::as_str))
    .bind(after.expires_at.map(|at| at.0))
    .bind(rev)
    .bind(now.0)
    .bind(place.match_id.0)
    .bind(place.seat_id.0)
    .execute(&mut **tx)
    .await
    .map_err(store_error)?;
    revision(rev)
}
