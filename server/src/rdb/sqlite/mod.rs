//! SQLite: one file, one writer, many readers.
//!
//! Writes go through a pool of one connection whose transactions begin `IMMEDIATE`, so that two of this process never
//! wait for each other inside the database. Every commit is on disk when it is acknowledged (`synchronous = FULL`).

mod dialect;
mod identity;
mod origin;
mod private;
#[path = "../sql/mod.rs"]
mod sql;

use super::{Database, OpenError, group::GroupLimits, migrations};
use crate::config::DatabaseConfig;
use jari_core::domain::Destination;
use origin::Origin;
use sql::Connections;
use sqlx::{
    ConnectOptions, Connection, SqliteConnection,
    migrate::MigrateError,
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous},
};
use std::{io, path::Path, str::FromStr, sync::Arc, time::Duration};

/// Opens the file, creating and migrating it as needed.
pub(super) async fn open(config: &DatabaseConfig, told: &[Destination]) -> Result<Database, OpenError> {
    let file = config.sqlite_file();
    if let Some(file) = &file {
        make(file)?;
    }
    let wait = Duration::from_millis(config.timeout_ms);
    let options = SqliteConnectOptions::from_str(&config.url)
        .map_err(OpenError::Refused)?
        .create_if_missing(false)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(true)
        .busy_timeout(wait)
        .disable_statement_logging();
    let late = |error| late_or(error, config, OpenError::Refused);
    let mut first = options.connect().await.map_err(late)?;
    migrate(&mut first).await.map_err(|error| match error {
        MigrateError::Execute(error) => late_or(error, config, |error| MigrateError::Execute(error).into()),
        MigrateError::ExecuteMigration(error, version) => {
            late_or(error, config, |error| MigrateError::ExecuteMigration(error, version).into())
        }
        other => other.into(),
    })?;
    if let Some(file) = &file {
        identity::verify(&mut first, file).await.map_err(late)?;
    }
    let origin = Origin::new(file.as_deref(), first).map_err(|error| OpenError::Refused(error.into()))?;
    let origin = Arc::new(origin);

    let pool = |size| {
        let origin = Arc::clone(&origin);
        SqlitePoolOptions::new()
            .max_connections(size)
            .acquire_timeout(wait)
            // A file does not hang up, so that nobody need ask each time whether it is still there, nor open it again.
            .test_before_acquire(false)
            .idle_timeout(None)
            .max_lifetime(None)
            // What is opened now must be what was opened then.
            .after_connect(move |_, _| {
                let checked =
                    origin.check_to_read().map_err(|error| sqlx::Error::Io(io::Error::other(error)));
                Box::pin(async move { checked })
            })
    };
    let writer = pool(1).connect_with(options.clone()).await.map_err(late)?;
    let readers = pool(config.readers).connect_with(options.read_only(true)).await.map_err(late)?;
    let limits = GroupLimits::new(1, wait);
    Ok(sql::database(&Connections::new(writer, readers, "BEGIN IMMEDIATE", origin, None), limits, told))
}

/// Makes the folder and the file where they are missing.
fn make(file: &Path) -> Result<(), OpenError> {
    if let Some(folder) = file.parent() {
        std::fs::create_dir_all(folder)
            .map_err(|error| OpenError::Folder(folder.display().to_string(), error))?;
    }
    private::make_private(file).map_err(|error| OpenError::File(file.display().to_string(), error))
}

/// Brings the schema up to date, in one transaction that has the file to itself: of several processes that start at the
/// same time one does it, and the others find it done.
async fn migrate(connection: &mut SqliteConnection) -> Result<(), MigrateError> {
    let mut tx = connection.begin_with("BEGIN IMMEDIATE").await?;
    migrations::SQLITE.run_direct(None, &mut *tx, false).await?;
    Ok(tx.commit().await?)
}

/// Another process that has the file to itself will be done with it; everything else does not mend itself.
fn late_or(
    error: sqlx::Error,
    config: &DatabaseConfig,
    otherwise: impl FnOnce(sqlx::Error) -> OpenError,
) -> OpenError {
    /// SQLite's `BUSY` and `LOCKED`, which are the last byte of what more is told about them.
    const TAKEN: [u32; 2] = [5, 6];
    let code = error.as_database_error().and_then(|error| error.code()?.parse::<u32>().ok());
    match (code, config.sqlite_file()) {
        (Some(code), Some(file)) if TAKEN.contains(&(code & 0xff)) => {
            OpenError::Unreachable(file.display().to_string(), error)
        }
        // So may a machine that is too busy to open it in the time that a request has.
        (None, Some(file)) if matches!(error, sqlx::Error::PoolTimedOut) => {
            OpenError::Unreachable(file.display().to_string(), error)
        }
        _ => otherwise(error),
    }
}
