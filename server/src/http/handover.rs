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
    sync::{Arc, Mutex, PoisonError},
    time::SystemTime,
};

/// A viewer who is taken by whoever comes first: hyper, to write the body, or the connection, to leave hyper.
#[derive(Clone)]
pub(super) struct Handover(Arc<Mutex<Option<Follow>>>);

impl Handover {
    /// An answer with this viewer in it.
    pub(super) fn respond(follow: Follow) -> Response<Body> {
        let handover = Self(Arc::new(Mutex::new(Some(follow))));
        let inner = handover.clone();
        let frames = stream::once(async move { inner.take() });
        let frames = frames.flat_map(|follow| match follow {
            Some(follow) => follow.into_frames(),
            None => stream::empty().boxed(),
        });
        let mut response = Response::new(Body::from_stream(frames));
        response.extensions_mut().insert(handover);
        response
    }

    /// The viewer, if nobody has taken it yet.
    pub(super) fn take(&self) -> Option<Follow> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).take()
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
