//! The text of server-sent events.

use app::{
    build_name,
    wire::{BuildData, Envelope, HeartbeatData, event},
};
use bytes::Bytes;
use jari_core::domain::StreamId;
use serde::Serialize;
use std::fmt::Write;

/// Writes one event: `id` only for what moves a client's place in the history.
///
/// The data is JSON and has no line break, so it is one `data` line. Data that cannot be written as JSON is left out
/// with its event; no type of the wire is such.
pub(super) fn write_event<T: Serialize>(out: &mut String, id: Option<&StreamId>, name: &str, data: &T) {
    let Ok(json) = serde_json::to_string(&Envelope::ok(data)) else { return };
    if let Some(id) = id {
        let _ = writeln!(out, "id: {id}");
    }
    let _ = write!(out, "event: {name}\ndata: {json}\n\n");
}

/// One event.
pub(super) fn event<T: Serialize>(id: Option<&StreamId>, name: &str, data: &T) -> Bytes {
    let mut out = String::new();
    write_event(&mut out, id, name, data);
    out.into()
}

/// A sign of life.
pub(super) fn heartbeat(live: bool) -> Bytes {
    event(None, event::HEARTBEAT, &HeartbeatData { live })
}

/// Which build this server is of.
pub(super) fn build() -> Bytes {
    event(None, event::BUILD, &BuildData { build: build_name() })
}

/// How long a browser waits before it connects again, in milliseconds: a line of the block of the event that follows.
pub(super) fn retry(millis: u64) -> Bytes {
    format!("retry: {millis}\n").into()
}
