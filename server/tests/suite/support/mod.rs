//! What the tests stand on.

mod app;
mod clock;
mod events;
mod faulty;
pub(crate) mod servers;
mod settings;
mod venue;

pub(crate) use app::{Answer, TestApp, Visitor};
pub(crate) use clock::ManualClock;
pub(crate) use events::Events;
pub(crate) use servers::{PostgresServer, Proxy, RedisCluster, RedisServer};
pub(crate) use settings::{config, sqlite_url};
pub(crate) use venue::{Fixture, open};
