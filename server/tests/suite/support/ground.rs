//! The real stores that servers under test stand on.

use super::{PostgresServer, RedisServer, config};
use server::config::{AllocationBackend, Config};
use tempfile::TempDir;

/// Stores, and the settings that name them. They go when it goes.
pub(crate) struct Ground {
    pub(crate) config: Config,
    pub(crate) folder: Option<TempDir>,
    pub(crate) redis: Option<RedisServer>,
}

impl Ground {
    /// A database file.
    pub(crate) fn sqlite() -> Self {
        let folder = TempDir::new().unwrap();
        let url = format!("sqlite://{}/jari.db", folder.path().display());
        Self { config: config(&url), folder: Some(folder), redis: None }
    }

    /// A database of a PostgreSQL server.
    pub(crate) fn postgres() -> Self {
        Self::at(&PostgresServer::shared().create_database())
    }

    /// A database that the test looks after itself.
    pub(crate) fn at(database_url: &str) -> Self {
        Self { config: config(database_url), folder: None, redis: None }
    }

    /// Redis, and a database file as the ledger.
    pub(crate) fn redis_sqlite() -> Self {
        Self::sqlite().with_redis(RedisServer::start())
    }

    /// Redis, and a database of a PostgreSQL server as the ledger.
    pub(crate) fn redis_postgres() -> Self {
        Self::postgres().with_redis(RedisServer::start())
    }

    /// The same with the allocations in this Redis.
    pub(crate) fn with_redis(mut self, redis: RedisServer) -> Self {
        self.config.backend = AllocationBackend::Redis;
        self.config.redis.url = redis.url();
        self.redis = Some(redis);
        self
    }
}
