//! A stream's way out of the HTTP library.
//!
//! The route answers with a body that hyper can write, as it must over HTTP/2 and TLS. A plain HTTP/1 connection takes the
//! viewer out of the answer instead, writes the head itself and gives its socket to the reactor.

use crate::stream::Follow;
use axum::body::Body;
use bytes::Bytes;
use futures_util::{StreamExt, stream};
use http::response::{Parts, Response};
use std::{
    fmt::Write,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, Ordering::Relaxed},
    },
    time::SystemTime,
};

/// A viewer who is taken by whoever comes first: hyper, to write the body, or the connection, to leave hyper.
#[derive(Clone)]
pub(super) struct Handover(Arc<Shared>);

struct Shared {
    follow: Mutex<Option<Follow>>,
    /// Whether the viewer is let go for taking nothing.
    has_stalled: AtomicBool,
}

impl Handover {
    /// An answer with this viewer in it.
    pub(super) fn respond(follow: Follow) -> Response<Body> {
        let shared = Shared { follow: Mutex::new(Some(follow)), has_stalled: AtomicBool::new(false) };
        let handover = Self(Arc::new(shared));
        let inner = handover.clone();
        let frames = stream::once(async move {
            let follow = inner.take();
            follow.map(|follow| follow.into_frames(move || inner.0.has_stalled.load(Relaxed)))
        });
        let frames = frames.flat_map(|frames| frames.unwrap_or_else(|| stream::empty().boxed()));
        let mut response = Response::new(Body::from_stream(frames));
        response.extensions_mut().insert(handover);
        response
    }

    /// Says, before the body is dropped, that it is because the viewer takes nothing.
    pub(super) fn note_stalled(&self) {
        self.0.has_stalled.store(true, Relaxed);
    }

    /// The viewer, if nobody has taken it yet.
    pub(super) fn take(&self) -> Option<Follow> {
        self.0.follow.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}

/// The head of a response whose body ends with its connection.
pub(super) fn head(parts: &Parts) -> Bytes {
    let mut head = String::with_capacity(512);
    let reason = parts.status.canonical_reason().unwrap_or_default();
    // Writing to a text cannot fail.
    let _ = write!(head, "HTTP/1.1 {} {reason}\r\n", parts.status.as_u16());
    let mut head = head.into_bytes();
    for (name, value) in &parts.headers {
        head.extend_from_slice(name.as_str().as_bytes());
        head.extend_from_slice(b": ");
        head.extend_from_slice(value.as_bytes());
        head.extend_from_slice(b"\r\n");
    }
    let date = httpdate::fmt_http_date(SystemTime::now());
    head.extend_from_slice(format!("date: {date}\r\nconnection: close\r\n\r\n").as_bytes());
    head.into()
}
