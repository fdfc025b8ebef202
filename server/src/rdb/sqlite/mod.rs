//! SQLite: one file, one writer, many readers.
//!
//! Writes go through a pool of one connection whose transactions begin `IMMEDIATE`, so that two of this process never
//! wait for each other inside the database. Every commit is on disk when it is acknowledged (`synchronous = FULL`).

mod allocations;
mod catalogue;
mod error;
mod import;
mod status;

pub use catalogue::SqliteCatalogue;
pub use import::{NewMatch, create_match, import_venue};

use super::Store;
use crate::config::DatabaseConfig;
use allocations::SqliteAllocations;
use sqlx::{
    ConnectOptions, SqlSafeStr, SqlitePool,
    migrate::{Migration, MigrationType, Migrator},
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous},
};
use status::SqliteStatus;
use std::{borrow::Cow, str::FromStr, sync::Arc, time::Duration};

/// Why the database could not be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The URL names no SQLite database.
    #[error("DATABASE_URL must begin with sqlite:// (this version knows no other database)")]
    UnknownDatabase,
    /// The folder for the file cannot be made.
    #[error("cannot create the folder {0} for the database: {1}")]
    Folder(String, std::io::Error),
    /// The file cannot be opened, or is no database.
    #[error("cannot open the database: {0}")]
    Open(#[from] sqlx::Error),
    /// Its schema cannot be brought up to date.
    #[error("cannot migrate the database: {0}")]
    Migrate(#[from] sqlx::migrate::MigrateError),
}

/// An open database, its schema up to date.
#[derive(Clone, Debug)]
pub struct Sqlite {
    /// For everything that changes something: one connection.
    writer: SqlitePool,
    /// For everything that only reads.
    readers: SqlitePool,
}

impl Sqlite {
    /// Opens the database, creating and migrating it as needed.
    ///
    /// # Errors
    /// An [`OpenError`] that says what to mend.
    pub async fn open(config: &DatabaseConfig) -> Result<Self, OpenError> {
        if !config.url.starts_with("sqlite:") {
            return Err(OpenError::UnknownDatabase);
        }
        if let Some(folder) = config.sqlite_file().as_deref().and_then(|file| file.parent()) {
            std::fs::create_dir_all(folder)
                .map_err(|error| OpenError::Folder(folder.display().to_string(), error))?;
        }
        let wait = Duration::from_millis(config.timeout_ms);
        let options = SqliteConnectOptions::from_str(&config.url)?
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            .foreign_keys(true)
            .busy_timeout(wait)
            .disable_statement_logging();
        let writer = SqlitePoolOptions::new()
            .max_connections(1)
            .acquire_timeout(wait)
            .connect_with(options.clone())
            .await?;
        migrator().run(&writer).await?;
        let readers = SqlitePoolOptions::new()
            .max_connections(config.readers)
            .acquire_timeout(wait)
            .connect_with(options.read_only(true).create_if_missing(false))
            .await?;
        Ok(Self { writer, readers })
    }

    /// The ports that the database serves.
    pub fn store(&self) -> Store {
        Store {
            catalogue: Arc::new(SqliteCatalogue::new(self.clone())),
            status: Arc::new(SqliteStatus::new(self.clone())),
            allocations: Arc::new(SqliteAllocations::new(self.clone())),
        }
    }

    /// Closes every connection, so that the file is whole without its write-ahead log.
    pub async fn close(&self) {
        self.readers.close().await;
        self.writer.close().await;
    }
}

/// The schema's history. The files are part of the binary, so that it runs from anywhere.
fn migrator() -> Migrator {
    let first = Migration::new(
        1,
        Cow::Borrowed("catalogue and allocations"),
        MigrationType::Simple,
        include_str!("../../../../migrations/sqlite/0001_catalogue_and_allocations.sql").into_sql_str(),
        false,
    );
    Migrator::with_migrations(vec![first])
}
