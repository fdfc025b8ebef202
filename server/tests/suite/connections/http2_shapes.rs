//! Odd requests over HTTP/2, where a target is in parts: `http/shapes` has them as HTTP/1 writes them.

use super::Identity;
use axum::body::Body;
use http::{Method, Request};
use hyper::client::conn::http2;
use hyper_util::rt::{TokioExecutor, TokioIo};
use std::time::Duration;
use tempfile::TempDir;
use tokio::time::timeout;

/// The longest that a test waits for the server.
const PATIENCE: Duration = Duration::from_secs(10);

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_request_is_too_odd() {
    let (folder, identity) = (TempDir::new().unwrap(), Identity::new());
    let app = identity.serve(&folder, |_| {}).await;
    let socket = identity.connect(&app, "h2").await;
    let (mut requests, connection) =
        http2::handshake(TokioExecutor::new(), TokioIo::new(socket)).await.unwrap();
    let connection = tokio::spawn(connection);
    let long = format!("/{}", "x".repeat(300));
    let paths = ["/", "//", "/%ff", &long, "/nothing", "/matches/1/", "/matches/%00", "/api/", "/fn/nothing"];
    let mut tried: Vec<_> = [Method::GET, Method::HEAD, Method::POST, Method::OPTIONS, Method::TRACE]
        .into_iter()
        .flat_map(|method| paths.map(|path| (method.clone(), format!("https://{}{path}", app.address))))
        .collect();
    tried.push((Method::CONNECT, "other.example:443".to_owned()));
    tried.push((Method::CONNECT, app.address.to_string()));
    for (method, uri) in tried {
        let request = Request::builder().method(&method).uri(&uri).body(Body::empty()).unwrap();
        let answer =
            timeout(PATIENCE, requests.send_request(request)).await.expect("an answer in time").unwrap();
        let (status, headers) = (answer.status(), answer.headers());
        assert!(status.as_u16() < 500, "{method} {uri}: {status}");
        for name in ["x-request-id", "cache-control"] {
            assert!(headers.contains_key(name), "{method} {uri}: {headers:?}");
        }
        assert!(status != 405 || headers.contains_key("allow"), "{method} {uri}: {headers:?}");
        if method == Method::CONNECT {
            assert_eq!(status, 405, "{uri}");
        }
    }
    drop(requests);
    connection.abort();
    app.stop().await;
}
