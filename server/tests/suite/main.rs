//! The server's tests, in one binary: what every store must keep (`contract`), and the real server on a port of its own
//! with a real database (`http`, `stream`).
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that cannot go on should stop where it is"
)]

mod cluster_script;
mod commands;
mod connections;
mod contract;
mod crash;
mod environment;
mod far;
mod faults;
mod fleet;
mod group;
mod http;
mod mail;
mod migrations;
mod observed;
mod outbox;
mod play_money;
mod reads;
mod redis;
mod sandbox;
mod starts;
mod stream;
mod support;
mod tickets;
