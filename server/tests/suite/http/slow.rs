use crate::support::TestApp;
use std::time::{Duration, Instant};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    time::timeout,
};

#[tokio::test]
async fn who_does_not_send_a_request_is_let_go() {
    let app = TestApp::start_with(|config| config.http.head_timeout_secs = 1, |store| store).await;
    for begun in ["", "GET /api/matches HTTP/1.1\r\nhost: x\r\nx-slow: "] {
        let mut socket = TcpStream::connect(app.address).await.unwrap();
        socket.write_all(begun.as_bytes()).await.unwrap();
        let mut rest = Vec::new();
        let ended = timeout(Duration::from_secs(5), socket.read_to_end(&mut rest)).await;
        assert!(ended.is_ok(), "the server closes the connection after {begun:?}");
    }
    app.stop().await;
}

/// A stream is an answer that goes on, not a client that is slow to ask.
#[tokio::test]
async fn an_open_stream_is_not_let_go() {
    let app = TestApp::start_with(
        |config| {
            config.http.head_timeout_secs = 1;
            config.stream.heartbeat_secs = 3;
        },
        |store| store,
    )
    .await;
    let mut events = app.visitor().follow(&app.stream_path(0), &[]).await;
    assert_eq!(events.next().await.unwrap().name, "init");
    // The first one belongs to the beginning.
    for _ in 0..2 {
        assert_eq!(events.next_of_any_kind().await.unwrap().name, "heartbeat");
    }
    app.stop().await;
}

/// The bytes come, but never all of them.
#[tokio::test]
async fn who_sends_a_body_byte_by_byte_is_let_go() {
    let app = TestApp::start_with(|config| config.http.body_timeout_secs = 1, |store| store).await;
    let ann = app.visitor();
    let cookie = ann.get("/api/matches").await.headers["set-cookie"].to_str().unwrap().to_owned();
    let cookie = cookie.split(';').next().unwrap();
    let complete = app.path("/allocation/seats/complete");
    for (path, framing) in [
        (complete.as_str(), "content-length: 2000"),
        (complete.as_str(), "transfer-encoding: chunked"),
        ("/fn/hold_seat", "content-length: 2000"),
    ] {
        let head = format!(
            "POST {path} HTTP/1.1\r\nhost: jari\r\ncookie: {cookie}\r\ncontent-type: application/json\r\n{framing}\r\n\r\n"
        );
        let (mut from, mut to) = TcpStream::connect(app.address).await.unwrap().into_split();
        to.write_all(head.as_bytes()).await.unwrap();
        let drip = tokio::spawn(async move {
            let piece: &[u8] = if framing.ends_with("chunked") { b"1\r\n \r\n" } else { b" " };
            while to.write_all(piece).await.is_ok() {
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
        });
        let (begun, mut answer) = (Instant::now(), Vec::new());
        let ended = timeout(Duration::from_secs(10), from.read_to_end(&mut answer)).await;
        let answer = String::from_utf8_lossy(&answer);
        assert!(ended.is_ok(), "it is let go after {:?}", begun.elapsed());
        assert!(answer.starts_with("HTTP/1.1 408 ") && answer.contains("\"REQUEST_TIMEOUT\""), "{answer}");
        drip.abort();
    }
    app.stop().await;
}
