//! A block that another instance is at.

use super::{POLICY, request_of};
use crate::support::{Fixture, Ground, SeatRequests};
use futures_util::future::{join_all, poll_immediate};
use jari_core::domain::UnixMillis;
use sqlx::{Connection, PgConnection};
use std::time::Duration;
use tokio::time::timeout;

const NOW: UnixMillis = UnixMillis(5_000_000);

/// On one thread, so that all have come before the first transaction begins, and share it.
#[tokio::test]
async fn it_delays_nobody_who_wants_another() {
    let mut ground = Ground::postgres();
    ground.config.database.timeout_ms = 20_000;
    let fixture = Fixture::open(ground.config.clone()).await;
    let store = &fixture.store.allocations;
    let mut other = PgConnection::connect(&ground.config.database.url).await.unwrap();
    let mut tx = other.begin().await.unwrap();
    sqlx::query("SELECT 1 FROM match_blocks WHERE match_id = $1 AND block_id = $2 FOR UPDATE")
        .bind(fixture.match_id.0)
        .bind(fixture.block(0).0)
        .execute(&mut *tx)
        .await
        .unwrap();

    let requests: Vec<_> = [0, 1, 0, 2, 1]
        .into_iter()
        .enumerate()
        .map(|(n, block)| (block, request_of(&fixture, &format!("cart{n}"), block, n, NOW)))
        .collect();
    let (mut theirs, mut others) = (Vec::new(), Vec::new());
    for (block, request) in &requests {
        let mut hold = Box::pin(store.hold(request, POLICY));
        assert!(poll_immediate(&mut hold).await.is_none());
        if *block == 0 { theirs.push(hold) } else { others.push(hold) }
    }
    let held = timeout(Duration::from_secs(10), join_all(others)).await.expect("they wait for nobody");
    assert!(held.iter().all(Result::is_ok), "{held:?}");
    for hold in &mut theirs {
        assert!(poll_immediate(hold).await.is_none());
    }
    // While these wait, whoever comes for another block is served.
    store.hold(&request_of(&fixture, "late", 1, 7, NOW), POLICY).await.unwrap();
    tx.rollback().await.unwrap();
    assert!(join_all(theirs).await.iter().all(Result::is_ok));
}
