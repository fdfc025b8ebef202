//! A request has one time to wait, whatever it waits for, and however often.

use super::{assert_unavailable, hold_until_it_works};
use crate::support::{Answer, Ground, PostgresServer, Proxy, TestApp};
use futures_util::future::join_all;
use sqlx::{Connection, SqliteConnection};
use std::time::{Duration, Instant};
use tokio::time::sleep;

/// How long a request may wait in these tests.
const LIMIT_MS: u64 = 2_000;
/// Well before a second wait is over.
const AT_MOST: Duration = Duration::from_millis(LIMIT_MS + 500);

async fn timed(asked: impl Future<Output = Answer>) -> (Answer, Duration) {
    let begun = Instant::now();
    (asked.await, begun.elapsed())
}

/// A database so slow that reading the match takes half of the time, and the hold all of it again.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_read_and_then_a_write() {
    let server = PostgresServer::shared();
    let proxy = Proxy::start(server.address()).unwrap();
    let mut ground = Ground::at(&proxy.through(&server.create_database()));
    ground.config.database.timeout_ms = LIMIT_MS;
    // Nobody else uses the connections.
    ground.config.stream.poll_interval_ms = 3_600_000;
    let app = TestApp::start_on(ground).await;
    let (ann, match_id) = (app.visitor(), app.fixture.match_id);
    assert_eq!(ann.hold(match_id, app.fixture.seat(0, 0)).await.status, 201);
    // So long is what was read of the match as good as new.
    sleep(Duration::from_millis(1_100)).await;
    proxy.slow(Duration::from_millis(160));
    let (answer, took) = timed(ann.hold(match_id, app.fixture.seat(0, 1))).await;
    assert_unavailable(&answer);
    assert!(took < AT_MOST, "{took:?}");
    proxy.heal().unwrap();
    hold_until_it_works(&ann, match_id, app.fixture.seat(0, 1)).await;
    app.stop().await;
}

/// Somebody else is writing to the file: who waits in line and who waits for the file wait no longer than one of them.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_line_and_then_a_lock() {
    let mut ground = Ground::sqlite();
    ground.config.database.timeout_ms = LIMIT_MS;
    let app = TestApp::start_on(ground).await;
    let (ann, match_id) = (app.visitor(), app.fixture.match_id);
    let seats: Vec<_> = (0..3).map(|n| app.fixture.seat(0, n)).collect();
    for seat in &seats {
        assert_eq!(ann.hold(match_id, *seat).await.status, 201);
    }
    let mut other = SqliteConnection::connect(&app.config.database.url).await.unwrap();
    let writing = other.begin_with("BEGIN IMMEDIATE").await.unwrap();
    let all = seats.iter().zip(0..).map(async |(seat, n)| {
        // Who comes a little later has waited a little less when the line moves.
        sleep(Duration::from_millis(n * LIMIT_MS / 10)).await;
        timed(ann.complete(match_id, &[*seat])).await
    });
    for (answer, took) in join_all(all).await {
        assert_unavailable(&answer);
        assert!(took < AT_MOST, "{took:?}");
    }
    writing.rollback().await.unwrap();
    app.stop().await;
}
