//! What was to be told outside and was given up.

use super::{connections::Connections, error::store_error};
use async_trait::async_trait;
use jari_core::{
    domain::UnixMillis,
    ports::{StoreError, Undelivered, UndeliveredMessages},
};

/// [`UndeliveredMessages`] over a database.
pub(super) struct SqlUndelivered(pub(super) Connections);

#[async_trait]
impl UndeliveredMessages for SqlUndelivered {
    async fn given_up(&self, after: i64, limit: u32) -> Result<Vec<Undelivered>, StoreError> {
        let rows: Vec<Row> = sqlx::query_as(
            "SELECT id, destination, kind, key, created_at, given_up_at, attempts, error FROM outbox
             WHERE given_up_at IS NOT NULL AND told_at IS NULL AND id > $1 ORDER BY id LIMIT $2",
        )
        .bind(after)
        .bind(i64::from(limit))
        .fetch_all(&mut self.0.reader().await?)
        .await
        .map_err(store_error)?;
        Ok(rows.into_iter().map(Row::undelivered).collect())
    }

    async fn retry(&self, ids: &[i64], now: UnixMillis) -> Result<Vec<i64>, StoreError> {
        let mut tx = self.0.begin_write().await?;
        let mut retried = Vec::with_capacity(ids.len());
        // An operator names a few; one statement for all would be another one for each database.
        for id in ids {
            let changed = sqlx::query(
                "UPDATE outbox SET given_up_at = NULL, claimed_until = NULL, attempts = 0, due_at = $2
                 WHERE id = $1 AND given_up_at IS NOT NULL AND told_at IS NULL",
            )
            .bind(id)
            .bind(now.0)
            .execute(&mut tx)
            .await
            .map_err(store_error)?;
            if changed.rows_affected() > 0 {
                retried.push(*id);
            }
        }
        tx.commit().await.map_err(store_error)?;
        Ok(retried)
    }
}

#[derive(sqlx::FromRow)]
struct Row {
    id: i64,
    destination: String,
    kind: String,
    key: String,
    created_at: i64,
    given_up_at: i64,
    attempts: i64,
    error: Option<String>,
}

impl Row {
    fn undelivered(self) -> Undelivered {
        Undelivered {
            id: self.id,
            destination: self.destination,
            kind: self.kind,
            key: self.key,
            created_at: UnixMillis(self.created_at),
            given_up_at: UnixMillis(self.given_up_at),
            attempts: u32::try_from(self.attempts).unwrap_or(u32::MAX),
            reason: self.error,
        }
    }
}
