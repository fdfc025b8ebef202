//! An instance is told to stop while everybody is busy with it.

use crate::support::{Burst, Connection, Fixture, Ground, Instance, Seen, Stall, Visitor, WireViewer};
use reqwest::Client;
use std::{
    net::SocketAddr,
    time::{Duration, Instant},
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    time::{sleep, timeout},
};

/// Every seat of the first block is taken once, so that each viewer must see this many changes.
const SEATS: usize = 120;
const PEOPLE: usize = 4;
const VIEWERS: usize = 40;
/// Requests that are being worked on when it is told to stop.
const UNDER_WAY: usize = 8;

/// How long it waits for requests; the machine may be busy.
const SHUTDOWN_SECS: u64 = 30;
/// Streams end one after the other: the first and the last at least this far from each other.
const SPREAD: Duration = Duration::from_millis(200);

/// Its streams end, spread out and in time; what it works on is answered; it ends well. Viewers go on at the other
/// instance and miss nothing, and whoever was told that a seat is theirs has it.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_of_two_is_told_to_stop() {
    let ground = Ground::sqlite();
    let fixture = Fixture::open(ground.config.clone()).await;
    let shutdown = SHUTDOWN_SECS.to_string();
    let settings = [
        ("JARI_DATABASE_TIMEOUT_MS", "20000"),
        ("JARI_SHUTDOWN_SECS", &shutdown),
        ("JARI_POLL_INTERVAL_MS", "50"),
    ];
    let [mut leaving, staying] = [0, 1].map(|_| Instance::start_with(&ground, &settings));
    let block = format!("/api/matches/{}/blocks/{}/seats", fixture.match_id, fixture.block(0));
    let stream = format!("{block}/stream");
    let (from, to) = (leaving.address(), staying.address());
    let mut viewers = Vec::new();
    for _ in 0..VIEWERS {
        let viewer = viewer(from, &stream).await;
        viewers.push(tokio::spawn(move_on(viewer, to, stream.clone())));
    }
    let mut resident = viewer(to, &stream).await;

    let mut people = Vec::new();
    for _ in 0..PEOPLE {
        let client = Client::builder().cookie_store(true).no_proxy().build().unwrap();
        let at = [&leaving, &staying].map(|at| Visitor::with(client.clone(), at.base.clone()));
        // A session, before anything can go wrong.
        at[1].get("/api/matches").await;
        people.push(at.to_vec());
    }
    let seats: Vec<_> = (0..SEATS).map(|seat| fixture.seat(0, seat).0).collect();
    let burst = Burst::start(fixture.match_id.0, &seats, people);
    let mut under_way = Vec::new();
    for seat in 0..UNDER_WAY {
        let path =
            format!("/api/matches/{}/allocation/seats/{}/hold", fixture.match_id, fixture.seat(1, seat));
        under_way.push(Request::prepare(from, path).await);
    }
    burst.acknowledged(SEATS / 4).await;

    let stall = Stall::begin(&ground).await;
    for request in &mut under_way {
        request.send().await;
    }
    let all_read = async {
        while !under_way.iter().all(Request::is_read) {
            sleep(Duration::from_millis(10)).await;
        }
    };
    timeout(super::PATIENCE, all_read).await.expect("it works on them within the time");
    leaving.terminate();
    let told = Instant::now();
    let mut ended = Vec::new();
    let mut moving = Vec::new();
    for viewer in viewers {
        let (end, moved) = viewer.await.unwrap();
        ended.push(end);
        moving.push(moved);
    }
    let (first, last) = (ended.iter().min().unwrap(), ended.iter().max().unwrap());
    assert!(*last - told < Duration::from_secs(SHUTDOWN_SECS), "{:?}", *last - told);
    assert!(*last - *first >= SPREAD, "all in {:?}", *last - *first);
    assert!(TcpStream::connect(from).await.is_err(), "nobody is let in any more");
    stall.end().await;
    for request in under_way {
        let answer = request.answer().await;
        assert!(answer.starts_with("HTTP/1.1 201 "), "{answer}");
    }
    assert_eq!(leaving.ended().await.code(), Some(0));

    // All that was asked for was acknowledged, in the end by the other instance.
    assert_eq!(burst.held().await.len(), SEATS);
    let truth = Seen::of_store(&staying.visitor(), &block).await;
    assert!(truth.seats.len() == SEATS && truth.seats.values().all(|status| status == "HOLD"));
    assert_eq!(truth.rev(), SEATS as u64);
    let other = staying.visitor().seats(fixture.match_id, fixture.block(1)).await;
    assert_eq!(other.as_array().unwrap().iter().filter(|seat| seat["status"] == "HOLD").count(), UNDER_WAY);
    for viewer in moving.iter_mut().chain([&mut resident]) {
        assert!(viewer.read(|viewer| viewer.seen.id == truth.id).await);
        assert_eq!(viewer.seen, truth);
        // Each change came once, and all of them in two streams.
        assert_eq!((viewer.inits, viewer.updates), (1, SEATS));
    }
}

/// One who has seen everything so far.
async fn viewer(at: SocketAddr, stream: &str) -> WireViewer {
    let mut viewer = WireViewer::connect(at, stream).await.unwrap();
    assert!(viewer.read(|viewer| viewer.inits == 1).await);
    viewer
}

/// Watches until the stream ends, and goes on elsewhere; answers when that was.
async fn move_on(mut viewer: WireViewer, to: SocketAddr, stream: String) -> (Instant, WireViewer) {
    assert!(!viewer.read(|_| false).await);
    let ended = Instant::now();
    viewer.reconnect(to, &stream).await.unwrap();
    (ended, viewer)
}

/// A request on a connection that has been used before, so that somebody listens at the other end.
struct Request {
    socket: TcpStream,
    path: String,
    server: SocketAddr,
    cookie: String,
}

impl Request {
    async fn prepare(server: SocketAddr, path: String) -> Self {
        let socket = TcpStream::connect(server).await.unwrap();
        let mut this = Self { socket, path, server, cookie: String::new() };
        // A session, without which nothing may be changed, and no body after it.
        this.socket.write_all(b"HEAD /api/matches HTTP/1.1\r\nhost: jari\r\n\r\n").await.unwrap();
        let mut answer = String::new();
        while !answer.contains("\r\n\r\n") {
            let mut piece = [0; 4 * 1024];
            let read = this.socket.read(&mut piece).await.unwrap();
            answer.push_str(std::str::from_utf8(&piece[..read]).unwrap());
        }
        assert!(answer.starts_with("HTTP/1.1 200 "), "{answer}");
        let cookie = answer.lines().find_map(|line| line.strip_prefix("set-cookie: "));
        this.cookie = cookie.and_then(|cookie| cookie.split(';').next()).expect("a session").to_owned();
        this
    }

    async fn send(&mut self) {
        let (path, cookie) = (&self.path, &self.cookie);
        let head =
            format!("POST {path} HTTP/1.1\r\nhost: jari\r\ncookie: {cookie}\r\ncontent-length: 0\r\n\r\n");
        self.socket.write_all(head.as_bytes()).await.unwrap();
    }

    fn is_read(&self) -> bool {
        let port = self.socket.local_addr().unwrap().port();
        Connection::find("self", self.server.port(), port).expect("it is connected").unread == 0
    }

    /// All that comes until the connection is closed, as it is after its last answer.
    async fn answer(mut self) -> String {
        let mut answer = String::new();
        let read = self.socket.read_to_string(&mut answer);
        timeout(super::PATIENCE, read).await.expect("an answer within the time").unwrap();
        let (head, body) = answer.split_once("\r\n\r\n").expect("a head");
        assert!(head.contains(&format!("content-length: {}", body.len())), "{answer}");
        answer
    }
}
