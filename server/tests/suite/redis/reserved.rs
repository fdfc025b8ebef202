//! What is reserved stays so, for its order, whatever part of it Redis loses: nobody gets it before the ledger was asked.

use super::ground::{Ground, NOW, POLICY, refusal};
use jari_core::{
    domain::{CartId, Command, OrderId, Refusal, Sale, SeatStatus},
    ports::Clock,
};
use server::redis::Redis;

/// An order that would mislead whoever takes an entry apart.
const ORDER: &str = "o:1:2";

/// Ann has four seats of a block: two of them are reserved, the others on hold.
async fn begin() -> (Ground, Redis) {
    let ground = Ground::start().await;
    let redis = ground.instance().await;
    for seat in 0..4 {
        ground.hold(&redis, "ann", 0, seat).await.unwrap();
    }
    let places = [0, 1].map(|seat| (ground.fixture.block(0), ground.fixture.seat(0, seat)));
    let (ann, order) = (CartId::from_verified("ann"), OrderId::from_stored(ORDER));
    let reserve = Command::reserve(ground.fixture.match_id, places, &ann, &order, NOW);
    redis.allocations.change(&reserve).await.unwrap();
    (ground, redis)
}

fn lose(ground: &Ground, also: &[&str]) {
    ground.server.cli(&["DEL", &ground.block_key(ground.fixture.block(0))]);
    for index in also {
        ground.server.cli(&["DEL", &ground.key(index)]);
    }
}

async fn is_as_it_was(ground: &Ground, redis: &Redis) {
    let before = ground.epoch(redis).await;
    let end = (NOW + POLICY.ttl_millis).0;
    let is_over = ground.clock.now().0 >= end;
    for seat in 0..2 {
        assert_eq!(ground.stored(0, seat), format!("R|0|{end}|{ORDER}|ann"), "after {before}");
        assert_eq!(refusal(ground.hold(redis, "bob", 0, seat).await), Refusal::SeatTaken);
    }
    for seat in 2..4 {
        let held = if is_over { "A|0".to_owned() } else { format!("H|0|{end}||ann") };
        assert_eq!(ground.stored(0, seat), held);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_lost_block_has_its_reservations_again() {
    for also in [&[][..], &["carts"], &["expiry"]] {
        let (ground, redis) = begin().await;
        // Again and again, and once they would have run out as holds.
        for advance in [0, 1, POLICY.ttl_millis] {
            ground.clock.advance(advance);
            lose(&ground, also);
            is_as_it_was(&ground, &redis).await;
        }
        // The order is asked for as ever, and has not come about.
        ground.clock.advance(30_000);
        while !redis.allocations.expire(ground.clock.now(), 10).await.unwrap().is_empty() {}
        for seat in 0..4 {
            assert_eq!(ground.seat(&redis, 0, seat).await.0, SeatStatus::Available, "{also:?}");
        }
        for index in ["expiry", "carts"] {
            assert_eq!(ground.server.cli(&["ZRANGE", &ground.key(index), "0", "-1"]), "end", "{also:?}");
        }
    }
}

/// The order was recorded in the meantime.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_lost_block_shows_what_was_sold_of_it() {
    let (ground, redis) = begin().await;
    let sale = Sale {
        match_id: ground.fixture.match_id,
        block_id: ground.fixture.block(0),
        seat_id: ground.fixture.seat(0, 0),
        order: OrderId::from_stored(ORDER),
        cart: CartId::from_verified("ann"),
        sold_at: NOW,
    };
    ground.fixture.db.ledger.record(&[sale]).await.unwrap();
    lose(&ground, &["expiry"]);
    assert_eq!(ground.seat(&redis, 0, 0).await.0, SeatStatus::Occupied);
    assert_eq!(ground.seat(&redis, 0, 1).await.0, SeatStatus::Reserved);
    assert_eq!(ground.seat(&redis, 0, 2).await.0, SeatStatus::Hold);
    // Nothing that was said of the sold seat is left.
    ground.clock.advance(2 * POLICY.ttl_millis);
    while !redis.allocations.expire(ground.clock.now(), 10).await.unwrap().is_empty() {}
    assert_eq!(ground.seat(&redis, 0, 1).await.0, SeatStatus::Available);
    for index in ["expiry", "carts"] {
        assert_eq!(ground.server.cli(&["ZRANGE", &ground.key(index), "0", "-1"]), "end");
    }
}
