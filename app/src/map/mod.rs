//! What the map of a block draws where, and how one moves on it.

pub mod neighbour;
pub mod party;
pub mod scale;
pub mod seat_layout;
pub mod seat_shapes;
