//! One map of the whole venue, from the stadium to a seat: what is seen of it, how one moves, what is looked for, and how an
//! address says all that. Nothing here knows a browser: it is told where fingers are and what time it is, in pixels and
//! milliseconds, and answers with plain values.

pub mod address;
pub mod arrows;
pub mod camera;
pub mod detail;
pub mod filter;
pub mod gestures;

pub use camera::{Camera, Extent, Window};
pub use detail::Detail;
pub use filter::Filter;
