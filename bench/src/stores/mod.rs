//! Holds and snapshots: what the stores and the routes before them can do.

mod holds;
mod postgres;
mod redis;
mod snapshots;
mod sqlite;

pub use holds::measure as measure_holds;
pub use snapshots::measure as measure_snapshots;
