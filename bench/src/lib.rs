//! What the benchmark and the server's tests both stand on: networks that are slow or fail, and ports.

pub mod port;
pub mod proxy;
