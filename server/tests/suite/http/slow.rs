use crate::support::TestApp;
use std::time::Duration;
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
