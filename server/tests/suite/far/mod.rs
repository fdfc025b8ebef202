//! Stores that are some milliseconds away, as over a network between two buildings: what each request costs there, and that
//! what runs beside the requests goes on.

mod expiry;
mod round_trips;

use crate::support::{Fixture, Ground, PostgresServer, Proxy, RedisServer, TestApp};
use server::{config::Config, venue::VenueImport};
use std::time::Duration;

/// How long everything takes each way.
const ONE_WAY: Duration = Duration::from_micros(2_500);

/// A server whose stores are far away.
struct Far {
    app: TestApp,
    /// The same stores, as somebody sees them who is near.
    near: Fixture,
    links: Vec<Proxy>,
    /// Redis, where there is one.
    _redis: Option<RedisServer>,
}

impl Far {
    /// PostgreSQL alone.
    async fn postgres(venue: &VenueImport, configure: impl FnOnce(&mut Config)) -> Self {
        Self::over(None, venue, configure).await
    }

    /// Redis, with PostgreSQL as the ledger.
    async fn redis(venue: &VenueImport, configure: impl FnOnce(&mut Config)) -> Self {
        Self::over(Some(RedisServer::start()), venue, configure).await
    }

    async fn over(
        redis: Option<RedisServer>,
        venue: &VenueImport,
        configure: impl FnOnce(&mut Config),
    ) -> Self {
        let database = PostgresServer::shared();
        let mut ground = Ground::at(&database.create_database());
        let mut links = vec![Proxy::start(database.address()).unwrap()];
        if let Some(redis) = redis {
            links.push(Proxy::start(redis.address()).unwrap());
            ground = ground.with_redis(redis);
        }
        configure(&mut ground.config);
        let near = Fixture::open_with(ground.config.clone(), venue).await;
        let mut config = ground.config;
        for link in &links {
            config.database.url = link.through(&config.database.url);
            config.redis.url = link.through(&config.redis.url);
        }
        let app = TestApp::serve(near.join_by(config).await, |store| store).await;
        for link in &links {
            link.slow(ONE_WAY);
        }
        Self { app, near, links, _redis: ground.redis }
    }
}
