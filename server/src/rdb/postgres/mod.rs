//! PostgreSQL: any number of instances, each with a few connections.
//!
//! A change of a seat takes its block's row lock first, so that the changes of a block stand in one line, which is also
//! the order of their revisions; changes of different blocks do not wait for each other. Nothing is kept in a server
//! session between transactions, so that a pooler may stand in between.

mod dialect;
mod identity;
mod peers;
#[path = "../sql/mod.rs"]
mod sql;

use super::{Database, OpenError, group::GroupLimits, migrations};
use crate::config::DatabaseConfig;
use jari_core::domain::Destination;
use peers::PostgresPeers;
use sql::Connections;
use sqlx::{
    ConnectOptions, Connection, PgConnection,
    migrate::MigrateError,
    postgres::{PgConnectOptions, PgPoolOptions},
};
use std::{str::FromStr, sync::Arc, time::Duration};
use tokio::time::timeout;

/// Migrations wait for each other when several instances start at once, and may have much to do.
const MIGRATION_TIMEOUT: Duration = Duration::from_secs(600);

/// So long a connection that lies idle is taken to be as well as it was.
const FRESH: Duration = Duration::from_secs(1);

/// Transactions of holds and releases at the same time. One would leave the server idle while its answer travels; with
/// more than two each has fewer to share its commit, and all of them together are slower.
const MAX_WORKERS: u32 = 2;

/// Connects, and migrates as needed.
pub(super) async fn open(config: &DatabaseConfig, told: &[Destination]) -> Result<Database, OpenError> {
    let options = PgConnectOptions::from_str(&config.url)
        .map_err(OpenError::MalformedUrl)?
        // Some poolers refuse what they do not know, and floats travel in binary anyway.
        .extra_float_digits(None)
        .application_name("jari")
        .disable_statement_logging();
    let wait = Duration::from_millis(config.timeout_ms);
    try_connecting(&options, wait).await?;
    let migrated = timeout(MIGRATION_TIMEOUT, migrate(&options)).await;
    migrated.map_err(|_| unreachable_at(&options, sqlx::Error::PoolTimedOut))??;

    let pool = move |size| {
        PgPoolOptions::new()
            .max_connections(size)
            .acquire_timeout(wait)
            .test_before_acquire(false)
            .before_acquire(|connection, metadata| {
                // A moment ago, when it came back, it was well: asking again would be one more journey to the server.
                Box::pin(async move {
                    if metadata.idle_for < FRESH { Ok(true) } else { connection.ping().await.map(|()| true) }
                })
            })
    };
    // Whoever answers a new connection may be a promoted standby: nothing is written to it before that is known.
    let writer = pool(config.writers)
        .after_connect(|connection, _| Box::pin(async move { identity::verify_on(connection).await }))
        .connect_lazy_with(options.clone());
    let readers = pool(config.readers).connect_lazy_with(options.clone());
    // What a request no longer waits for does not go on on the server either, and an instance that falls silent in the
    // middle of a transaction does not keep a block from all others. `LOCAL`, because a pooler may give the session to
    // somebody else afterwards. A batch waits for its locks and then reads, which takes a transaction that sees
    // what was committed meanwhile, whatever the database's default is.
    let begin_write = format!(
        "BEGIN ISOLATION LEVEL READ COMMITTED; SET LOCAL statement_timeout = {0}; SET LOCAL lock_timeout = {0}; \
         SET LOCAL idle_in_transaction_session_timeout = {0}",
        config.timeout_ms
    );
    // One connection is left to those who wait apart for a block that another instance is at, and to what is not a change of seats.
    let workers = config.writers.saturating_sub(1).clamp(1, MAX_WORKERS);
    let limits = GroupLimits::new(workers, wait);
    let connections = Connections::new(writer, readers, &begin_write, Arc::new(dialect::Origin), Some(wait));
    let database = sql::database(&connections, limits, told);
    if !config.notify {
        return Ok(database);
    }
    let one = move || {
        pool(1)
            .after_release(move |connection, _| {
                // A connection that was given up in the middle of something, and whose server says nothing, must not keep
                // its place in the pool.
                Box::pin(async move {
                    let alive = timeout(wait, connection.ping()).await;
                    alive.map_err(|_| sqlx::Error::PoolTimedOut)?.map(|()| true)
                })
            })
            .connect_lazy_with(options.clone())
    };
    Ok(Database { peers: Some(Arc::new(PostgresPeers::new(one(), Box::new(one)))), ..database })
}

/// Brings the schema up to date. Of several instances that start at the same time one does it, and the others find it done.
async fn migrate(options: &PgConnectOptions) -> Result<(), MigrateError> {
    let mut connection = PgConnection::connect_with(options).await?;
    migrations::POSTGRES.run_direct(None, &mut connection, false).await?;
    Ok(connection.close().await?)
}

/// Tells why it cannot be connected to; a pool would only say that it took too long.
async fn try_connecting(options: &PgConnectOptions, wait: Duration) -> Result<(), OpenError> {
    match timeout(wait, PgConnection::connect_with(options)).await {
        Ok(Ok(connection)) => {
            // However it ends, it has done its work.
            let _ = timeout(wait, connection.close()).await;
            Ok(())
        }
        Ok(Err(error)) if is_late(&error) => Err(unreachable_at(options, error)),
        Ok(Err(error)) => Err(OpenError::Refused(error)),
        Err(_) => Err(unreachable_at(options, sqlx::Error::PoolTimedOut)),
    }
}

fn unreachable_at(options: &PgConnectOptions, error: sqlx::Error) -> OpenError {
    OpenError::Unreachable(format!("{}:{}", options.get_host(), options.get_port()), error)
}

/// Whether the server may be there soon. A wrong password or a database that does not exist will not mend themselves.
fn is_late(error: &sqlx::Error) -> bool {
    match error {
        sqlx::Error::Io(_) => true,
        // Starting up or shutting down, and too many connections.
        sqlx::Error::Database(inner) => {
            matches!(inner.code().as_deref(), Some("57P01" | "57P02" | "57P03" | "53300"))
        }
        _ => false,
    }
}
