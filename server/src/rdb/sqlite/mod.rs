//! SQLite: one file, one writer, many readers.
//!
//! Writes go through a pool of one connection whose transactions begin `IMMEDIATE`, so that two of this process never
//! wait for each other inside the database. Every commit is on disk when it is acknowledged (`synchronous = FULL`).

mod dialect;
mod identity;
#[path = "../sql/mod.rs"]
mod sql;

use super::{Database, OpenError, group::GroupLimits, open::migrations};
use crate::config::DatabaseConfig;
use sql::Connections;
use sqlx::{
    ConnectOptions, SqlitePool,
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous},
};
use std::{str::FromStr, time::Duration};

/// Opens the file, creating and migrating it as needed.
pub(super) async fn open(config: &DatabaseConfig) -> Result<Database, OpenError> {
    let file = config.sqlite_file();
    if let Some(folder) = file.as_deref().and_then(|file| file.parent()) {
        std::fs::create_dir_all(folder)
            .map_err(|error| OpenError::Folder(folder.display().to_string(), error))?;
    }
    let wait = Duration::from_millis(config.timeout_ms);
    let options = SqliteConnectOptions::from_str(&config.url)
        .map_err(OpenError::Refused)?
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(true)
        .busy_timeout(wait)
        .disable_statement_logging();
    // A file does not hang up, so that nobody need ask each time whether it is still there.
    let pool = |size| {
        SqlitePoolOptions::new().max_connections(size).acquire_timeout(wait).test_before_acquire(false)
    };
    let writer: SqlitePool = pool(1).connect_with(options.clone()).await.map_err(OpenError::Refused)?;
    migrations!("sqlite").run(&writer).await?;
    if let Some(file) = file {
        identity::verify(&writer, &file).await.map_err(OpenError::Refused)?;
    }
    let readers = pool(config.readers)
        .connect_with(options.read_only(true).create_if_missing(false))
        .await
        .map_err(OpenError::Refused)?;
    let limits = GroupLimits::new(1, wait);
    Ok(sql::database(&Connections::new(writer, readers, "BEGIN IMMEDIATE"), limits))
}
