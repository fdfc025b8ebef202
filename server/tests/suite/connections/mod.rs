//! Connections: how many there may be, whose they are, and how they are encrypted.

mod beginning;
mod drain;
mod forwarded;
mod http2;
mod http2_shapes;
mod limits;
mod memory;
mod plain;
mod renewal;
mod secure;
mod slow_takers;
mod stores;
mod tls;

use crate::support::Visitor;
use plain::Caller;
use reqwest::Method;
use secure::Identity;
use std::time::Duration;
use tokio::time::timeout;

/// Asks for one stream more than its client may have. One that opens all the same would never have been read whole.
async fn one_stream_too_many(ann: &Visitor, path: &str, headers: &[(&str, &str)]) {
    let answer = timeout(Duration::from_secs(10), ann.send(Method::GET, path, headers, "")).await;
    let answer = answer.unwrap_or_else(|_| panic!("it was opened: {headers:?}"));
    assert_eq!(answer.code(), (503, "TOO_MANY_STREAMS_FROM_ADDRESS".into()), "{headers:?}");
    assert_eq!(answer.headers["retry-after"], "1");
}
