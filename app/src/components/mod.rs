//! The parts that pages are made of. Each takes signals or plain values, and knows no port and no store.

#[cfg(feature = "ssr")]
pub mod block;
mod map_button;
pub mod own;
pub mod seats;
pub mod site;
pub mod surface;
mod tenths;
pub mod venue;

pub(crate) use tenths::tenths;
