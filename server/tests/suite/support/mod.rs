//! What the tests stand on.

mod app;
mod clock;
mod events;
mod faulty;
pub(crate) mod servers;
mod venue;

pub(crate) use app::{Answer, TestApp, Visitor};
pub(crate) use clock::ManualClock;
pub(crate) use events::Events;
pub(crate) use venue::{Fixture, database, open_fixture};
