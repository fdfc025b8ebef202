//! What is given back or blocked, while the ledger or Redis cannot, and when Redis has lost what it had.

use super::{
    faulty_ledger::{DEAF, DOWN, WELL, faulty},
    ground::{Ground, assert_unavailable, refusal, until},
};
use jari_core::{
    domain::{Actor, CartId, Command, OrderId, Refusal, SeatStatus, command::Place},
    ports::Clock,
};
use server::redis::Redis;
use std::sync::Arc;
use tokio_util::sync::CancellationToken;

const AOF: [&str; 4] = ["--appendonly", "yes", "--appendfsync", "always"];

fn place(ground: &Ground, seat: usize) -> Place {
    (ground.fixture.block(0), ground.fixture.seat(0, seat))
}

fn kim() -> Actor {
    Actor::Operator("kim".into())
}

fn order() -> OrderId {
    OrderId::from_stored("of ann")
}

fn block(ground: &Ground, seats: &[usize]) -> Command {
    let places: Vec<_> = seats.iter().map(|seat| place(ground, *seat)).collect();
    Command::block(ground.fixture.match_id, places, "a camera", kim(), ground.clock.now())
}

fn unblock(ground: &Ground, seat: usize) -> Command {
    Command::unblock(ground.fixture.match_id, [place(ground, seat)], kim(), ground.clock.now())
}

fn void(ground: &Ground, seat: usize) -> Command {
    Command::void(ground.fixture.match_id, [place(ground, seat)], &order(), kim(), ground.clock.now())
}

async fn sell(ground: &Ground, redis: &Redis, seat: usize) {
    ground.hold(redis, "ann", 0, seat).await.unwrap();
    let (ann, now) = (CartId::from_verified("ann"), ground.clock.now());
    let sell = Command::sell(ground.fixture.match_id, [place(ground, seat)], &ann, &order(), now);
    redis.allocations.change(&sell).await.unwrap();
}

async fn is_back(ground: &Ground, redis: &Redis) {
    until("Redis is back", async || ground.hold(redis, "zoe", 2, 0).await.is_ok()).await;
}

async fn shown(ground: &Ground, redis: &Redis, seats: [usize; 3]) -> [SeatStatus; 3] {
    let [a, b, c] = seats.map(async |seat| ground.seat(redis, 0, seat).await.0);
    [a.await, b.await, c.await]
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_that_comes_back_empty_blocks_what_was_blocked() {
    let mut ground = Ground::start().await;
    let redis = ground.instance().await;
    redis.allocations.change(&block(&ground, &[0, 1])).await.unwrap();
    redis.allocations.change(&unblock(&ground, 1)).await.unwrap();
    ground.server.restart();
    is_back(&ground, &redis).await;
    let (taken, free) = (SeatStatus::Occupied, SeatStatus::Available);
    assert_eq!(shown(&ground, &redis, [0, 1, 2]).await, [taken, free, free]);
    assert_eq!(refusal(ground.hold(&redis, "bob", 0, 0).await), Refusal::SeatTaken);
    assert!(ground.stored(0, 0).ends_with("|a camera"), "{}", ground.stored(0, 0));
    redis.allocations.change(&unblock(&ground, 0)).await.unwrap();
    ground.hold(&redis, "bob", 0, 0).await.unwrap();
}

/// It comes back with a file from before a seat was given back, and another one unblocked.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_that_forgets_frees_what_the_ledger_says_is_free() {
    let mut ground = Ground::start_with(&AOF).await;
    let redis = ground.instance().await;
    sell(&ground, &redis, 0).await;
    sell(&ground, &redis, 1).await;
    redis.allocations.change(&block(&ground, &[2])).await.unwrap();
    // Another instance does it, and this server loses it.
    let ledger = &ground.fixture.db.ledger;
    ledger.change(&void(&ground, 1)).await.unwrap();
    ledger.change(&unblock(&ground, 2)).await.unwrap();
    let open = ledger.open_sales(ground.clock.now(), 10).await.unwrap();
    ledger.settle(&open).await.unwrap();
    let (taken, free) = (SeatStatus::Occupied, SeatStatus::Available);
    assert_eq!(shown(&ground, &redis, [0, 1, 2]).await, [taken, taken, taken]);
    ground.server.restart();
    is_back(&ground, &redis).await;
    assert_eq!(shown(&ground, &redis, [0, 1, 2]).await, [taken, free, free]);
    let counts = redis.status.block_counts(ground.fixture.match_id, None).await.unwrap();
    assert_eq!(counts.blocks.iter().map(|block| block.free).collect::<Vec<_>>(), [119, 12, 11]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_redis_refuses_to_block_is_not_blocked_in_the_ledger() {
    let ground = Ground::start().await;
    let redis = ground.instance().await;
    redis.allocations.change(&block(&ground, &[0])).await.unwrap();
    ground.hold(&redis, "ann", 0, 2).await.unwrap();
    let refused = redis.allocations.change(&block(&ground, &[0, 1, 2])).await;
    assert_eq!(refusal(refused), Refusal::SeatTaken);
    let blocked = ground.fixture.db.ledger.seats(ground.fixture.match_id).await.unwrap().blocked;
    let blocked: Vec<_> = blocked.iter().map(|seat| (seat.block_id, seat.seat_id)).collect();
    assert_eq!(blocked, [place(&ground, 0)], "only what was blocked before");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_ledger_that_does_not_answer_gives_nothing_back_and_blocks_nothing() {
    let ground = Ground::start().await;
    let (redis, ledger) = faulty(&ground).await;
    sell(&ground, &redis, 0).await;
    ledger.set(DOWN);
    for command in [void(&ground, 0), block(&ground, &[1])] {
        assert_unavailable(redis.allocations.change(&command).await);
    }
    assert_eq!(ground.seat(&redis, 0, 0).await.0, SeatStatus::Occupied);
    ground.hold(&redis, "bob", 0, 1).await.unwrap();
}

/// The ledger has recorded it, and whoever asked has died before it was shown.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_given_back_and_not_shown_is_shown_by_another() {
    let ground = Ground::start().await;
    let (redis, ledger) = faulty(&ground).await;
    sell(&ground, &redis, 0).await;
    ledger.set(DEAF);
    assert_unavailable(redis.allocations.change(&void(&ground, 0)).await);
    ledger.set(WELL);
    assert_eq!(ground.seat(&redis, 0, 0).await.0, SeatStatus::Occupied);
    let other = ground.instance().await;
    let shutdown = CancellationToken::new();
    let chores = tokio::spawn(Arc::clone(&other.chores).run(shutdown.clone()));
    ground.clock.advance(2_000);
    until("it is shown", async || ground.seat(&redis, 0, 0).await.0 == SeatStatus::Available).await;
    let open = async || ground.fixture.db.ledger.open_sales(ground.clock.now(), 10).await.unwrap().len();
    until("it is settled", async || open().await == 0).await;
    shutdown.cancel();
    chores.await.unwrap();
    ground.hold(&redis, "bob", 0, 0).await.unwrap();
}
