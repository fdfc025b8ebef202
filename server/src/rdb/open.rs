//! Opening the database that the settings name, and waiting for it if it is late.

use super::{Database, OpenError, postgres, sqlite};
use crate::{
    config::{DatabaseConfig, StartupConfig},
    startup::wait_for,
};
use jari_core::domain::{Destination, Epoch};
use sqlx::migrate::MigrateError;

/// Opens the database, creating and migrating it as needed. One that cannot be reached is waited for. `told` are told outside of
/// what is sold.
///
/// # Errors
/// An [`OpenError`] that says what to mend.
pub async fn open(
    config: &DatabaseConfig,
    startup: StartupConfig,
    told: &[Destination],
) -> Result<Database, OpenError> {
    let is_late = |error: &OpenError| matches!(error, OpenError::Unreachable(..));
    let opened = wait_for("the database", startup, is_late, || async {
        match config.url.split_once(':').map(|(scheme, _)| scheme) {
            Some("sqlite") => sqlite::open(config, told).await,
            Some("postgres" | "postgresql") => postgres::open(config, told).await,
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
