//! Holds and snapshots: what the stores and the routes before them can do.

mod best;
mod crowd;
mod expiry;
mod far;
mod holds;
mod orders;
mod pages;
mod postgres;
mod redis;
mod snapshots;
mod sqlite;

pub use best::measure as measure_best;
pub use expiry::{Distance, measure as measure_expiry};
pub use far::measure as measure_far;
pub use holds::measure as measure_holds;
pub use orders::measure as measure_orders;
pub use pages::measure as measure_pages;
pub use snapshots::measure as measure_snapshots;
