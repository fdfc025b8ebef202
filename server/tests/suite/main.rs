//! The server's tests, in one binary: what every store must keep (`contract`), and the real server on a port of its own
//! with a real database (`http`, `stream`).

mod contract;
mod http;
mod stream;
mod support;
