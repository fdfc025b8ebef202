//! The stores that Jari runs over, each started for the benchmark.

use crate::{
    error::Result,
    servers::{PostgresServer, RedisServer, new_folder},
};
use bench::proxy::Proxy;
use tempfile::TempDir;

/// Which store has the allocations.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum StoreKind {
    /// One SQLite file.
    Sqlite,
    /// PostgreSQL.
    Postgres,
    /// Redis, beside an SQLite file that has the catalogue.
    Redis,
    /// Redis, beside a PostgreSQL that has the catalogue and the orders.
    RedisPostgres,
}

/// A store.
pub enum Store {
    /// The file is in the folder.
    Sqlite(TempDir),
    /// The server.
    Postgres(PostgresServer),
    /// The server, and the folder of the file beside it.
    Redis(RedisServer, TempDir),
    /// Both servers.
    RedisPostgres(RedisServer, PostgresServer),
}

impl StoreKind {
    /// Its name in the tables.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Sqlite => "SQLite",
            Self::Postgres => "PostgreSQL",
            Self::Redis => "Redis",
            Self::RedisPostgres => "Redis + PostgreSQL",
        }
    }

    /// Whether what it needs is installed.
    pub fn is_installed(self) -> bool {
        match self {
            Self::Sqlite => true,
            Self::Postgres => PostgresServer::is_installed(),
            Self::Redis => RedisServer::is_installed(),
            Self::RedisPostgres => RedisServer::is_installed() && PostgresServer::is_installed(),
        }
    }
}

impl Store {
    /// Starts a store with nothing in it.
    pub fn start(kind: StoreKind) -> Result<Self> {
        Ok(match kind {
            StoreKind::Sqlite => Self::Sqlite(new_folder()?),
            StoreKind::Postgres => Self::Postgres(PostgresServer::start()?),
            StoreKind::Redis => Self::Redis(RedisServer::start()?, new_folder()?),
            StoreKind::RedisPostgres => Self::RedisPostgres(RedisServer::start()?, PostgresServer::start()?),
        })
    }

    /// What tells Jari of it, by way of a network.
    pub fn environment_through(&self, link: &Proxy) -> Vec<(&'static str, String)> {
        self.environment().into_iter().map(|(name, value)| (name, link.through(&value))).collect()
    }

    /// What tells Jari of it.
    pub fn environment(&self) -> Vec<(&'static str, String)> {
        let file = |folder: &TempDir| format!("sqlite://{}", folder.path().join("jari.db").display());
        let beside = |redis: &RedisServer, database| {
            vec![
                ("DATABASE_URL", database),
                ("ALLOCATION_BACKEND", "redis".to_owned()),
                ("REDIS_URL", redis.url()),
            ]
        };
        match self {
            Self::Sqlite(folder) => vec![("DATABASE_URL", file(folder))],
            Self::Postgres(server) => vec![("DATABASE_URL", server.url())],
            Self::Redis(server, folder) => beside(server, file(folder)),
            Self::RedisPostgres(redis, postgres) => beside(redis, postgres.url()),
        }
    }

    /// A network between Jari and the server that has the allocations; none where that is a file.
    pub fn link(&self) -> Result<Option<Proxy>> {
        Ok(match self {
            Self::Sqlite(_) => None,
            Self::Postgres(server) => Some(Proxy::start(server.host)?),
            Self::Redis(server, _) | Self::RedisPostgres(server, _) => Some(Proxy::start(server.host)?),
        })
    }
}
