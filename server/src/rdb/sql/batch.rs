//! Many holds and releases in one transaction: a few statements, however many they are.

use super::super::dialect;
use super::{allocation_rows::revision, connections::Connections, error::store_error, lease::Lease};
use crate::{
    rdb::group::{Answer, Ask, Found, RunBatch, SeatKey, Wish, judge},
    stored_status::judged,
};
use async_trait::async_trait;
use jari_core::{
    domain::{Allocation, BlockId, HolderId, MatchId, SeatId, UnixMillis},
    ports::StoreError,
};
use serde::Serialize;
use std::collections::BTreeSet;

/// [`RunBatch`] over a database.
pub(super) struct SqlBatches {
    db: Connections,
}

impl SqlBatches {
    pub(super) const fn new(db: Connections) -> Self {
        Self { db }
    }
}

/// A seat under its lock: match, block, the block's revision, seat, status, holder, end, and the seat's own revision.
type SeatRow = (i64, i64, i64, i64, String, Option<String>, Option<i64>, i64);

#[async_trait]
impl RunBatch for SqlBatches {
    async fn run(&self, asks: &[&Ask]) -> Result<Vec<Answer>, StoreError> {
        let mut tx = self.db.begin_write().await?;
        let found = read(&mut tx, asks).await?;
        let outcome = judge(found, asks.iter().copied());
        // What is refused by the committed state needs no commit.
        if outcome.seats.is_empty() {
            return Ok(outcome.answers);
        }
        let blocks: Vec<_> = outcome
            .blocks
            .iter()
            .map(|((match_id, block_id), write)| (match_id, block_id, write.rev, write.free))
            .collect();
        let seats: Vec<_> = outcome
            .seats
            .iter()
            .map(|(place, write)| {
                let Allocation { status, holder, expires_at } = &write.state;
                let holder = holder.as_ref().map(HolderId::as_str);
                (place.match_id, place.seat_id, status.as_str(), holder, expires_at, write.rev, write.now)
            })
            .collect();
        sqlx::query(dialect::STORE)
            .bind(list(&blocks)?)
            .bind(list(&seats)?)
            .execute(&mut tx)
            .await
            .map_err(store_error)?;
        tx.commit().await.map_err(store_error)?;
        Ok(outcome.answers)
    }
}

/// Takes every lock that the batch needs, and then reads all that it is about.
async fn read(tx: &mut Lease, asks: &[&Ask]) -> Result<Found, StoreError> {
    let places: BTreeSet<SeatKey> = asks.iter().map(|ask| SeatKey::of(&ask.request)).collect();
    let blocks: BTreeSet<_> = places.iter().map(SeatKey::block).collect();
    let places: Vec<_> = places.iter().map(|place| (place.match_id, place.block_id, place.seat_id)).collect();
    // Two holds of one holder in two transactions would each count without the other.
    let counted: BTreeSet<_> = asks
        .iter()
        .filter(|ask| matches!(ask.wish, Wish::Hold(policy) if policy.max_holds != 0))
        .map(|ask| (ask.request.match_id, ask.request.holder.as_str()))
        .collect();
    let mut found = Found::default();
    if !counted.is_empty() {
        dialect::lock_holders(tx, &list(&counted)?).await.map_err(store_error)?;
    }
    dialect::lock_blocks(tx, &list(&blocks)?).await.map_err(store_error)?;
    let rows: Vec<SeatRow> = sqlx::query_as(dialect::READ_SEATS)
        .bind(list(&places)?)
        .fetch_all(&mut *tx)
        .await
        .map_err(store_error)?;
    for (match_id, block_id, block_rev, seat_id, word, holder, expires_at, rev) in rows {
        let place =
            SeatKey { match_id: MatchId(match_id), block_id: BlockId(block_id), seat_id: SeatId(seat_id) };
        found.revs.insert(place.block(), revision(block_rev)?);
        found.seats.insert(place, (judged(&word, holder, expires_at), revision(rev)?));
    }
    if !counted.is_empty() {
        let since = asks.iter().map(|ask| ask.request.now).min().unwrap_or_default();
        let holder_of = |&(match_id, holder)| (match_id, HolderId::from_verified(holder));
        found.holds.extend(counted.iter().map(|counted| (holder_of(counted), Default::default())));
        let rows: Vec<(i64, String, i64, i64)> = sqlx::query_as(dialect::READ_HOLDS)
            .bind(list(&counted)?)
            .bind(since.0)
            .fetch_all(&mut *tx)
            .await
            .map_err(store_error)?;
        for (match_id, holder, seat_id, expires_at) in rows {
            let key = (MatchId(match_id), HolderId::from_verified(holder));
            found.holds.entry(key).or_default().insert(SeatId(seat_id), UnixMillis(expires_at));
        }
    }
    Ok(found)
}

/// Rows of any number are one bound value, as JSON.
fn list(rows: &impl Serialize) -> Result<String, StoreError> {
    serde_json::to_string(rows).map_err(|error| StoreError::Inconsistent(error.to_string()))
}
