//! Every change of an allocation, for people who ask later what happened.

use super::super::dialect::{self, Db};
use super::{
    connections::Connections,
    error::{out_of_range, store_error},
};
use async_trait::async_trait;
use jari_core::{
    domain::{HolderId, UnixMillis},
    ports::{AllocationChange, AuditLog, StoreError},
};
use sqlx::QueryBuilder;

/// Changes in one statement: SQLite binds at most 32,766 values, and a change has 8.
const CHANGES_PER_INSERT: usize = 1_000;

/// [`AuditLog`] over a database.
pub(super) struct SqlAudit {
    db: Connections,
}

impl SqlAudit {
    pub(super) const fn new(db: Connections) -> Self {
        Self { db }
    }
}

#[async_trait]
impl AuditLog for SqlAudit {
    async fn append(&self, changes: &[AllocationChange]) -> Result<(), StoreError> {
        let rows = changes
            .iter()
            .map(|change| Ok((i64::try_from(change.rev.0).map_err(|_| out_of_range("a revision"))?, change)))
            .collect::<Result<Vec<_>, StoreError>>()?;
        let mut tx = self.db.begin_write().await?;
        for rows in rows.chunks(CHANGES_PER_INSERT) {
            let mut insert = QueryBuilder::<Db>::new(
                "INSERT INTO audit (match_id, epoch, block_id, rev, seat_id, status, holder, at) ",
            );
            insert.push_values(rows, |mut row, (rev, change)| {
                row.push_bind(change.match_id.0)
                    .push_bind(change.epoch.as_str())
                    .push_bind(change.block_id.0)
                    .push_bind(*rev)
                    .push_bind(change.seat_id.0)
                    .push_bind(&change.status)
                    .push_bind(change.holder.as_ref().map(HolderId::as_str))
                    .push_bind(change.at.0);
            });
            insert.push(" ON CONFLICT (match_id, block_id, epoch, rev) DO NOTHING");
            insert.build().execute(&mut tx).await.map_err(store_error)?;
        }
        tx.commit().await.map_err(store_error)
    }

    async fn prune(&self, before: UnixMillis, limit: u32) -> Result<u64, StoreError> {
        let mut tx = self.db.begin_write().await?;
        let pruned = sqlx::query(dialect::PRUNE_AUDIT)
            .bind(before.0)
            .bind(i64::from(limit))
            .execute(&mut tx)
            .await
            .map_err(store_error)?;
        tx.commit().await.map_err(store_error)?;
        Ok(pruned.rows_affected())
    }
}
