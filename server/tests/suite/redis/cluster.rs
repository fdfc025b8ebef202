//! A cluster of three nodes: the matches are spread over them, and each lives on one.

use super::ground::sqlite_url;
use super::ground::{NOW, POLICY, until};
use crate::support::{
    CompleteRequest, Fixture, ManualClock, SeatRequest, SeatRequests, config,
    servers::{RedisCluster, RedisServer},
};
use jari_core::domain::{CartId, MatchId, SaleWindow, SeatStatus};
use server::{
    config::RedisConfig,
    rdb::NewMatch,
    redis::{Needs, Redis},
};
use std::{net::TcpListener, sync::Arc};
use tempfile::TempDir;
use tokio_util::sync::CancellationToken;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_cluster_serves_as_one_server_does() {
    let cluster = RedisCluster::start(3);
    let folder = TempDir::new().unwrap();
    let fixture = Fixture::open(config(&sqlite_url(&folder))).await;
    let mut matches = vec![fixture.match_id, fixture.upcoming];
    for _ in 0..4 {
        matches.push(fixture.db.import.create_match(&new_match(&fixture)).await.unwrap().unwrap());
    }
    let needs = Needs {
        catalogue: Arc::clone(&fixture.db.catalogue),
        status: Arc::clone(&fixture.db.status),
        ledger: Arc::clone(&fixture.db.ledger),
        events: Arc::clone(&fixture.db.events),
        clock: Arc::new(ManualClock::new(NOW)),
    };
    let open = async |url: String| {
        let settings = RedisConfig { url, ..fixture.config.redis.clone() };
        Redis::open(&settings, needs.clone()).await.unwrap()
    };
    // One node is enough to find the others by.
    let (one, two) = (open(cluster.url()).await, open(cluster.nodes[1].url()).await);
    let shutdown = CancellationToken::new();
    let chores = tokio::spawn(Arc::clone(&one.chores).run(shutdown.clone()));
    let request = |match_id: MatchId, seat: usize| SeatRequest {
        match_id,
        block_id: fixture.block(0),
        seat_id: fixture.seat(0, seat),
        cart: CartId::from_verified("ann"),
        now: NOW,
    };
    for &match_id in &matches {
        let mut events = two.events.subscribe(match_id).await.unwrap();
        one.allocations.hold(&request(match_id, 0), POLICY).await.unwrap();
        two.allocations.hold(&request(match_id, 1), POLICY).await.unwrap();
        one.allocations.release(&request(match_id, 1)).await.unwrap();
        let seats = vec![(fixture.block(0), fixture.seat(0, 0))];
        let order = CompleteRequest { match_id, seats, cart: CartId::from_verified("ann"), now: NOW };
        two.allocations.complete(&order).await.unwrap();
        let mut told = Vec::new();
        while told.len() < 5 {
            told.extend(events.next().await.unwrap().into_iter().map(|event| event.change.rev.0));
        }
        assert_eq!(told, [1, 2, 3, 4, 5]);
        events.close().await;
        let snapshot = one.status.snapshot(match_id, fixture.block(0)).await.unwrap();
        assert_eq!(snapshot.seats[0].status, SeatStatus::Occupied);
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

fn new_match(fixture: &Fixture) -> NewMatch {
    NewMatch {
        venue_id: fixture.venue.id,
        name: "one more".into(),
        time_zone: Default::default(),
        currency: Default::default(),
        starts_at: NOW,
        sale: SaleWindow { opens_at: NOW, closes_at: None },
    }
}

/// The node that has a match, and its place.
fn home(cluster: &RedisCluster, match_id: MatchId) -> usize {
    let slot = cluster.nodes[0].cli(&["CLUSTER", "KEYSLOT", &format!("{{m{match_id}}}")]);
    let has = |place: &usize| {
        let (low, high) = (16_384 * place / 3, 16_384 * (place + 1) / 3);
        (low..high).contains(&slot.parse().unwrap())
    };
    (0..3).find(has).unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_replica_takes_over_under_a_new_epoch_and_the_other_nodes_do_not_notice() {
    let mut cluster = RedisCluster::start(3);
    let folder = TempDir::new().unwrap();
    let fixture = Fixture::open(config(&sqlite_url(&folder))).await;
    let (moving, place) = (fixture.match_id, home(&cluster, fixture.match_id));
    let mut staying = fixture.upcoming;
    while home(&cluster, staying) == place {
        staying = fixture.db.import.create_match(&new_match(&fixture)).await.unwrap().unwrap();
    }
    // One more node, which copies the node that will go.
    let bus = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port().to_string();
    let replica = RedisServer::start_with(&[
        "--cluster-enabled",
        "yes",
        "--cluster-node-timeout",
        "2000",
        "--cluster-port",
        &bus,
    ]);
    cluster.nodes[0].cli(&["CLUSTER", "MEET", "127.0.0.1", &replica.port().to_string(), &bus]);
    let master = cluster.nodes[place].cli(&["CLUSTER", "MYID"]);
    until("the new node knows its master", async || {
        replica.try_cli(&["CLUSTER", "REPLICATE", &master]).is_ok()
    })
    .await;
    until("it follows", async || replica.cli(&["INFO", "replication"]).contains("master_link_status:up"))
        .await;
    until("all know it", async || {
        cluster.nodes.iter().all(|node| node.cli(&["CLUSTER", "INFO"]).contains("cluster_known_nodes:4"))
    })
    .await;

    let needs = Needs {
        catalogue: Arc::clone(&fixture.db.catalogue),
        status: Arc::clone(&fixture.db.status),
        ledger: Arc::clone(&fixture.db.ledger),
        events: Arc::clone(&fixture.db.events),
        clock: Arc::new(ManualClock::new(NOW)),
    };
    let settings = RedisConfig { url: cluster.url(), timeout_ms: 1_000, ..fixture.config.redis.clone() };
    let redis = Redis::open(&settings, needs).await.unwrap();
    let request = |match_id: MatchId, seat: usize| SeatRequest {
        match_id,
        block_id: fixture.block(0),
        seat_id: fixture.seat(0, seat),
        cart: CartId::from_verified("ann"),
        now: NOW,
    };
    for match_id in [moving, staying] {
        redis.allocations.hold(&request(match_id, 0), POLICY).await.unwrap();
    }
    let seats = vec![(fixture.block(0), fixture.seat(0, 0))];
    let order = CompleteRequest { match_id: moving, seats, cart: CartId::from_verified("ann"), now: NOW };
    redis.allocations.complete(&order).await.unwrap();
    let before = redis.status.snapshot(moving, fixture.block(0)).await.unwrap();
    let stayed = redis.status.snapshot(staying, fixture.block(0)).await.unwrap();

    cluster.nodes[place].kill();
    redis.allocations.hold(&request(staying, 1), POLICY).await.unwrap();
    let freed = redis.allocations.expire(NOW + POLICY.ttl_millis, 10).await.unwrap();
    assert_eq!(freed, [(staying, fixture.block(0))]);
    until("the replica has taken over", async || {
        redis.allocations.hold(&request(moving, 1), POLICY).await.is_ok()
    })
    .await;
    let after = redis.status.snapshot(moving, fixture.block(0)).await.unwrap();
    assert_ne!(after.epoch, before.epoch);
    assert_eq!(after.seats[0].status, SeatStatus::Occupied);
    let now = redis.status.snapshot(staying, fixture.block(0)).await.unwrap();
    assert_eq!((&now.epoch, now.rev.0), (&stayed.epoch, 4));
}
