//! The server: the axum binary's parts, in a library so that tests run the same server on a port of their own.

pub mod backend;
pub mod clock;
pub mod commands;
pub mod config;
pub mod demo;
mod expiry;
pub mod http;
pub mod metrics;
mod open_files;
pub mod outbox;
mod panics;
mod private_file;
pub mod quota;
pub mod rdb;
pub mod redis;
mod retention;
pub mod run;
mod shared_error;
pub mod site;
mod startup;
mod stored_status;
pub mod stream;
mod supervisor;
pub mod telemetry;
pub mod venue;
pub mod webhook;
