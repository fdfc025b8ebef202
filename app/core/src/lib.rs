//! The rules of Jari, the ports that they need, and the services over both.
//!
//! Nothing here knows a page, a store or a network, and nothing here reads a clock: the crate stands on no other of Jari's, so
//! that Cargo keeps it so, and its tests are built in seconds.

pub mod domain;
pub mod failures;
pub mod geometry;
pub mod ports;
pub mod services;
pub mod surface;
