//! Opening the database that the settings name, and waiting for it if it is late.

use super::{Database, postgres, sqlite};
use crate::{
    config::{DatabaseConfig, StartupConfig},
    startup::wait_for,
};
use app::domain::Epoch;
use sqlx::migrate::MigrateError;

/// Why the database could not be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The URL names no database that Jari knows.
    #[error("DATABASE_URL must begin with sqlite:// or postgres://")]
    UnknownDatabase,
    /// The URL cannot be read.
    #[error("DATABASE_URL cannot be read: {0}")]
    MalformedUrl(sqlx::Error),
    /// The folder for the file cannot be made.
    #[error("cannot create the folder {0} for the database: {1}")]
    Folder(String, std::io::Error),
    /// The file cannot be made.
    #[error("cannot make the database's file {0}: {1}")]
    File(String, std::io::Error),
    /// The file cannot be opened or is no database; the server does not let us in, or has no such database.
    #[error("cannot open the database: {0}")]
    Refused(sqlx::Error),
    /// The server cannot be reached, or is still starting; the file is another process's for the moment. It may be there soon.
    #[error("cannot reach the database at {0}: {1}")]
    Unreachable(String, sqlx::Error),
    /// Its schema cannot be brought up to date.
    #[error("cannot migrate the database: {0}")]
    Migrate(#[from] MigrateError),
    /// A newer version of Jari has written it.
    #[error("the database has migration {0}, which this version of Jari does not know: it needs a newer one")]
    Newer(i64),
}

/// Opens the database, creating and migrating it as needed. One that cannot be reached is waited for.
///
/// # Errors
/// An [`OpenError`] that says what to mend.
pub async fn open(config: &DatabaseConfig, startup: StartupConfig) -> Result<Database, OpenError> {
    let is_late = |error: &OpenError| matches!(error, OpenError::Unreachable(..));
    let opened = wait_for("the database", startup, is_late, || async {
        match config.url.split_once(':').map(|(scheme, _)| scheme) {
            Some("sqlite") => sqlite::open(config).await,
            Some("postgres" | "postgresql") => postgres::open(config).await,
            _ => Err(OpenError::UnknownDatabase),
        }
    });
    match opened.await {
        Err(OpenError::Migrate(MigrateError::VersionMissing(version))) => Err(OpenError::Newer(version)),
        other => other,
    }
}

/// A name for a new history: nobody has ever seen it.
pub fn new_epoch() -> Epoch {
    Epoch::from_random(rand::random())
}

/// The schema's history in a folder of `migrations`. The files are part of the binary, so that it runs from anywhere.
macro_rules! migrations {
    ($database:literal) => {{
        use sqlx::{
            SqlSafeStr as _,
            migrate::{Migration, MigrationType, Migrator},
        };
        macro_rules! migration {
            ($version:literal, $name:literal, $file:literal) => {
                Migration::new(
                    $version,
                    std::borrow::Cow::Borrowed($name),
                    MigrationType::Simple,
                    include_str!(concat!("../../../../migrations/", $database, "/", $file)).into_sql_str(),
                    false,
                )
            };
        }
        Migrator::with_migrations(vec![
            migration!(1, "catalogue and allocations", "0001_catalogue_and_allocations.sql"),
            migration!(2, "sales and audit", "0002_sales_and_audit.sql"),
            migration!(3, "states of later versions", "0003_states_of_later_versions.sql"),
        ])
    }};
}
pub(super) use migrations;
