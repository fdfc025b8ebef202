//! A plain connection, by hand.

use crate::support::TestApp;
use std::time::Duration;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpSocket, TcpStream},
    time::timeout,
};

/// The longest that a test waits for the server.
const PATIENCE: Duration = Duration::from_secs(10);

/// Somebody who has connected.
pub(super) struct Caller(TcpStream);

impl Caller {
    /// From this machine's usual address.
    pub(super) async fn new(app: &TestApp) -> Self {
        Self::from("127.0.0.1", app).await
    }

    /// From another one.
    pub(super) async fn from(address: &str, app: &TestApp) -> Self {
        let socket = TcpSocket::new_v4().unwrap();
        socket.bind(format!("{address}:0").parse().unwrap()).unwrap();
        Self(socket.connect(app.address).await.unwrap())
    }

    /// A connection that the test has begun.
    pub(super) const fn of(socket: TcpStream) -> Self {
        Self(socket)
    }

    /// Asks, and reads until the answer has this in it.
    pub(super) async fn ask(&mut self, path: &str, until: &str) -> String {
        self.send(path).await;
        let mut text = String::new();
        timeout(PATIENCE, async {
            while !text.contains(until) {
                let mut piece = [0; 4096];
                let read = self.0.read(&mut piece).await.unwrap();
                assert_ne!(read, 0, "hung up after {text:?}");
                text.push_str(&String::from_utf8_lossy(&piece[..read]));
            }
        })
        .await
        .expect("an answer within the time");
        text
    }

    /// Asks without waiting for the answer.
    pub(super) async fn send(&mut self, path: &str) {
        self.0.write_all(format!("GET {path} HTTP/1.1\r\nhost: jari\r\n\r\n").as_bytes()).await.unwrap();
    }

    /// All that comes until the server hangs up, in whatever way.
    pub(super) async fn rest(mut self) -> String {
        let mut rest = Vec::new();
        let read = timeout(PATIENCE, self.0.read_to_end(&mut rest)).await;
        let _broken_off = read.expect("the server hangs up within the time");
        String::from_utf8_lossy(&rest).into_owned()
    }

    /// Asks for whether the server lives, on a connection that stays open; false if there is no place for it.
    pub(super) async fn has_place(&mut self) -> bool {
        let answer = self.ask("/health/live", "\r\n\r\n").await;
        answer.starts_with("HTTP/1.1 200 ")
    }

    /// Comes again and again until there is a place.
    pub(super) async fn until_there_is_a_place(app: &TestApp) -> Self {
        timeout(PATIENCE, async {
            loop {
                let mut caller = Self::new(app).await;
                if caller.has_place().await {
                    return caller;
                }
            }
        })
        .await
        .expect("a place is given back in time")
    }
}
