//! A cluster of three nodes: the matches are spread over them, and each lives on one.

use super::ground::sqlite_url;
use super::ground::{NOW, POLICY, until};
use crate::support::{Fixture, ManualClock, config, servers::RedisCluster};
use app::{
    domain::{AllocationStatus, HolderId, MatchId, SaleWindow},
    ports::{CompleteRequest, SeatRequest},
};
use server::{
    config::RedisConfig,
    rdb::NewMatch,
    redis::{Beside, Redis},
};
use std::sync::Arc;
use tempfile::TempDir;
use tokio_util::sync::CancellationToken;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_cluster_serves_as_one_server_does() {
    let cluster = RedisCluster::start(3);
    let folder = TempDir::new().unwrap();
    let fixture = Fixture::open(config(&sqlite_url(&folder))).await;
    let new = NewMatch {
        venue_id: fixture.venue.id,
        name: "one more".to_owned(),
        starts_at: NOW,
        sale: SaleWindow { opens_at: NOW, closes_at: None },
    };
    let mut matches = vec![fixture.match_id, fixture.upcoming];
    for _ in 0..4 {
        matches.push(fixture.db.import.create_match(&new).await.unwrap().unwrap());
    }
    let beside = Beside {
        catalogue: Arc::clone(&fixture.db.catalogue),
        status: Arc::clone(&fixture.db.status),
        ledger: Arc::clone(&fixture.db.ledger),
        audit: Arc::clone(&fixture.db.audit),
        clock: Arc::new(ManualClock::new(NOW)),
    };
    let open = async |url: String| {
        let settings = RedisConfig { url, ..fixture.config.redis.clone() };
        Redis::open(&settings, beside.clone()).await.unwrap()
    };
    // One node is enough to find the others by.
    let (one, two) = (open(cluster.url()).await, open(cluster.nodes[1].url()).await);
    let shutdown = CancellationToken::new();
    let chores = tokio::spawn(Arc::clone(&one.chores).run(shutdown.clone()));
    let request = |match_id: MatchId, seat: usize| SeatRequest {
        match_id,
        block_id: fixture.block(0),
        seat_id: fixture.seat(0, seat),
        holder: HolderId::from_verified("ann"),
        now: NOW,
    };
    for &match_id in &matches {
        let mut events = two.events.subscribe(match_id).await.unwrap();
        one.allocations.hold(&request(match_id, 0), POLICY).await.unwrap();
        two.allocations.hold(&request(match_id, 1), POLICY).await.unwrap();
        one.allocations.release(&request(match_id, 1)).await.unwrap();
        let seats = vec![(fixture.block(0), fixture.seat(0, 0))];
        let order = CompleteRequest { match_id, seats, holder: HolderId::from_verified("ann"), now: NOW };
        two.allocations.complete(&order).await.unwrap();
        let mut told = Vec::new();
        while told.len() < 4 {
            told.extend(events.next().await.unwrap().into_iter().map(|event| event.change.rev.0));
        }
        assert_eq!(told, [1, 2, 3, 4]);
        events.close().await;
        let snapshot = one.status.snapshot(match_id, fixture.block(0)).await.unwrap();
        assert_eq!(snapshot.seats[0].status, AllocationStatus::Occupied);
    }
    let free = two.status.free_seats(&matches).await.unwrap();
    assert!(matches.iter().all(|match_id| free[match_id] == 143), "{free:?}");
    // Every node has some, or this says nothing of a cluster.
    let nodes = cluster.nodes.iter().filter(|node| !node.cli(&["KEYS", "*:meta"]).is_empty()).count();
    assert!(nodes > 1, "the matches are on {nodes} node");
    one.allocations.hold(&request(matches[0], 5), POLICY).await.unwrap();
    let late = NOW + POLICY.ttl_millis;
    assert_eq!(two.allocations.expire(late, 10).await.unwrap(), [(matches[0], fixture.block(0))]);
    // The record is kept of all of them.
    until("all is acknowledged", async || {
        matches.iter().all(|match_id| {
            let key = format!("jari:{{m{match_id}}}:stream");
            let told = cluster.nodes.iter().filter_map(|node| node.try_cli(&["XINFO", "GROUPS", &key]).ok());
            let told: Vec<_> = told.collect();
            told.iter().any(|groups| groups.contains("lag\n0"))
        })
    })
    .await;
    shutdown.cancel();
    chores.await.unwrap();
}
