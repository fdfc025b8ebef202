//! What seats look like on any map, and which of them are side by side.

pub mod party;
pub mod seat_shapes;
