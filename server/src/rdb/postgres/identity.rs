//! Whether the database is still in the history that its epoch was begun in.
//!
//! A cluster restored to a point in time and a promoted standby are on a new timeline; a dump that was put back is in
//! another cluster or another database. Each may have lost what viewers have seen, so each gets a new epoch. A server
//! that crashed and recovered has lost nothing that it acknowledged, and keeps its epoch.

use crate::rdb::new_epoch;
use sqlx::{AssertSqlSafe, Connection, PgConnection, PgPool, Postgres, Transaction};

/// The cluster, the database in it, and the timeline.
const IDENTITY: &str = "
    (SELECT system_identifier FROM pg_control_system())
    || ':' || (SELECT oid FROM pg_database WHERE datname = current_database())
    || ':' || substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8)";

/// Begins a new epoch if it is another history than it was.
pub(super) async fn verify(readers: &PgPool, writer: &PgPool) -> Result<(), sqlx::Error> {
    if is_known(readers.begin().await?).await? { Ok(()) } else { renew(writer.begin().await?).await }
}

/// The same on one connection.
pub(super) async fn verify_on(connection: &mut PgConnection) -> Result<(), sqlx::Error> {
    if is_known(connection.begin().await?).await? { Ok(()) } else { renew(connection.begin().await?).await }
}

async fn is_known(mut tx: Transaction<'_, Postgres>) -> Result<bool, sqlx::Error> {
    let statement = format!("SELECT coalesce(identity = {IDENTITY}, FALSE) FROM history");
    sqlx::query_scalar(AssertSqlSafe(statement)).fetch_one(&mut *tx).await
}

/// Many may notice at the same time; the first one's epoch is everybody's.
async fn renew(mut tx: Transaction<'_, Postgres>) -> Result<(), sqlx::Error> {
    let statement = format!(
        "UPDATE history SET identity = {IDENTITY}, epoch = CASE WHEN identity IS NULL THEN epoch ELSE $1 END
         WHERE identity IS DISTINCT FROM {IDENTITY} RETURNING epoch = $1"
    );
    let another: Option<bool> = sqlx::query_scalar(AssertSqlSafe(statement))
        .bind(new_epoch().as_str())
        .fetch_optional(&mut *tx)
        .await?;
    tx.commit().await?;
    // A database that was never looked at keeps the epoch that it was made with.
    if another == Some(true) {
        tracing::warn!("the database was restored or promoted: a new epoch begins");
    }
    Ok(())
}
