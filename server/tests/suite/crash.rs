//! What was acknowledged survives the process (I2), tried on the real binary.

use crate::support::{Ground, Instance, Visitor};
use futures_util::future::join_all;
use serde_json::Value;
use std::{
    collections::BTreeSet,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
};

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
    let acknowledged = Arc::new(AtomicUsize::new(0));
    let people = (0..4).map(|person| {
        let (visitor, acknowledged) = (server.visitor(), Arc::clone(&acknowledged));
        let mine: Vec<_> = all.iter().copied().skip(person).step_by(4).collect();
        tokio::spawn(async move {
            let mut held = Vec::new();
            for seat in mine {
                let url = format!("{}/api/matches/2/allocation/seats/{seat}/hold", visitor.base);
                match visitor.client.post(url).send().await {
                    Ok(answer) if answer.status() == 201 => {
                        held.push(seat);
                        acknowledged.fetch_add(1, Ordering::SeqCst);
                    }
                    Ok(answer) => panic!("{}", answer.status()),
                    Err(_) => break,
                }
            }
            held
        })
    });
    let people: Vec<_> = people.collect();
    while acknowledged.load(Ordering::SeqCst) < all.len() / 3 {
        tokio::task::yield_now().await;
    }
    server.kill();
    let held: BTreeSet<i64> = join_all(people).await.into_iter().flat_map(|held| held.unwrap()).collect();
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
