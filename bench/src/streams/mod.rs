//! The streams: what it costs to tell many viewers.

mod fanout;
mod fleet;
mod idle;
mod scenario;
mod storm;
mod target;
mod views;

pub use fleet::{measure as measure_fleet, view};
pub use scenario::{How, SCENARIOS, Scenario, Who, custom};
use target::Target;
