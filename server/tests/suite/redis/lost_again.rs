//! A match that Redis loses while it is being built.

use super::{
    faulty_ledger::{MANY, faulty},
    ground::{Ground, until},
};
use std::{sync::Arc, time::Duration};
use tokio::time::sleep;

/// Whoever finds it lost may not be content with a look at it, or a building of it, that had begun before it was lost: he would
/// be told that there is no such seat.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_finds_it_lost_is_served_by_a_building_that_begins_then() {
    let mut ground = Ground::start().await;
    ground.config.timeout_ms = 5_000;
    let (redis, ledger) = faulty(&ground).await;
    let ground = Arc::new(ground);
    let hold = |cart: &'static str, seat| {
        let (ground, redis) = (Arc::clone(&ground), redis.clone());
        tokio::spawn(async move { ground.hold(&redis, cart, 0, seat).await })
    };
    // The first builds it, and asks the ledger once more when it is there.
    ledger.set_reads(1);
    let first = hold("ann", 0);
    ledger.was_asked(2).await;
    let tried = || {
        let stats = ground.server.cli(&["INFO", "commandstats"]);
        let evalsha = stats.lines().find(|line| line.starts_with("cmdstat_evalsha:")).unwrap().to_owned();
        evalsha.split(['=', ',']).nth(1).unwrap().parse::<u32>().unwrap()
    };
    ground.server.cli(&["FLUSHDB"]);
    let before = tried();
    let second = hold("bob", 1);
    until("the second finds it lost", async || tried() > before).await;
    // Nothing tells from outside that it waits now; if it does not yet, this test asks for less, and does not fail.
    sleep(Duration::from_millis(100)).await;
    ledger.set_reads(MANY);
    let held = second.await.unwrap();
    assert!(held.is_ok(), "{held:?}");
    drop(first.await);
}
