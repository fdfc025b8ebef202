//! Following: what is told, what is kept for it, and what becomes of it.

use super::ground::{Ground, until};
use crate::support::SeatRequests;
use jari_core::{
    domain::SeatStatus,
    ports::{AllocationEvents, StoreError},
};
use std::sync::Arc;
use tokio_util::sync::CancellationToken;

fn groups(ground: &Ground) -> Vec<String> {
    let told = ground.server.cli(&["XINFO", "GROUPS", &ground.key("stream")]);
    told.lines().filter(|line| line.starts_with("instance:")).map(str::to_owned).collect()
}

async fn next(events: &mut Box<dyn AllocationEvents>) -> Vec<(u64, SeatStatus)> {
    let told = events.next().await.unwrap();
    told.iter().map(|event| (event.change.rev.0, event.change.status)).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_follower_is_told_every_change_in_order() {
    let ground = Ground::start().await;
    let (one, two) = (ground.instance().await, ground.instance().await);
    let id = ground.fixture.match_id;
    // An instance may follow a match twice, too.
    let mut all = [
        one.events.subscribe(id).await.unwrap(),
        one.events.subscribe(id).await.unwrap(),
        two.events.subscribe(id).await.unwrap(),
    ];
    ground.hold(&one, "ann", 0, 0).await.unwrap();
    two.allocations.release(&ground.request("ann", 0, 0)).await.unwrap();
    ground.hold(&two, "bob", 0, 0).await.unwrap();
    ground.complete(&*one.allocations, "bob", &[(0, 0)]).await.unwrap();
    let epoch = ground.epoch(&one).await;
    for events in &mut all {
        let mut told = Vec::new();
        while told.len() < 5 {
            let some = events.next().await.unwrap();
            assert!(
                some.iter().all(|event| event.epoch == epoch && event.block_id == ground.fixture.block(0))
            );
            told.extend(some.iter().map(|event| (event.change.rev.0, event.change.status)));
        }
        use SeatStatus::{Available, Hold, Occupied, Reserved};
        assert_eq!(told, [(1, Hold), (2, Available), (3, Hold), (4, Reserved), (5, Occupied)]);
        assert_eq!(next(events).await, [], "nothing in a quiet second");
    }
    assert_eq!(groups(&ground).len(), 3);
    for events in all {
        events.close().await;
    }
    assert_eq!(groups(&ground), [""; 0]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_trimmed_stream_shows_in_the_revisions() {
    let mut ground = Ground::start_with(&["--stream-node-max-entries", "5"]).await;
    ground.config.stream_maxlen = 10;
    let redis = ground.instance().await;
    let mut events = redis.events.subscribe(ground.fixture.match_id).await.unwrap();
    for _ in 0..50 {
        ground.hold(&redis, "ann", 0, 0).await.unwrap();
        redis.allocations.release(&ground.request("ann", 0, 0)).await.unwrap();
    }
    let told = next(&mut events).await;
    assert!(told[0].0 > 1, "{told:?}");
    assert_eq!(told.last().unwrap().0, 100);
    assert!(told.windows(2).all(|pair| pair[0].0 + 1 == pair[1].0));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_group_that_is_gone_or_an_entry_of_somebody_elses_ends_it() {
    let ground = Ground::start().await;
    let redis = ground.instance().await;
    let mut events = redis.events.subscribe(ground.fixture.match_id).await.unwrap();
    ground.server.cli(&["XADD", &ground.key("stream"), "*", "epoch", "x", "block", "?"]);
    assert!(matches!(events.next().await, Err(StoreError::Inconsistent(_))));
    events.close().await;
    let mut events = redis.events.subscribe(ground.fixture.match_id).await.unwrap();
    ground.server.cli(&["FLUSHALL"]);
    until("it learns of it", async || matches!(events.next().await, Err(StoreError::Unavailable(_)))).await;
    // The next subscription finds the match built anew.
    let mut events = redis.events.subscribe(ground.fixture.match_id).await.unwrap();
    ground.hold(&redis, "ann", 0, 0).await.unwrap();
    assert_eq!(next(&mut events).await, [(1, SeatStatus::Hold)]);
    assert!(redis.events.subscribe(jari_core::domain::MatchId(9_999)).await.is_err());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn groups_go_with_their_instance() {
    let ground = Ground::start().await;
    let (one, two) = (ground.instance().await, ground.instance().await);
    let shutdown = CancellationToken::new();
    let chores = tokio::spawn(Arc::clone(&one.chores).run(shutdown.clone()));
    let living = one.events.subscribe(ground.fixture.match_id).await.unwrap();
    // Dropped without a word, as by a task that is cancelled, and an instance that never showed that it lives.
    drop(one.events.subscribe(ground.fixture.match_id).await.unwrap());
    let dead = two.events.subscribe(ground.fixture.match_id).await.unwrap();
    assert_eq!(groups(&ground).len(), 3);
    // The reaper looks every ten seconds, and removes what it has seen twice.
    until("it is reaped", async || groups(&ground).len() == 1).await;
    assert!(ground.server.cli(&["KEYS", "jari:instance:*"]).lines().count() == 1);
    shutdown.cancel();
    chores.await.unwrap();
    // Whoever leaves takes its groups and its sign of life along.
    assert_eq!(groups(&ground), [""; 0]);
    assert_eq!(ground.server.cli(&["KEYS", "jari:instance:*"]), "");
    drop((living, dead));
}
