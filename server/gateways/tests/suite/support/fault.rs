//! What may go wrong on the way to a gateway and back.

use axum::{
    body::{Body, Bytes},
    extract::{Request, State},
    http::StatusCode,
    middleware,
    response::{IntoResponse, Response},
};
use futures_util::{StreamExt, stream};
use std::{
    collections::VecDeque,
    io, panic,
    sync::{Arc, Mutex},
};

/// How an answer is not one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fault {
    /// Never.
    Silence,
    /// The connection ends before it.
    Cut,
    /// The connection ends in the middle of its body.
    CutBody,
    /// Its body never ends, and is slow.
    Endless,
    /// Its body is larger than any that is described.
    Huge,
    /// It is a page of somebody on the way, as if all were well.
    Page,
    /// It is JSON, and nothing that the reference describes.
    OtherJson,
    /// Somewhere else.
    Redirect,
    /// Somebody on the way says no, not in the gateway's words.
    ForeignRefusal,
    Status(u16),
}

impl Fault {
    pub(crate) const ALL: [Self; 13] = [
        Self::Silence,
        Self::Cut,
        Self::CutBody,
        Self::Endless,
        Self::Huge,
        Self::Page,
        Self::OtherJson,
        Self::Redirect,
        Self::ForeignRefusal,
        Self::Status(409),
        Self::Status(429),
        Self::Status(500),
        Self::Status(503),
    ];

    /// Whether only the gateway's patience ends it.
    pub(crate) fn takes_long(self) -> bool {
        matches!(self, Self::Silence | Self::Endless)
    }
}

/// When it goes wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum When {
    /// The gateway is not reached.
    Before,
    /// It has done what it was asked, and its answer is lost.
    After,
}

/// What goes wrong with the next requests, one each.
#[derive(Clone, Default)]
pub(crate) struct Faults(Arc<Mutex<Next>>);

type Next = VecDeque<Option<(When, Fault)>>;

impl Faults {
    pub(crate) fn next(&self, when: When, fault: Fault) {
        self.0.lock().unwrap().push_back(Some((when, fault)));
    }

    /// One request without a fault.
    pub(crate) fn pass(&self) {
        self.0.lock().unwrap().push_back(None);
    }
}

/// Makes it go wrong.
pub(crate) async fn layer(
    State(faults): State<Faults>,
    request: Request,
    next: middleware::Next,
) -> Response {
    let fault = faults.0.lock().unwrap().pop_front().flatten();
    match fault {
        None => next.run(request).await,
        Some((When::Before, fault)) => spoilt(fault).await,
        Some((When::After, fault)) => {
            next.run(request).await;
            spoilt(fault).await
        }
    }
}

async fn spoilt(fault: Fault) -> Response {
    let chunk = || Ok::<_, io::Error>(Bytes::from_static(b"{\"id\":\"x\","));
    match fault {
        Fault::Silence => std::future::pending().await,
        // Without the hook that prints it: the connection's task ends, and the connection with it.
        Fault::Cut => panic::resume_unwind(Box::new("cut")),
        Fault::CutBody => {
            let broken = stream::iter([chunk(), Err(io::ErrorKind::ConnectionReset.into())]);
            Body::from_stream(broken).into_response()
        }
        Fault::Endless => Body::from_stream(stream::iter([chunk()]).chain(stream::pending())).into_response(),
        Fault::Huge => Body::from_stream(stream::repeat_with(chunk)).into_response(),
        Fault::Page => "<html><body>We are back soon.</body></html>".into_response(),
        Fault::OtherJson => "{\"id\":[],\"status\":{}}".into_response(),
        Fault::Redirect => (StatusCode::FOUND, [("location", "http://127.0.0.1:9/")]).into_response(),
        Fault::ForeignRefusal => (StatusCode::FORBIDDEN, "<h1>Forbidden</h1>").into_response(),
        Fault::Status(status) => {
            let body = "{\"error\":{\"type\":\"api_error\"},\"code\":\"SOMETHING\",\"message\":\"\"}";
            (StatusCode::from_u16(status).unwrap(), body).into_response()
        }
    }
}
