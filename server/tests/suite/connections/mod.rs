//! Connections: how many there may be, whose they are, and how they are encrypted.

mod drain;
mod forwarded;
mod http2;
mod limits;
mod plain;
mod renewal;
mod secure;
mod stores;
mod tls;

use plain::Caller;
use secure::Identity;
