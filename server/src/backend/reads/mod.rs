//! Reading less: what many want at the same moment is read once, and what has not changed is not read again.
//!
//! Decorators over the ports. Nobody is ever answered with less than the store had when they asked, except that a match's
//! own data (not its seats) may be a second old.

mod catalogue;
mod next_read;
mod recent;
mod snapshots;

pub use catalogue::RecentCatalogue;
pub use recent::Recent;
pub use snapshots::SharedSnapshots;

/// As many blocks are kept, each with its seats; the one that nobody has asked for the longest goes first.
pub const MAX_BLOCKS: usize = 256;
