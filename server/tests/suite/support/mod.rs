//! What the tests stand on.

mod app;
mod burst;
mod clock;
mod command;
mod connections;
mod events;
mod faulty;
mod fleet;
mod ground;
mod instance;
mod link;
mod seen;
pub(crate) mod servers;
mod settings;
mod site;
mod stall;
mod venue;
mod wire;

pub(crate) use app::{Answer, TestApp, Visitor};
pub(crate) use burst::Burst;
pub(crate) use clock::ManualClock;
pub(crate) use command::{command, jari};
pub(crate) use connections::Connection;
pub(crate) use events::{Event, Events};
pub(crate) use faulty::FaultyStore;
pub(crate) use fleet::Fleet;
pub(crate) use ground::Ground;
pub(crate) use instance::Instance;
pub(crate) use link::{LINK_HOST, Link};
pub(crate) use seen::Seen;
pub(crate) use servers::{NginxServer, PostgresServer, Proxy, RedisServer};
pub(crate) use settings::{config, defaults};
pub(crate) use site::{any_site, write_site};
pub(crate) use stall::Stall;
pub(crate) use venue::{Fixture, OPENS_AT, open};
pub(crate) use wire::WireViewer;
