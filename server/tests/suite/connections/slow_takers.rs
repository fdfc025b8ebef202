//! Clients that take what they are sent, but so slowly that they would never have taken all.

use super::{
    Caller, Identity,
    http2::{Narrow, piece},
};
use crate::{
    observed,
    support::{TestApp, write_site},
};
use server::{config::Config, site::Site};
use std::{pin::pin, time::Duration};
use tempfile::TempDir;
use tokio::{
    io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt},
    net::TcpSocket,
    time::{sleep, timeout},
};

/// More than the system keeps for a client, in bytes.
const FILE: usize = 12 * 1024 * 1024;
const PATH: &str = "/large.svg";

/// The longest that a test waits for the server.
const PATIENCE: Duration = Duration::from_secs(20);

/// A site with a file of that size.
fn site(folder: &TempDir) -> Site {
    write_site(folder.path(), &[("large.svg", &vec![b' '; FILE])]);
    Site::open(folder.path(), None).unwrap()
}

/// Whoever takes nothing would be let go much later, so that this is not what is seen.
fn settings(config: &mut Config) {
    config.http.answer_timeout_secs = 2;
    config.http.stall_secs = 3_600;
}

/// A plain connection with a small buffer for what it receives.
async fn plain(app: &TestApp) -> tokio::net::TcpStream {
    let socket = TcpSocket::new_v4().unwrap();
    socket.set_recv_buffer_size(4 * 1024).unwrap();
    socket.connect(app.address).await.unwrap()
}

async fn ask(socket: &mut (impl AsyncWrite + Unpin)) {
    socket.write_all(format!("GET {PATH} HTTP/1.1\r\nhost: jari\r\n\r\n").as_bytes()).await.unwrap();
}

/// Takes a little, again and again.
async fn drip(mut socket: impl AsyncRead + Unpin) {
    let mut little = [0; 2_048];
    while socket.read(&mut little).await.is_ok_and(|read| read > 0) {
        sleep(Duration::from_millis(50)).await;
    }
}

/// It has the one place that there is, until it is let go.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_takes_an_answer_bit_by_bit_is_let_go() {
    let folder = TempDir::new().unwrap();
    let one = |config: &mut Config| {
        settings(config);
        config.connections.max_connections = 1;
    };
    let app = TestApp::start_with_site(site(&folder), one).await;
    let mut socket = plain(&app).await;
    ask(&mut socket).await;
    let mut dripping = pin!(drip(socket));
    tokio::select! {
        () = &mut dripping => panic!("it is hung up on before all that was sent to it has come"),
        _place = Caller::until_there_is_a_place(&app) => {}
    }
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_same_where_it_is_encrypted() {
    let (folder, identity) = (TempDir::new().unwrap(), Identity::new());
    let app = identity.serve_site(&folder, site(&folder), settings).await;
    let mut socket = identity.connect(&app, "http/1.1").await;
    ask(&mut socket).await;
    // The system keeps little for an encrypted connection, so the end comes soon after it.
    timeout(PATIENCE, drip(socket)).await.expect("it is hung up on");
    app.stop().await;
}

/// Over HTTP/2 only its request is ended.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_same_of_one_request_of_many() {
    let (folder, identity) = (TempDir::new().unwrap(), Identity::new());
    let app = identity.serve_site(&folder, site(&folder), settings).await;
    let mut narrow = Narrow::connect(&identity, &app).await;
    let mut stream = narrow.get(&app, &app.stream_path(0)).await;
    let mut body = narrow.get(&app, PATH).await;
    let dripped = timeout(PATIENCE, async {
        let mut taken = 0;
        while let Some(Ok(piece)) = piece(&mut body).await {
            taken += piece.len();
            sleep(Duration::from_millis(50)).await;
        }
        taken
    });
    let taken = dripped.await.expect("it is ended");
    assert!(taken < FILE / 10, "{taken}");
    // What a stream is sent has no end, and may be taken for longer.
    while !std::str::from_utf8(&piece(&mut stream).await.unwrap().unwrap()).unwrap().contains("heartbeat") {}
    narrow.until_answered(&app, "/health/live").await;
    app.stop().await;
}

/// The time is for one answer, and counts while there is something to take.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_takes_it_in_time_may_ask_again() {
    let (folder, identity) = (TempDir::new().unwrap(), Identity::new());
    let plain_app = TestApp::start_with_site(site(&folder), settings).await;
    takes_two(plain(&plain_app).await).await;
    plain_app.stop().await;
    let app = identity.serve_site(&folder, site(&folder), settings).await;
    takes_two(identity.connect(&app, "http/1.1").await).await;
    app.stop().await;
}

async fn takes_two(mut socket: impl AsyncRead + AsyncWrite + Unpin) {
    let mut whole = vec![0; FILE];
    for _ in 0..2 {
        ask(&mut socket).await;
        let mut head = Vec::new();
        while !head.ends_with(b"\r\n\r\n") {
            head.push(socket.read_u8().await.unwrap());
        }
        assert!(head.starts_with(b"HTTP/1.1 200 "));
        // It has to wait, and the whole takes less than the time.
        sleep(Duration::from_millis(500)).await;
        timeout(PATIENCE, socket.read_exact(&mut whole)).await.expect("in time").unwrap();
        // Longer than the time.
        sleep(Duration::from_millis(2_500)).await;
    }
}

/// Also of a stream.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_leaves_no_room_at_all_is_let_go() {
    let (folder, identity) = (TempDir::new().unwrap(), Identity::new());
    let one = |config: &mut Config| {
        config.http.stall_secs = 2;
        config.connections.max_requests_per_address = 1;
    };
    let app = identity.serve_site(&folder, site(&folder), one).await;
    for path in [PATH, &app.page(0)] {
        let mut closed = Narrow::open(&identity, app.address, 0).await;
        let _untaken = closed.get(&app, path).await;
        let mut other = Narrow::connect(&identity, &app).await;
        other.until_answered(&app, "/health/live").await;
    }
    let mut closed = Narrow::open(&identity, app.address, 0).await;
    let _untaken = closed.get(&app, &app.stream_path(0)).await;
    let stalled = "jari_streams_ended_total{reason=\"stalled\"}";
    observed::until(&app, |series| series.get(stalled) == 1.0).await;
    app.stop().await;
}
