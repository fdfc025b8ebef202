//! Dropping what is too old.

use super::{connections::Connections, error::store_error};
use jari_core::{domain::UnixMillis, ports::StoreError};

/// Drops at most so many rows of what is older than a moment, by a statement that is given both; answers how many.
pub(super) async fn prune(
    db: &Connections,
    statement: &'static str,
    before: UnixMillis,
    limit: u32,
) -> Result<u64, StoreError> {
    let mut tx = db.begin_write().await?;
    let pruned = sqlx::query(statement)
        .bind(before.0)
        .bind(i64::from(limit))
        .execute(&mut tx)
        .await
        .map_err(store_error)?;
    tx.commit().await.map_err(store_error)?;
    Ok(pruned.rows_affected())
}
