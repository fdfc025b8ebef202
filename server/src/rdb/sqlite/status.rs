//! Reading allocations from SQLite.

use super::{
    Sqlite,
    error::{out_of_range, store_error},
};
use app::{
    domain::{
        AllocationStatus, BlockCount, BlockId, Changes, Counts, Epoch, MatchId, Revision, SeatChange, SeatId,
        Snapshot,
    },
    ports::{LoadAllocationStatus, StoreError},
};
use async_trait::async_trait;
use sqlx::{Sqlite as Db, Transaction};

/// [`LoadAllocationStatus`] over SQLite.
pub(super) struct SqliteStatus {
    db: Sqlite,
}

impl SqliteStatus {
    pub(super) const fn new(db: Sqlite) -> Self {
        Self { db }
    }
}

type SeatRow = (i64, String, i64);

#[async_trait]
impl LoadAllocationStatus for SqliteStatus {
    async fn snapshot(&self, match_id: MatchId, block_id: BlockId) -> Result<Snapshot, StoreError> {
        // Both statements see one state of the database, because they are in one transaction.
        let mut tx = self.db.readers.begin().await.map_err(store_error)?;
        let (epoch, rev) = history(&mut tx, match_id, block_id).await?;
        let rows: Vec<SeatRow> = sqlx::query_as(
            "SELECT seat_id, status, rev FROM allocations WHERE match_id = ? AND block_id = ? ORDER BY seat_id",
        )
        .bind(match_id.0)
        .bind(block_id.0)
        .fetch_all(&mut *tx)
        .await
        .map_err(store_error)?;
        Ok(Snapshot { epoch, rev, seats: seats(rows)? })
    }

    async fn changes_since(
        &self,
        match_id: MatchId,
        block_id: BlockId,
        rev: Revision,
    ) -> Result<Changes, StoreError> {
        let since = i64::try_from(rev.0).map_err(|_| out_of_range("a revision"))?;
        let mut tx = self.db.readers.begin().await.map_err(store_error)?;
        let (epoch, rev) = history(&mut tx, match_id, block_id).await?;
        let rows: Vec<SeatRow> = sqlx::query_as(
            "SELECT seat_id, status, rev FROM allocations
             WHERE match_id = ? AND block_id = ? AND rev > ? ORDER BY rev",
        )
        .bind(match_id.0)
        .bind(block_id.0)
        .bind(since)
        .fetch_all(&mut *tx)
        .await
        .map_err(store_error)?;
        Ok(Changes { epoch, rev, seats: seats(rows)? })
    }

    async fn block_counts(&self, match_id: MatchId, only: Option<&[BlockId]>) -> Result<Counts, StoreError> {
        // A list of any length is one bound value, as JSON.
        let wanted = only
            .map(|blocks| {
                serde_json::to_string(blocks).map_err(|error| StoreError::Unavailable(Box::new(error)))
            })
            .transpose()?;
        let mut tx = self.db.readers.begin().await.map_err(store_error)?;
        let epoch: String =
            sqlx::query_scalar("SELECT epoch FROM history").fetch_one(&mut *tx).await.map_err(store_error)?;
        let rows: Vec<(i64, i64, i64)> = sqlx::query_as(
            "SELECT block_id, rev, free FROM match_blocks
             WHERE match_id = ?1 AND (?2 IS NULL OR block_id IN (SELECT value FROM json_each(?2)))
             ORDER BY block_id",
        )
        .bind(match_id.0)
        .bind(wanted)
        .fetch_all(&mut *tx)
        .await
        .map_err(store_error)?;
        let count = |(block_id, rev, free)| {
            let free = u32::try_from(free).map_err(|_| out_of_range("a count of seats"))?;
            Ok(BlockCount { block_id: BlockId(block_id), rev: revision(rev)?, free })
        };
        Ok(Counts {
            epoch: parse_epoch(&epoch)?,
            blocks: rows.into_iter().map(count).collect::<Result<_, _>>()?,
        })
    }
}

/// The epoch, and the block's revision; 0 for a block that the match does not have.
async fn history(
    tx: &mut Transaction<'_, Db>,
    match_id: MatchId,
    block_id: BlockId,
) -> Result<(Epoch, Revision), StoreError> {
    let (epoch, rev): (String, Option<i64>) = sqlx::query_as(
        "SELECT epoch, (SELECT rev FROM match_blocks WHERE match_id = ? AND block_id = ?) FROM history",
    )
    .bind(match_id.0)
    .bind(block_id.0)
    .fetch_one(&mut **tx)
    .await
    .map_err(store_error)?;
    Ok((parse_epoch(&epoch)?, revision(rev.unwrap_or(0))?))
}

fn parse_epoch(text: &str) -> Result<Epoch, StoreError> {
    text.parse().map_err(|_| StoreError::Inconsistent(format!("{text:?} is no epoch")))
}

pub(super) fn revision(rev: i64) -> Result<Revision, StoreError> {
    u64::try_from(rev).map(Revision).map_err(|_| out_of_range("a revision"))
}

pub(super) fn status(word: &str) -> Result<AllocationStatus, StoreError> {
    word.parse()
        .map_err(|error: app::domain::status::UnknownStatus| StoreError::Inconsistent(error.to_string()))
}

fn seats(rows: Vec<SeatRow>) -> Result<Vec<SeatChange>, StoreError> {
    rows.into_iter()
        .map(|(seat_id, word, rev)| {
            Ok(SeatChange { seat_id: SeatId(seat_id), status: status(&word)?, rev: revision(rev)? })
        })
        .collect()
}
