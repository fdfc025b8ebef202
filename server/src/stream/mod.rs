//! The fan-out engine: one channel for each block and each match that somebody watches, and any number of connections
//! that follow it.
//!
//! A channel holds the latest state of everything in it and the revision of each part's last change. A connection holds
//! a cursor and nothing else: whenever its socket takes more, it gets what changed after the cursor, each part once and
//! in its latest state, however long it was away. What connections at the same cursor get is encoded once and shared.
//! A connection that follows several blocks holds a cursor for each.

mod block;
mod catching_up;
mod channel;
mod event_counts;
mod follow;
mod hints;
mod liveness;
mod overview;
mod pulse;
mod reactor;
mod registry;
mod service;
pub mod sources;
mod sse;
mod view;
mod wakes;

pub use block::BlockChannel;
pub use follow::{Follow, Frames};
pub use hints::{BothHints, Hints, NoHint};
pub use overview::OverviewChannel;
pub use reactor::Reactor;
pub use service::{AllocationStatusService, Counting, StreamError};

#[cfg(test)]
mod tests;
