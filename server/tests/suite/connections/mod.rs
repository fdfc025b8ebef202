//! Connections: how many there may be, whose they are.

mod drain;
mod forwarded;
mod limits;
mod plain;

use plain::Caller;
