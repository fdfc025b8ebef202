//! The real stores that servers under test stand on.

use super::{PostgresServer, config};
use server::config::Config;
use tempfile::TempDir;

/// Stores, and the settings that name them. They go when it goes.
pub(crate) struct Ground {
    pub(crate) config: Config,
    pub(crate) folder: Option<TempDir>,
}

impl Ground {
    /// A database file.
    pub(crate) fn sqlite() -> Self {
        let folder = TempDir::new().unwrap();
        let url = format!("sqlite://{}/jari.db", folder.path().display());
        Self { config: config(&url), folder: Some(folder) }
    }

    /// A database of a PostgreSQL server.
    pub(crate) fn postgres() -> Self {
        Self::at(&PostgresServer::shared().create_database())
    }

    /// A database that the test looks after itself.
    pub(crate) fn at(database_url: &str) -> Self {
        Self { config: config(database_url), folder: None }
    }
}
