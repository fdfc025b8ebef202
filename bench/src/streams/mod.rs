//! The streams: what it costs to tell many viewers.

mod fanout;
mod idle;
mod storm;
mod target;

pub use fanout::{Fanout, measure as measure_fanout};
pub use idle::{load as idle_load, memory as idle_memory};
pub use storm::{Storm, measure as measure_storm};
pub use target::Target;
