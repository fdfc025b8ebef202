//! Freeing what has run out where the store is far away, or where a row cannot be read.

use super::PATIENCE;
use crate::support::{Fixture, Ground, OPENS_AT, PostgresServer, Proxy, TestApp};
use sqlx::{Connection, PgConnection, SqliteConnection};
use std::time::{Duration, Instant};
use tokio::time::sleep;

/// A database that is 5 ms away, and many holds that end at once: all of them are freed, each under a revision of its own.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_store_far_away() {
    let server = PostgresServer::shared();
    let proxy = Proxy::start(server.address()).await;
    let url = server.create_database();
    let mut ground = Ground::at(&proxy.through(&url));
    ground.config.database.timeout_ms = 1_000;
    let app = TestApp::start_on(ground).await;
    let match_id = app.fixture.match_id.0;
    proxy.slow(Duration::from_micros(2_500));

    let mut db = PgConnection::connect(&url).await.unwrap();
    let mut tx = db.begin().await.unwrap();
    for statement in [
        "UPDATE match_blocks SET free = 0 WHERE match_id = $1",
        "UPDATE allocations SET status = 'HOLD', holder = 'gone', expires_at = 1 WHERE match_id = $1",
    ] {
        sqlx::query(statement).bind(match_id).execute(&mut *tx).await.unwrap();
    }
    tx.commit().await.unwrap();
    let begun = Instant::now();
    let all_are_free = "SELECT bool_and(free = total AND rev = total) FROM match_blocks WHERE match_id = $1";
    while !sqlx::query_scalar::<_, bool>(all_are_free).bind(match_id).fetch_one(&mut db).await.unwrap() {
        assert!(begun.elapsed() < PATIENCE, "they are never freed");
        sleep(Duration::from_millis(20)).await;
    }
    let gapless = "SELECT count(DISTINCT (block_id, rev)) FROM allocations WHERE match_id = $1 AND rev > 0";
    let revisions: i64 = sqlx::query_scalar(gapless).bind(match_id).fetch_one(&mut db).await.unwrap();
    let seats: usize = app.fixture.venue.blocks.iter().map(|block| block.seats.len()).sum();
    assert_eq!(usize::try_from(revisions), Ok(seats));
    app.stop().await;
}

/// What ran out first cannot be read: it is told, and what ran out later is freed.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_row_that_cannot_be_read() {
    let ground = Ground::sqlite();
    let fixture = Fixture::open(ground.config.clone()).await;
    let (match_id, unreadable, due) = (fixture.match_id.0, fixture.seat(0, 0), fixture.seat(1, 0));
    let mut db = SqliteConnection::connect(&ground.config.database.url).await.unwrap();
    for (seat, ends, rev) in [(unreadable, 1, -5), (due, 2, 1)] {
        sqlx::query(
            "UPDATE allocations SET status = 'HOLD', holder = 'gone', expires_at = $1, rev = $2
             WHERE match_id = $3 AND seat_id = $4",
        )
        .bind(ends)
        .bind(rev)
        .bind(match_id)
        .bind(seat.0)
        .execute(&mut db)
        .await
        .unwrap();
    }
    sqlx::query(
        "UPDATE match_blocks SET free = free - 1, rev = 1 WHERE match_id = $1 AND block_id IN ($2, $3)",
    )
    .bind(match_id)
    .bind(fixture.block(0).0)
    .bind(fixture.block(1).0)
    .execute(&mut db)
    .await
    .unwrap();
    let expire = || fixture.store.allocations.expire(OPENS_AT, 1);
    assert_eq!(expire().await.unwrap(), [(fixture.match_id, fixture.block(1))]);
    assert_eq!(expire().await.unwrap(), []);
}
