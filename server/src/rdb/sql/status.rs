//! Reading allocations.

use super::super::dialect::{self, Db};
use super::{
    allocation_rows::revision,
    connections::Connections,
    error::{out_of_range, store_error},
    history::{epoch, parse_epoch},
};
use crate::stored_status::shown;
use async_trait::async_trait;
use jari_core::{
    domain::{
        BlockCount, BlockId, Changes, Counts, Epoch, MatchId, Revision, SeatChange, SeatId, Snapshot,
        StreamId,
    },
    ports::{LoadAllocationStatus, StoreError},
};
use serde::Serialize;
use sqlx::Executor;
use std::{collections::HashMap, sync::Arc};

/// [`LoadAllocationStatus`] over a database.
pub(super) struct SqlStatus {
    db: Connections,
}

impl SqlStatus {
    pub(super) const fn new(db: Connections) -> Self {
        Self { db }
    }
}

type SeatRow = (i64, String, i64);
type ChangeRow = (String, Option<i64>, Option<i64>, Option<String>, Option<i64>);

#[async_trait]
impl LoadAllocationStatus for SqlStatus {
    async fn snapshot(&self, match_id: MatchId, block_id: BlockId) -> Result<Arc<Snapshot>, StoreError> {
        // Both statements see one state of the database, because they are in one transaction.
        let mut tx = self.db.begin_read().await?;
        let (epoch, rev) = history(&mut tx, match_id, block_id).await?;
        let rows: Vec<SeatRow> = sqlx::query_as(
            "SELECT seat_id, status, rev FROM allocations
             WHERE match_id = $1 AND block_id = $2 ORDER BY seat_id",
        )
        .bind(match_id.0)
        .bind(block_id.0)
        .fetch_all(&mut tx)
        .await
        .map_err(store_error)?;
        Ok(Arc::new(Snapshot { epoch, rev, seats: seats(rows)? }))
    }

    async fn block_revision(&self, match_id: MatchId, block_id: BlockId) -> Result<StreamId, StoreError> {
        let (epoch, rev) = history(&mut self.db.reader().await?, match_id, block_id).await?;
        Ok(StreamId { epoch, rev })
    }

    async fn changes_since(
        &self,
        match_id: MatchId,
        block_id: BlockId,
        rev: Revision,
    ) -> Result<Changes, StoreError> {
        let since = i64::try_from(rev.0).map_err(|_| out_of_range("a revision"))?;
        // One statement sees one state of the database. Without changes it answers one row, whose seat is none.
        let rows: Vec<ChangeRow> = sqlx::query_as(
            "SELECT h.epoch, b.rev, a.seat_id, a.status, a.rev
             FROM history AS h
             LEFT JOIN match_blocks AS b ON b.match_id = $1 AND b.block_id = $2
             LEFT JOIN allocations AS a ON a.match_id = b.match_id AND a.block_id = b.block_id AND a.rev > $3
             ORDER BY a.rev",
        )
        .bind(match_id.0)
        .bind(block_id.0)
        .bind(since)
        .fetch_all(&mut self.db.reader().await?)
        .await
        .map_err(store_error)?;
        changes(rows)
    }

    async fn block_counts(&self, match_id: MatchId, only: Option<&[BlockId]>) -> Result<Counts, StoreError> {
        // What every poll asks first is also where it is noticed that the database is another one than it was.
        dialect::verify_history(&self.db).await?;
        let mut tx = self.db.begin_read().await?;
        let epoch = epoch(&mut tx).await?;
        let rows: Vec<(i64, i64, i64)> = sqlx::query_as(dialect::BLOCK_COUNTS)
            .bind(match_id.0)
            .bind(only.map(list).transpose()?)
            .fetch_all(&mut tx)
            .await
            .map_err(store_error)?;
        let block = |(block_id, rev, free)| {
            Ok(BlockCount { block_id: BlockId(block_id), rev: revision(rev)?, free: count(free)? })
        };
        Ok(Counts { epoch, blocks: rows.into_iter().map(block).collect::<Result<_, _>>()? })
    }

    async fn free_seats(&self, matches: &[MatchId]) -> Result<HashMap<MatchId, u32>, StoreError> {
        let mut tx = self.db.begin_read().await?;
        let rows: Vec<(i64, i64)> = sqlx::query_as(dialect::FREE_SEATS)
            .bind(list(matches)?)
            .fetch_all(&mut tx)
            .await
            .map_err(store_error)?;
        rows.into_iter().map(|(match_id, free)| Ok((MatchId(match_id), count(free)?))).collect()
    }
}

/// The epoch, and the block's revision; 0 for a block that the match does not have.
async fn history(
    reader: impl Executor<'_, Database = Db>,
    match_id: MatchId,
    block_id: BlockId,
) -> Result<(Epoch, Revision), StoreError> {
    let (epoch, rev): (String, Option<i64>) = sqlx::query_as(
        "SELECT epoch, (SELECT rev FROM match_blocks WHERE match_id = $1 AND block_id = $2) FROM history",
    )
    .bind(match_id.0)
    .bind(block_id.0)
    .fetch_one(reader)
    .await
    .map_err(store_error)?;
    Ok((parse_epoch(&epoch)?, revision(rev.unwrap_or(0))?))
}

/// A list of any length is one bound value, as JSON.
fn list<T: Serialize>(ids: &[T]) -> Result<String, StoreError> {
    serde_json::to_string(ids).map_err(|error| StoreError::Unavailable(Box::new(error)))
}

fn count(seats: i64) -> Result<u32, StoreError> {
    u32::try_from(seats).map_err(|_| out_of_range("a count of seats"))
}

fn changes(rows: Vec<ChangeRow>) -> Result<Changes, StoreError> {
    let first = rows.first().ok_or_else(|| StoreError::Inconsistent("the database has no epoch".into()))?;
    let (epoch, rev) = (parse_epoch(&first.0)?, revision(first.1.unwrap_or(0))?);
    let changed = rows.into_iter().filter_map(|(_, _, seat_id, word, rev)| Some((seat_id?, word?, rev?)));
    Ok(Changes { epoch, rev, seats: seats(changed)? })
}

fn seats(rows: impl IntoIterator<Item = SeatRow>) -> Result<Vec<SeatChange>, StoreError> {
    rows.into_iter()
        .map(|(seat_id, word, rev)| {
            Ok(SeatChange { seat_id: SeatId(seat_id), status: shown(&word), rev: revision(rev)? })
        })
        .collect()
}
