//! The streams, over the wire.

mod block;
mod fault;
mod overview;
mod resume;
mod stalled;
