//! Requests that do not say for whom they are, or say it twice.

use crate::support::TestApp;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

#[tokio::test]
async fn a_request_names_one_host() {
    let app = TestApp::start().await;
    for (head, status) in [
        ("GET /api/matches HTTP/1.1\r\nhost: jari\r\n", "200"),
        ("GET /api/matches HTTP/1.0\r\n", "200"),
        ("GET /api/matches HTTP/1.1\r\n", "400"),
        ("GET / HTTP/1.1\r\n", "400"),
        ("GET /pkg/jari.css HTTP/1.1\r\n", "400"),
        ("GET /api/matches HTTP/1.1\r\nhost: jari\r\nhost: jari\r\n", "400"),
        ("GET /api/matches HTTP/1.1\r\nhost: jari\r\nHost: evil.example\r\n", "400"),
        ("GET /api/matches HTTP/1.1\r\nhost: jari/path\r\n", "400"),
    ] {
        let mut socket = TcpStream::connect(app.address).await.unwrap();
        socket.write_all(format!("{head}connection: close\r\n\r\n").as_bytes()).await.unwrap();
        let mut answer = String::new();
        socket.read_to_string(&mut answer).await.unwrap();
        assert_eq!(answer.split(' ').nth(1), Some(status), "{head:?}: {answer}");
        assert_eq!(answer.contains("\"code\":\"INVALID_HOST\""), status == "400", "{answer}");
    }
    app.stop().await;
}
