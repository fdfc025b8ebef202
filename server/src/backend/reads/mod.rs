//! Reading less: what many want at the same moment is read once, and what has not changed is not read again.
//!
//! Decorators over the ports. Nobody is ever answered with less than the store had when they asked, except that a match's
//! own data (not its seats) may be a second old.

mod catalogue;
mod geometry;
mod snapshots;
mod states;
mod venues;

pub use catalogue::RecentCatalogue;
pub use geometry::VenueGeometry;
pub use snapshots::SharedSnapshots;
pub use states::{MatchStates, SharedStates};
pub use venues::KeptVenues;

/// Bytes of the blocks that are kept, each with its seats, about: a thousand and more of some hundred seats, and a few of the
/// largest that there may be.
pub const BLOCKS_BYTES: u64 = 32 * 1024 * 1024;
