//! A server that cannot or will not: 503, never a success or a refusal that is not true.

use super::ground::{Ground, assert_unavailable, until};
use crate::support::SeatRequests;
use crate::support::servers::{Proxy, RedisServer};
use jari_core::domain::SeatStatus;
use std::time::Duration;
use tokio::time::{Instant, timeout};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_memory_nothing_is_held_and_nothing_half_done() {
    let ground = Ground::start().await;
    let redis = ground.instance().await;
    ground.hold(&redis, "ann", 0, 0).await.unwrap();
    let before = ground.snapshot(&redis, 0).await;
    ground.server.cli(&["CONFIG", "SET", "maxmemory", "1mb"]);
    assert_unavailable(ground.hold(&redis, "bob", 0, 1).await);
    assert_unavailable(redis.allocations.release(&ground.request("ann", 0, 0)).await);
    assert_unavailable(ground.complete(&*redis.allocations, "ann", &[(0, 0)]).await);
    assert_eq!(ground.snapshot(&redis, 0).await, before);
    assert!(ground.fixture.db.ledger.sold(ground.fixture.match_id).await.unwrap().is_empty());
    ground.server.cli(&["CONFIG", "SET", "maxmemory", "0"]);
    ground.hold(&redis, "bob", 0, 1).await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_replica_and_a_master_with_too_few_replicas_hold_nothing() {
    let ground = Ground::start().await;
    let redis = ground.instance().await;
    ground.hold(&redis, "ann", 0, 0).await.unwrap();
    ground.server.cli(&["CONFIG", "SET", "min-replicas-to-write", "1"]);
    assert_unavailable(ground.hold(&redis, "bob", 0, 1).await);
    assert_unavailable(redis.allocations.release(&ground.request("ann", 0, 0)).await);
    assert_eq!(ground.seat(&redis, 0, 1).await.0, SeatStatus::Available);
    ground.server.cli(&["CONFIG", "SET", "min-replicas-to-write", "0"]);
    ground.hold(&redis, "bob", 0, 1).await.unwrap();

    let master = RedisServer::start();
    ground.server.cli(&["CONFIG", "SET", "replica-read-only", "yes"]);
    ground.server.cli(&["REPLICAOF", "127.0.0.1", &master.port().to_string()]);
    assert_unavailable(ground.hold(&redis, "cho", 0, 2).await);
    ground.server.promote();
    until("it is a master again", async || ground.hold(&redis, "cho", 0, 2).await.is_ok()).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_that_pauses_is_unavailable_in_time_and_a_repeat_is_safe() {
    let mut ground = Ground::start().await;
    ground.config.timeout_ms = 300;
    let redis = ground.instance().await;
    ground.hold(&redis, "ann", 0, 0).await.unwrap();
    ground.server.cli(&["CLIENT", "PAUSE", "60000", "WRITE"]);
    let begun = Instant::now();
    assert_unavailable(ground.hold(&redis, "bob", 0, 1).await);
    assert!(begun.elapsed() < Duration::from_secs(2), "{:?}", begun.elapsed());
    ground.server.cli(&["CLIENT", "UNPAUSE"]);
    // Stopped as a whole, it answers no reader either.
    ground.server.pause();
    let begun = Instant::now();
    let read = redis.status.snapshot(ground.fixture.match_id, ground.fixture.block(0)).await;
    assert!(read.is_err());
    assert_unavailable(ground.hold(&redis, "bob", 0, 1).await);
    assert!(begun.elapsed() < Duration::from_secs(2), "{:?}", begun.elapsed());
    ground.server.resume();
    // The first may have been taken after all; its cart gets it in either case.
    until("it goes on", async || ground.hold(&redis, "bob", 0, 1).await.is_ok()).await;
    assert_eq!(ground.snapshot(&redis, 0).await.rev.0, 2);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_that_vanishes_without_a_word_is_found_again() {
    let mut ground = Ground::start().await;
    let proxy = Proxy::start(ground.server.address()).unwrap();
    ground.config.url = proxy.through(&ground.server.url());
    ground.config.timeout_ms = 300;
    let redis = ground.instance().await;
    let mut events = redis.events.subscribe(ground.fixture.match_id).await.unwrap();
    ground.hold(&redis, "ann", 0, 0).await.unwrap();
    assert_eq!(events.next().await.unwrap().len(), 1);
    proxy.black_hole();
    let begun = Instant::now();
    assert_unavailable(ground.hold(&redis, "bob", 0, 1).await);
    assert!(events.next().await.is_err(), "a follower learns of it");
    assert!(begun.elapsed() < Duration::from_secs(4), "{:?}", begun.elapsed());
    proxy.heal().unwrap();
    until("it goes on", async || ground.hold(&redis, "bob", 0, 1).await.is_ok()).await;
    assert_eq!(ground.seat(&redis, 0, 1).await.0, SeatStatus::Hold);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_crowd_at_a_server_that_is_gone_is_answered_in_time() {
    let mut ground = Ground::start().await;
    ground.config.timeout_ms = 500;
    let redis = ground.instance().await;
    ground.server.kill();
    let asks = (0..100).map(|seat| {
        let (redis, request) = (redis.clone(), ground.request(&format!("h{seat}"), 0, seat));
        async move { redis.allocations.hold(&request, super::ground::POLICY).await }
    });
    let asked = futures_util::future::join_all(asks);
    for answer in timeout(Duration::from_secs(4), asked).await.expect("answers in time") {
        assert_unavailable(answer);
    }
    ground.server.restart();
    until("it goes on", async || ground.hold(&redis, "ann", 0, 0).await.is_ok()).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_cannot_be_read_is_told_and_never_guessed() {
    let ground = Ground::start().await;
    let redis = ground.instance().await;
    ground.hold(&redis, "ann", 0, 0).await.unwrap();
    let (key, seat) = (ground.block_key(ground.fixture.block(0)), ground.fixture.seat(0, 1).to_string());
    ground.server.cli(&["HSET", &key, &seat, "?"]);
    let error = ground.hold(&redis, "bob", 0, 1).await.unwrap_err();
    assert!(error.to_string().contains("inconsistent"), "{error}");
    let read = redis.status.snapshot(ground.fixture.match_id, ground.fixture.block(0)).await;
    assert!(read.unwrap_err().to_string().contains("inconsistent"));
}

/// The server says no for a moment: a user is switched off and on again, or a password changed and changed back. What was
/// refused then is no reason to try no more.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_that_refuses_for_a_moment_is_asked_again() {
    let mut ground = Ground::start().await;
    ground.server.cli(&["ACL", "SETUSER", "jari", "on", ">secret", "~*", "&*", "+@all"]);
    ground.config.url = format!("redis://jari:secret@{}", ground.server.address());
    ground.config.timeout_ms = 300;
    let redis = ground.instance().await;
    ground.hold(&redis, "ann", 0, 0).await.unwrap();
    for (off, on) in [(["off"], ["on"]), (["resetpass"], [">secret"])] {
        ground.server.cli(&[&["ACL", "SETUSER", "jari"][..], &off].concat());
        ground.server.cli(&["CLIENT", "KILL", "USER", "jari"]);
        // Long enough for every try of the library's own.
        for _ in 0..8 {
            assert_unavailable(ground.hold(&redis, "bob", 0, 1).await);
        }
        assert!(redis.events.subscribe(ground.fixture.match_id).await.is_err());
        ground.server.cli(&[&["ACL", "SETUSER", "jari"][..], &on].concat());
        until("it goes on", async || ground.hold(&redis, "bob", 0, 1).await.is_ok()).await;
        redis.events.subscribe(ground.fixture.match_id).await.unwrap().close().await;
        redis.allocations.release(&ground.request("bob", 0, 1)).await.unwrap();
    }
}
