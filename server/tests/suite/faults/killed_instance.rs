use crate::support::{Burst, Events, Ground, Instance};
use std::{
    collections::BTreeSet,
    time::{Duration, Instant},
};

/// How long it may take until nothing of a dead instance is left in Redis.
const REAPED_WITHIN: Duration = Duration::from_secs(60);

/// One of three instances is killed while everybody holds seats. Viewers on the others see every change, in order, once;
/// what the dead one acknowledged is there; and its group in Redis is removed.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_others_do_not_notice() {
    let ground = Ground::redis_sqlite();
    Instance::load_demo(&ground);
    let mut instances = [0, 1, 2].map(|_| Instance::start(&ground));
    let blocks = instances[0].visitor().get("/api/matches/2/blocks").await.json();
    let block = &blocks["data"]["blocks"][0]["id"];
    let shown = instances[0].visitor().get(&format!("/api/matches/2/blocks/{block}/seats")).await.json();
    let seats: Vec<_> =
        shown["data"]["seats"].as_array().unwrap().iter().filter_map(|seat| seat["id"].as_i64()).collect();

    let stream = format!("/api/matches/2/blocks/{block}/seats/stream");
    let mut viewers = Vec::new();
    for instance in &instances {
        let mut events = instance.visitor().follow(&stream, &[]).await;
        assert_eq!(events.next().await.unwrap().name, "init");
        viewers.push(events);
    }
    let redis = ground.redis.as_ref().unwrap();
    let groups = || groups(&redis.cli(&["XINFO", "GROUPS", "jari:{m2}:stream"]));
    until(|| groups() == 3).await;

    // Three people for each instance; those of the first lose theirs in the middle.
    let people = (0..9).map(|person| vec![instances[person % 3].visitor()]).collect();
    let burst = Burst::start(2, &seats, people);
    burst.acknowledged(seats.len() / 3).await;
    instances[0].kill();
    let held = burst.held().await;
    assert!(held.len() < seats.len(), "it was killed in the middle");

    let answer = instances[1].visitor().get(&format!("/api/matches/2/blocks/{block}/seats")).await;
    let after: BTreeSet<_> = answer.json()["data"]["seats"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|seat| seat["status"] == "HOLD")
        .filter_map(|seat| seat["id"].as_i64())
        .collect();
    assert!(held.is_subset(&after), "lost: {:?}", held.difference(&after));
    for events in &mut viewers[1..] {
        assert_eq!(seen(events, after.len()).await, after);
    }
    until(|| groups() == 2).await;
}

async fn until(condition: impl Fn() -> bool) {
    let begun = Instant::now();
    while !condition() {
        assert!(begun.elapsed() < REAPED_WITHIN, "it takes too long");
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}

/// The seats of so many updates, each of which is the next revision.
async fn seen(events: &mut Events, count: usize) -> BTreeSet<i64> {
    let mut seats = BTreeSet::new();
    for rev in 1..=count {
        let event = events.next().await.expect("the stream is open");
        assert_eq!(event.name, "update");
        assert!(event.id.as_deref().unwrap().ends_with(&format!("-{rev}")), "{rev}: {event:?}");
        seats.insert(event.data["data"]["seatId"].as_i64().unwrap());
    }
    seats
}

/// How many instances follow.
fn groups(told: &str) -> usize {
    told.lines().filter(|line| line.starts_with("instance:")).count()
}
