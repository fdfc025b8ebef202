//! When the history goes on, and when it is another.

use super::ground::{Ground, NOW, POLICY, until};
use crate::support::{SeatRequest, SeatRequests, servers::RedisServer};
use jari_core::{
    domain::{CartId, Revision, SeatStatus},
    ports::Clock,
};
use tokio_util::sync::CancellationToken;

const AOF: [&str; 4] = ["--appendonly", "yes", "--appendfsync", "always"];

/// One seat is sold and one is on hold.
async fn sell_and_hold(ground: &Ground) -> server::redis::Redis {
    let redis = ground.instance().await;
    ground.hold(&redis, "ann", 0, 0).await.unwrap();
    ground.complete(&*redis.allocations, "ann", &[(0, 0)]).await.unwrap();
    ground.hold(&redis, "bob", 0, 1).await.unwrap();
    redis
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn another_instance_and_lost_scripts_change_nothing() {
    let ground = Ground::start().await;
    let redis = sell_and_hold(&ground).await;
    let epoch = ground.epoch(&redis).await;
    let other = ground.instance().await;
    assert_eq!(ground.epoch(&other).await, epoch);
    ground.server.cli(&["SCRIPT", "FLUSH"]);
    ground.hold(&other, "cho", 0, 2).await.unwrap();
    assert_eq!(ground.epoch(&redis).await, epoch);
    assert_eq!(ground.seat(&redis, 0, 1).await, (SeatStatus::Hold, Revision(4)));
    assert_eq!(ground.seat(&redis, 0, 2).await, (SeatStatus::Hold, Revision(5)));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_that_comes_back_empty_is_built_anew() {
    let mut ground = Ground::start().await;
    let redis = sell_and_hold(&ground).await;
    let epoch = ground.epoch(&redis).await;
    ground.server.kill();
    ground.server.restart();
    until("Redis is back", async || {
        redis.status.snapshot(ground.fixture.match_id, ground.fixture.block(0)).await.is_ok()
    })
    .await;
    assert_ne!(ground.epoch(&redis).await, epoch);
    // What was sold is sold; what was on hold is not.
    assert_eq!(ground.seat(&redis, 0, 0).await.0, SeatStatus::Occupied);
    assert_eq!(ground.seat(&redis, 0, 1).await.0, SeatStatus::Available);
    let counts = redis.status.block_counts(ground.fixture.match_id, None).await.unwrap();
    assert_eq!(counts.blocks.iter().map(|block| block.free).collect::<Vec<_>>(), [119, 12, 12]);
    ground.hold(&redis, "cho", 0, 1).await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_that_comes_back_with_its_file_goes_on_under_a_new_epoch() {
    let mut ground = Ground::start_with(&AOF).await;
    let redis = sell_and_hold(&ground).await;
    let before = ground.snapshot(&redis, 0).await;
    ground.server.kill();
    ground.server.restart();
    // Whoever writes first finds out.
    until("Redis is back", async || ground.hold(&redis, "cho", 1, 0).await.is_ok()).await;
    let after = ground.snapshot(&redis, 0).await;
    assert_ne!(after.epoch, before.epoch);
    assert_eq!((after.rev, &after.seats), (before.rev, &before.seats));
    let bob = CartId::from_verified("bob");
    let held = redis.allocations.held_by(ground.fixture.match_id, &bob, NOW).await.unwrap();
    assert_eq!(held.len(), 1);
    // Another instance finds it as it is.
    let other = ground.instance().await;
    assert_eq!(ground.epoch(&other).await, after.epoch);
    ground.hold(&other, "dan", 1, 1).await.unwrap();
    assert_eq!(ground.epoch(&other).await, after.epoch);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_follower_that_comes_back_finds_the_new_epoch_at_once() {
    let mut ground = Ground::start_with(&AOF).await;
    let redis = sell_and_hold(&ground).await;
    let before = ground.epoch(&redis).await;
    ground.server.restart();
    until("Redis is back", async || redis.events.subscribe(ground.fixture.match_id).await.is_ok()).await;
    assert_ne!(ground.epoch(&redis).await, before);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_promoted_replica_that_lacks_a_hold_and_a_sale_gets_a_new_epoch_and_the_sale() {
    let ground = Ground::start().await;
    let redis = sell_and_hold(&ground).await;
    let epoch = ground.epoch(&redis).await;
    let replica = RedisServer::start();
    replica.replica_of(&ground.server);
    ground.hold(&redis, "dan", 1, 0).await.unwrap();
    until("the replica has it", async || {
        replica.cli(&["HGET", &ground.block_key(ground.fixture.block(1)), "rev"]) == "1"
    })
    .await;
    // The replica loses its link, and what comes next is acknowledged and not there.
    replica.promote();
    ground.hold(&redis, "eve", 1, 1).await.unwrap();
    ground.complete(&*redis.allocations, "dan", &[(1, 0)]).await.unwrap();
    let mut moved = Ground { server: replica, ..ground };
    moved.config.url = moved.server.url();
    let redis = moved.instance().await;
    assert_eq!(moved.epoch(&redis).await, epoch, "reading alone changes nothing");
    moved.hold(&redis, "fay", 2, 0).await.unwrap();
    assert_ne!(moved.epoch(&redis).await, epoch);
    assert_eq!(moved.seat(&redis, 1, 0).await.0, SeatStatus::Occupied);
    assert_eq!(moved.seat(&redis, 1, 1).await.0, SeatStatus::Available);
    assert_eq!(moved.seat(&redis, 0, 1).await.0, SeatStatus::Hold);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_master_that_was_a_replica_for_a_while_is_noticed_by_the_check() {
    let ground = Ground::start().await;
    let redis = sell_and_hold(&ground).await;
    let epoch = ground.epoch(&redis).await;
    let shutdown = CancellationToken::new();
    let chores = tokio::spawn(std::sync::Arc::clone(&redis.chores).run(shutdown.clone()));
    let other = RedisServer::start();
    other.replica_of(&ground.server);
    other.promote();
    ground.server.replica_of(&other);
    ground.server.promote();
    until("the check sees it", async || ground.epoch(&redis).await != epoch).await;
    assert_eq!(ground.seat(&redis, 0, 1).await.0, SeatStatus::Hold);
    shutdown.cancel();
    chores.await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_emptied_while_it_runs_is_built_anew() {
    let ground = Ground::start().await;
    let redis = sell_and_hold(&ground).await;
    let epoch = ground.epoch(&redis).await;
    ground.server.cli(&["FLUSHALL"]);
    // The scripts are still known: it is the block that is missing.
    ground.hold(&redis, "cho", 0, 1).await.unwrap();
    assert_ne!(ground.epoch(&redis).await, epoch);
    assert_eq!(ground.seat(&redis, 0, 0).await.0, SeatStatus::Occupied);
    // A block alone that is missing is a match that is not whole.
    let epoch = ground.epoch(&redis).await;
    ground.server.cli(&["DEL", &ground.block_key(ground.fixture.block(1))]);
    ground.hold(&redis, "cho", 1, 0).await.unwrap();
    assert_ne!(ground.epoch(&redis).await, epoch);
    // What was on hold there still is, and counts for the cap.
    let policy = jari_core::domain::HoldPolicy { max_holds: 1, ..POLICY };
    redis.allocations.hold(&ground.request("gil", 1, 1), policy).await.unwrap();
    ground.server.cli(&["DEL", &ground.block_key(ground.fixture.block(1))]);
    let refused = redis.allocations.hold(&ground.request("gil", 1, 2), policy).await;
    assert_eq!(super::ground::refusal(refused), jari_core::domain::Refusal::HoldLimit { max: 1 });
    redis.allocations.hold(&ground.request("gil", 1, 1), policy).await.unwrap();
    // Of a match that is gone as a whole the ledger knows nothing but what was sold.
    ground.server.cli(&["FLUSHALL"]);
    redis.allocations.hold(&ground.request("gil", 1, 2), policy).await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_does_not_exist_builds_nothing_and_loses_nothing() {
    let ground = Ground::start().await;
    let redis = sell_and_hold(&ground).await;
    let epoch = ground.epoch(&redis).await;
    let nowhere = jari_core::domain::BlockId(9_999_999);
    let empty = redis.status.snapshot(ground.fixture.match_id, nowhere).await.unwrap();
    assert_eq!((empty.rev, empty.seats.len()), (Revision(0), 0));
    let request = SeatRequest { block_id: nowhere, ..ground.request("ann", 0, 5) };
    let refused = redis.allocations.hold(&request, POLICY).await;
    assert_eq!(super::ground::refusal(refused), jari_core::domain::Refusal::SeatNotFound);
    assert_eq!(ground.epoch(&redis).await, epoch);
    // A match that nobody has asked for is counted by the database and not built.
    let matches = [ground.fixture.match_id, ground.fixture.upcoming, jari_core::domain::MatchId(9_999)];
    let free = redis.status.free_seats(&matches).await.unwrap();
    assert_eq!(free.get(&matches[0]), Some(&142));
    assert_eq!(free.get(&matches[1]), Some(&144));
    assert_eq!(free.len(), 2);
    let upcoming = format!("jari:{{m{}}}:meta", ground.fixture.upcoming);
    assert_eq!(ground.server.cli(&["EXISTS", &upcoming]), "0");
    assert!(ground.clock.now() == NOW);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn everything_has_a_time_to_go() {
    let ground = Ground::start().await;
    let redis = sell_and_hold(&ground).await;
    let _events = redis.events.subscribe(ground.fixture.match_id).await.unwrap();
    for key in ground.server.cli(&["KEYS", "jari:*"]).lines() {
        let left: i64 = ground.server.cli(&["PTTL", key]).parse().unwrap();
        assert!(left > 0, "{key}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_crowd_builds_a_match_once() {
    let ground = Ground::start().await;
    let redis = ground.instance().await;
    let asks = (0..200).map(|seat| {
        let (redis, request) = (redis.clone(), ground.request(&format!("h{seat}"), 0, seat % 120));
        async move { redis.allocations.hold(&request, POLICY).await }
    });
    let answers = futures_util::future::join_all(asks).await;
    assert_eq!(answers.iter().filter(|answer| answer.is_ok()).count(), 120);
    let stats = ground.server.cli(&["INFO", "commandstats"]);
    let evals = stats.lines().find_map(|line| line.strip_prefix("cmdstat_eval:calls=")).unwrap();
    let evals: u32 = evals.split(',').next().unwrap().parse().unwrap();
    // Whoever was told that it is missing before it was built, and asks afterwards, has a look; where the machine is busy there
    // are several of these.
    assert!(evals < 50, "{evals} looks and builds");
}
