//! Readers that take nothing.

use crate::{
    observed,
    support::{Events, TestApp},
};
use app::{
    domain::{HoldPolicy, HolderId, UnixMillis},
    ports::SeatRequest,
};
use std::collections::BTreeMap;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpSocket, TcpStream},
};

/// A viewer who has sent the request and reads nothing.
async fn stalled(app: &TestApp) -> TcpStream {
    let socket = TcpSocket::new_v4().unwrap();
    socket.set_recv_buffer_size(4 * 1024).unwrap();
    let mut socket = socket.connect(app.address).await.unwrap();
    let request = format!("GET {} HTTP/1.1\r\nhost: jari\r\n\r\n", app.stream_path(0));
    socket.write_all(request.as_bytes()).await.unwrap();
    socket
}

/// More changes than the system keeps for a reader, but few enough to be made in some seconds.
const ROUNDS: u64 = 12;
const LAST: u64 = ROUNDS * 120 * 2;

/// Holds and releases every seat of the first block again and again, as another instance would.
async fn rush(app: &TestApp) {
    let policy = HoldPolicy { ttl_millis: 1_000_000, max_holds: 0 };
    for _ in 0..ROUNDS {
        for seat in 0..120 {
            let request = SeatRequest {
                match_id: app.fixture.match_id,
                block_id: app.fixture.block(0),
                seat_id: app.fixture.seat(0, seat),
                holder: HolderId::from_verified("ann"),
                now: UnixMillis(5_000_000),
            };
            app.fixture.store.allocations.hold(&request, policy).await.unwrap();
            app.fixture.store.allocations.release(&request).await.unwrap();
        }
    }
}

/// Reads until the last update.
async fn read_all(events: &mut Events) {
    loop {
        let event = events.next().await.expect("the stream is open");
        if event.id.unwrap().ends_with(&format!("-{LAST}")) {
            return;
        }
    }
}

/// Others are not held up; when it wakes it gets the latest state, and not all that it has missed.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_that_wakes_gets_the_latest_state() {
    let app = TestApp::start_with(|config| config.http.stall_secs = 600, |store| store).await;
    let mut sleeper = stalled(&app).await;
    let mut awake = app.visitor().follow(&app.stream_path(0), &[]).await;
    assert_eq!(awake.next().await.unwrap().name, "init");
    tokio::join!(rush(&app), read_all(&mut awake));

    let mut text = String::new();
    let mut piece = vec![0; 64 * 1024];
    while !text.contains(&format!("-{LAST}\nevent: update\n")) || !text.ends_with("\n\n") {
        let read = sleeper.read(&mut piece).await.unwrap();
        assert_ne!(read, 0, "it is still connected");
        text.push_str(std::str::from_utf8(&piece[..read]).unwrap());
    }
    let told = text.matches("event: update").count();
    assert!(told < LAST as usize / 2, "{told} updates of {LAST}");
    // Revisions only go forward, and what they lead to is what there is.
    let mut revs = Vec::new();
    let mut states = BTreeMap::new();
    for event in text.split("\n\n").filter(|event| event.contains("event: update")) {
        let line = |name: &str| event.lines().find_map(|line| line.strip_prefix(name)).unwrap();
        revs.push(line("id: ").split_once('-').unwrap().1.parse::<u64>().unwrap());
        let data: serde_json::Value = serde_json::from_str(line("data: ")).unwrap();
        states.insert(data["data"]["seatId"].as_i64().unwrap(), data["data"]["status"].clone());
    }
    assert!(revs.is_sorted());
    assert!(states.len() == 120 && states.values().all(|status| status == "AVAILABLE"));
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_that_does_not_wake_is_let_go() {
    let app = TestApp::start_with(|config| config.http.stall_secs = 1, |store| store).await;
    let _sleeper = stalled(&app).await;
    let mut awake = app.visitor().follow(&app.stream_path(0), &[]).await;
    assert_eq!(awake.next().await.unwrap().name, "init");
    tokio::join!(rush(&app), read_all(&mut awake));
    // The one that reads stays.
    let stalled = "jari_streams_ended_total{reason=\"stalled\"}";
    let left = observed::until(&app, |series| series.get(stalled) == 1.0).await;
    assert_eq!(left.get("jari_streams_ended_total{reason=\"gone\"}"), 0.0);
    app.stop().await;
}

/// Who hangs up is noticed although nothing is written to them.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_that_hangs_up_is_noticed_at_once() {
    let app = TestApp::start().await;
    let viewer = stalled(&app).await;
    observed::until(&app, |series| series.sum("jari_stream_viewers{") == 1.0).await;
    drop(viewer);
    observed::until(&app, |series| series.sum("jari_stream_viewers{") == 0.0).await;
    app.stop().await;
}
