//! The streams, over the wire.

mod block;
mod build;
mod fault;
mod later;
mod liveness;
mod nginx;
mod overview;
mod resume;
mod stalled;
mod vanished;
mod views;
