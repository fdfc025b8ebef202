//! What was acknowledged survives the process (I2), tried on the real binary.

use crate::support::{Burst, Ground, Instance, Visitor};
use serde_json::Value;
use std::collections::BTreeSet;

/// Every seat of a block with its state.
async fn seats(visitor: &Visitor, block: &Value) -> Vec<(i64, bool)> {
    let answer = visitor.get(&format!("/api/matches/2/blocks/{block}/seats")).await.json();
    let seats = answer["data"]["seats"].as_array().unwrap();
    seats.iter().map(|seat| (seat["id"].as_i64().unwrap(), seat["status"] == "HOLD")).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn acknowledged_holds_survive_a_kill() {
    let ground = Ground::sqlite();
    Instance::load_demo(&ground);
    let mut server = Instance::start(&ground);
    let blocks = server.visitor().get("/api/matches/2/blocks").await.json();
    let block = &blocks["data"]["blocks"][0]["id"];
    let all: Vec<_> = seats(&server.visitor(), block).await.into_iter().map(|(id, _)| id).collect();

    // Four people take seats until the server is gone, which is in the middle of it.
    let people = (0..4).map(|_| vec![server.visitor()]).collect();
    let burst = Burst::start(2, &all, people);
    burst.acknowledged(all.len() / 3).await;
    server.kill();
    let held = burst.held().await;
    assert!(held.len() < all.len(), "it was killed in the middle");

    let server = Instance::start(&ground);
    let after: BTreeSet<i64> = seats(&server.visitor(), block)
        .await
        .into_iter()
        .filter_map(|(id, hold)| hold.then_some(id))
        .collect();
    assert!(held.is_subset(&after), "lost: {:?}", held.difference(&after));
    // What was under way may or may not have been done: at most one for each person.
    assert!(after.len() <= held.len() + 4);
}
