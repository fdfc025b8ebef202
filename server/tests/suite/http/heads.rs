//! Heads of requests that cannot be read.

use crate::support::TestApp;
use std::{fmt::Write, time::Duration};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    time::timeout,
};

/// Sends this, and reads what comes until the server hangs up.
async fn answer(app: &TestApp, sent: &str) -> String {
    let (mut from, mut to) = TcpStream::connect(app.address).await.unwrap().into_split();
    let sent = sent.to_owned();
    let sender = tokio::spawn(async move {
        // It may be hung up on before it has said all.
        let _ = to.write_all(sent.as_bytes()).await;
        to
    });
    let mut answer = Vec::new();
    let read = timeout(Duration::from_secs(10), from.read_to_end(&mut answer)).await;
    read.expect("the server hangs up").unwrap();
    let mut to = sender.await.unwrap();
    // A connection that is closed while something is left unread is reset, and a reset may overtake the answer.
    assert!(to.write_all(b"x").await.is_ok(), "the server hears out who still speaks");
    String::from_utf8(answer).unwrap()
}

fn assert_refused(answer: &str, status: u16, code: &str) {
    let (head, body) = answer.split_once("\r\n\r\n").unwrap_or_else(|| panic!("{answer:?}"));
    assert!(head.starts_with(&format!("HTTP/1.1 {status} ")), "{head}");
    let body: serde_json::Value = serde_json::from_str(body).unwrap();
    assert_eq!((body["status"].as_u64(), body["code"].as_str()), (Some(status.into()), Some(code)));
    assert!(!body["message"].as_str().unwrap().is_empty());
}

/// Early: the head has no end yet.
#[tokio::test]
async fn a_head_that_is_too_large_is_refused_before_it_ends() {
    let app = TestApp::start().await;
    let begun = "GET /api/matches HTTP/1.1\r\nhost: jari\r\nx-large: ";
    assert_refused(&answer(&app, &format!("{begun}{}", "x".repeat(17_000))).await, 431, "HEAD_TOO_LARGE");
    // It is told even though it goes on for longer than anybody reads of a head.
    assert_refused(&answer(&app, &format!("{begun}{}", "x".repeat(75_000))).await, 431, "HEAD_TOO_LARGE");
    let mut many = "GET /api/matches HTTP/1.1\r\nhost: jari\r\n".to_owned();
    for number in 0..200 {
        write!(many, "x-{number}: 1\r\n").unwrap();
    }
    assert_refused(&answer(&app, &format!("{many}\r\n")).await, 431, "HEAD_TOO_LARGE");
    // What is large and yet a head is read.
    let large = format!("{begun}{}\r\nconnection: close\r\n\r\n", "x".repeat(15_000));
    assert!(answer(&app, &large).await.starts_with("HTTP/1.1 200 "));
    app.stop().await;
}

#[tokio::test]
async fn a_head_that_is_none_is_refused_in_the_same_words() {
    let app = TestApp::start().await;
    for malformed in ["hello\r\n\r\n", "GET /\u{7f} HTTP/1.1\r\n\r\n", "GET / HTTP/1.1\r\nno colon\r\n\r\n"] {
        assert_refused(&answer(&app, malformed).await, 400, "INVALID_REQUEST");
    }
    // Also after a request that was one.
    let after = answer(&app, "GET /health/live HTTP/1.1\r\nhost: jari\r\n\r\nhello\r\n\r\n").await;
    let (first, second) = after.split_once("ok").unwrap_or_else(|| panic!("{after}"));
    assert!(first.starts_with("HTTP/1.1 200 "), "{first}");
    assert_refused(second, 400, "INVALID_REQUEST");
    app.stop().await;
}
