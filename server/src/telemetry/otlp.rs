//! Sends requests to a collector, with the HTTP that the server speaks anyway.

use async_trait::async_trait;
use axum::body::{Body, to_bytes};
use bytes::Bytes;
use http::{HeaderValue, Request, Response, header};
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use opentelemetry_http::{HttpClient, HttpError};
use std::time::Duration;
use tokio::{net::TcpStream, runtime::Handle, time::timeout};

/// The longest that a request may take, with its connection and its answer.
const PATIENCE: Duration = Duration::from_secs(10);

/// The longest answer that is read: it says no more than that all is well, or what was not taken.
const MAX_ANSWER_BYTES: usize = 64 * 1024;

/// A connection for each request: one goes every few seconds. It works on the runtime in which it was made, whoever
/// calls it, as the sender of spans has a thread without one.
#[derive(Debug)]
pub(super) struct Client {
    runtime: Handle,
}

impl Default for Client {
    fn default() -> Self {
        Self { runtime: Handle::current() }
    }
}

#[async_trait]
impl HttpClient for Client {
    async fn send_bytes(&self, request: Request<Bytes>) -> Result<Response<Bytes>, HttpError> {
        self.runtime.spawn(async { timeout(PATIENCE, send(request)).await? }).await?
    }
}

async fn send(request: Request<Bytes>) -> Result<Response<Bytes>, HttpError> {
    let (mut parts, body) = request.into_parts();
    let authority = parts.uri.authority().ok_or("an address without a host")?.clone();
    let host = authority.host().trim_matches(['[', ']']);
    let socket = TcpStream::connect((host, authority.port_u16().unwrap_or(80))).await?;
    let (mut sender, connection) = http1::handshake(TokioIo::new(socket)).await?;
    let connection = tokio::spawn(connection);
    parts.headers.insert(header::HOST, HeaderValue::from_str(authority.as_str())?);
    parts.uri = parts.uri.path_and_query().map_or("/", |path| path.as_str()).parse()?;
    let answer = sender.send_request(Request::from_parts(parts, Body::from(body))).await?;
    let (parts, body) = answer.into_parts();
    let body = to_bytes(Body::new(body), MAX_ANSWER_BYTES).await?;
    connection.abort();
    Ok(Response::from_parts(parts, body))
}
