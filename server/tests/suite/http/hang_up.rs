//! Whoever asks for a change and hangs up before the answer: what has begun is carried through all the same.

use crate::support::{Gates, HeldBack, TestApp};
use server::backend::Backend;
use std::{net::SocketAddr, sync::Arc, time::Duration};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    time::timeout,
};

/// A server whose changes wait, and that looks for nothing by itself.
async fn start(gates: &Arc<Gates>) -> TestApp {
    let wrap = |store: Backend| {
        let kept = HeldBack { inner: store.allocations, gates: Arc::clone(gates) };
        Backend { allocations: Arc::new(kept), ..store }
    };
    TestApp::start_with(|config| config.stream.poll_interval_ms = 3_600_000, wrap).await
}

/// A client of one request.
struct Client(TcpStream);

impl Client {
    async fn post(address: SocketAddr, path: &str, cookie: &str, body: &str) -> Self {
        let mut socket = TcpStream::connect(address).await.unwrap();
        let length = body.len();
        let head = format!(
            "POST {path} HTTP/1.1\r\nhost: jari\r\ncookie: {cookie}\r\ncontent-type: application/json\r\n\
             content-length: {length}\r\n\r\n{body}"
        );
        socket.write_all(head.as_bytes()).await.unwrap();
        Self(socket)
    }

    /// Hangs up, and waits until the server has let it go: nobody waits for the answer any more.
    async fn hang_up(mut self) {
        self.0.shutdown().await.unwrap();
        let mut answer = Vec::new();
        let read = timeout(Duration::from_secs(20), self.0.read_to_end(&mut answer)).await;
        assert_eq!(read.expect("the server lets it go").unwrap(), 0, "it was not answered");
    }
}

/// A session of its own, as its cookie.
async fn cookie(app: &TestApp) -> String {
    let answer = app.visitor().get("/api/matches").await;
    let set = answer.headers["set-cookie"].to_str().unwrap();
    set.split_once(';').unwrap().0.to_owned()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn viewers_learn_of_a_hold_whose_buyer_has_gone() {
    let gates = Gates::closed();
    let app = start(&gates).await;
    let seat = app.fixture.seat(0, 0);
    let mut events = app.visitor().follow(&app.stream_path(0), &[]).await;
    assert_eq!(events.next().await.unwrap().name, "init");

    let path = app.path(&format!("/allocation/seats/{seat}/hold"));
    let client = Client::post(app.address, &path, &cookie(&app).await, "").await;
    gates.has_come().await;
    gates.make_one().await;
    client.hang_up().await;
    gates.answer_one();
    assert_eq!(events.next_update().await, (seat.0, "HOLD".into()));
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_sale_comes_about_although_the_buyer_has_gone() {
    let gates = Gates::closed();
    let app = start(&gates).await;
    let (seat, cookie) = (app.fixture.seat(0, 0), cookie(&app).await);
    let mut events = app.visitor().follow(&app.stream_path(0), &[]).await;
    assert_eq!(events.next().await.unwrap().name, "init");
    let path = app.path(&format!("/allocation/seats/{seat}/hold"));
    let mut client = Client::post(app.address, &path, &cookie, "").await;
    gates.answer_one();
    gates.make_one().await;
    let mut answer = [0; 12];
    client.0.read_exact(&mut answer).await.unwrap();
    assert_eq!(&answer, b"HTTP/1.1 201");
    assert_eq!(events.next_update().await, (seat.0, "HOLD".into()));
    gates.has_come().await;

    let body = format!("{{\"seatIds\":[{seat}]}}");
    let client = Client::post(app.address, &app.path("/allocation/seats/complete"), &cookie, &body).await;
    gates.has_come().await;
    client.hang_up().await;
    gates.answer_one();
    gates.make_one().await;
    assert_eq!(events.next_update().await, (seat.0, "OCCUPIED".into()));
    app.stop().await;
}
