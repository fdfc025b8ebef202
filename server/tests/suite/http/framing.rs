//! Where a request's body ends. Whoever reads that otherwise than a proxy before us takes a part of it for a request.

use crate::support::TestApp;
use std::time::Duration;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    time::timeout,
};

/// What is sent after the body. It must never be answered where there is doubt.
const SMUGGLED: &str = "GET /health/live HTTP/1.1\r\nhost: jari\r\nconnection: close\r\n\r\n";

/// Sends a request with these headers and this body, and another after it, and reads until the server hangs up.
async fn answers(app: &TestApp, headers: &str, body: &str) -> Vec<String> {
    let mut socket = TcpStream::connect(app.address).await.unwrap();
    let sent = format!("POST /fn/load_matches HTTP/1.1\r\nhost: jari\r\n{headers}\r\n{body}{SMUGGLED}");
    socket.write_all(sent.as_bytes()).await.unwrap();
    let mut read = Vec::new();
    timeout(Duration::from_secs(10), socket.read_to_end(&mut read)).await.expect("it hangs up").unwrap();
    let text = String::from_utf8_lossy(&read);
    text.split("HTTP/1.1 ").skip(1).map(str::to_owned).collect()
}

/// Without doubt there are two requests.
#[tokio::test]
async fn a_body_with_one_end_is_followed_by_another_request() {
    let app = TestApp::start().await;
    for (headers, body) in [
        ("content-length: 1\r\n", "x"),
        ("content-length: 1\r\ncontent-length: 1\r\n", "x"),
        ("transfer-encoding: chunked\r\n", "1\r\nx\r\n0\r\n\r\n"),
        ("Transfer-Encoding:  CHUNKED \r\n", "1\r\nx\r\n0\r\n\r\n"),
    ] {
        let answers = answers(&app, headers, body).await;
        assert_eq!(answers.len(), 2, "{headers:?}: {answers:?}");
        assert!(answers[1].starts_with("200") && answers[1].ends_with("ok"), "{headers:?}: {answers:?}");
    }
    app.stop().await;
}

#[tokio::test]
async fn a_body_with_doubtful_ends_is_refused_and_nothing_follows() {
    let app = TestApp::start().await;
    for headers in [
        "content-length: 1\r\ncontent-length: 2\r\n",
        "content-length: 1, 1\r\n",
        "content-length: 1, 2\r\n",
        "content-length: +1\r\n",
        "content-length: 0x1\r\n",
        "content-length: \r\n",
        "content-length: 1\r\n folded: 1\r\n",
        "content-length:\r\n 1\r\n",
        "content-length : 1\r\n",
        "x-folded: 1\r\n\ttransfer-encoding: chunked\r\ncontent-length: 1\r\n",
        "transfer-encoding: gzip\r\n",
        "transfer-encoding: gzip, chunked\r\n",
        "transfer-encoding: chunked, gzip\r\n",
        "transfer-encoding: identity, chunked\r\n",
        "transfer-encoding: identity\r\ntransfer-encoding: chunked\r\n",
        "transfer-encoding: chunked\r\ntransfer-encoding: identity\r\n",
        "transfer-encoding: chunked\r\ntransfer-encoding: chunked\r\n",
        "transfer-encoding: chunked, chunked\r\n",
        "transfer-encoding: xchunked\r\n",
        "transfer-encoding: \"chunked\"\r\n",
        "transfer-encoding: chunked;q=1\r\n",
        "transfer-encoding: \x0bchunked\r\n",
        "transfer-encoding: \r\n",
        "transfer-encoding : chunked\r\n",
    ] {
        let answers = answers(&app, headers, "1\r\nx\r\n0\r\n\r\n").await;
        assert_eq!(answers.len(), 1, "{headers:?}: {answers:?}");
        let is_refused = answers[0].starts_with("400 ") && answers[0].contains("\"INVALID_REQUEST\"");
        assert!(is_refused && answers[0].contains("connection: close\r\n"), "{headers:?}: {answers:?}");
    }
    app.stop().await;
}

/// The HTTP library goes by the chunks, as it may (RFC 9112, 6.3), and does not tell us of the length: so nothing may follow.
#[tokio::test]
async fn after_a_body_with_a_length_and_chunks_nothing_follows() {
    let app = TestApp::start().await;
    for headers in [
        "content-length: 3\r\ntransfer-encoding: chunked\r\n",
        "transfer-encoding: chunked\r\ncontent-length: 3\r\n",
        "transfer-encoding: chunked\r\ncontent-length: 99\r\nconnection: keep-alive\r\n",
        "content-length: 11\r\ncontent-length: 11\r\ntransfer-encoding: chunked\r\n",
    ] {
        let answers = answers(&app, headers, "1\r\nx\r\n0\r\n\r\n").await;
        assert_eq!(answers.len(), 1, "{headers:?}: {answers:?}");
        assert!(answers[0].contains("connection: close\r\n"), "{headers:?}: {answers:?}");
    }
    app.stop().await;
}

/// Chunks that others may read as longer or shorter.
#[tokio::test]
async fn after_chunks_that_are_none_nothing_follows() {
    let app = TestApp::start().await;
    for body in [
        "1\nx\r\n0\r\n\r\n",
        "1\r\nx\n0\r\n\r\n",
        "0x1\r\nx\r\n0\r\n\r\n",
        "+1\r\nx\r\n0\r\n\r\n",
        "-1\r\nx\r\n0\r\n\r\n",
        "1;a=\"\n\"\r\nx\r\n0\r\n\r\n",
        "10000000000000001\r\nx\r\n0\r\n\r\n",
        "1\r\nxx\r\n0\r\n\r\n",
        "\r\n1\r\nx\r\n0\r\n\r\n",
    ] {
        let answers = answers(&app, "transfer-encoding: chunked\r\n", body).await;
        assert_eq!(answers.len(), 1, "{body:?}: {answers:?}");
        assert!(answers[0].starts_with("400 "), "{body:?}: {answers:?}");
    }
    app.stop().await;
}
