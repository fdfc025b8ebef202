//! Whether the database is still in the history that its epoch was begun in.
//!
//! A cluster restored to a point in time and a promoted standby are on a new timeline; a dump that was put back is in
//! another cluster or another database. Each may have lost what viewers have seen, so each gets a new epoch. A server
//! that crashed and recovered has lost nothing that it acknowledged, and keeps its epoch.

use super::sql::{Connections, store_error};
use crate::rdb::new_epoch;
use jari_core::ports::StoreError;
use sqlx::{AssertSqlSafe, Connection, Executor, PgConnection, Postgres};

/// The cluster, the database in it, and the timeline.
const IDENTITY: &str = "
    (SELECT system_identifier FROM pg_control_system())
    || ':' || (SELECT oid FROM pg_database WHERE datname = current_database())
    || ':' || substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8)";

/// Begins a new epoch if it is another history than it was.
pub(super) async fn verify(db: &Connections) -> Result<(), StoreError> {
    if is_known(&mut db.begin_read().await?).await.map_err(store_error)? {
        return Ok(());
    }
    let mut tx = db.begin_write().await?;
    let another = renew(&mut tx).await.map_err(store_error)?;
    tx.commit().await.map_err(store_error)?;
    tell(another);
    Ok(())
}

/// The same on one connection.
pub(super) async fn verify_on(connection: &mut PgConnection) -> Result<(), sqlx::Error> {
    let mut tx = connection.begin_with("BEGIN ISOLATION LEVEL READ COMMITTED").await?;
    if is_known(&mut *tx).await? {
        return tx.rollback().await;
    }
    let another = renew(&mut *tx).await?;
    tx.commit().await?;
    tell(another);
    Ok(())
}

async fn is_known(database: impl Executor<'_, Database = Postgres>) -> Result<bool, sqlx::Error> {
    let statement = format!("SELECT coalesce(identity = {IDENTITY}, FALSE) FROM history");
    sqlx::query_scalar(AssertSqlSafe(statement)).fetch_one(database).await
}

/// Many may notice at the same time; the first one's epoch is everybody's. Answers whether it is this one's.
async fn renew(database: impl Executor<'_, Database = Postgres>) -> Result<bool, sqlx::Error> {
    let statement = format!(
        "UPDATE history SET identity = {IDENTITY}, epoch = CASE WHEN identity IS NULL THEN epoch ELSE $1 END
         WHERE identity IS DISTINCT FROM {IDENTITY} RETURNING epoch = $1"
    );
    let another: Option<bool> = sqlx::query_scalar(AssertSqlSafe(statement))
        .bind(new_epoch().as_str())
        .fetch_optional(database)
        .await?;
    // A database that was never looked at keeps the epoch that it was made with.
    Ok(another == Some(true))
}

fn tell(another: bool) {
    if another {
        tracing::warn!("the database was restored or promoted: a new epoch begins");
    }
}
