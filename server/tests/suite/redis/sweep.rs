//! Freeing what has run out, past what cannot be read.

use super::ground::{Ground, POLICY};
use jari_core::{domain::SeatStatus, ports::Clock};

/// A seat and an entry of the index that no version has written are told and left alone; the rest is freed, also of the same
/// block, and however little is looked at in one go.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_cannot_be_read_keeps_nobody() {
    let ground = Ground::start().await;
    let redis = ground.instance().await;
    for seat in 0..4 {
        ground.hold(&redis, "ann", 0, seat).await.unwrap();
        ground.clock.advance(1);
    }
    let block = ground.block_key(ground.fixture.block(0));
    ground.server.cli(&["HSET", &block, &ground.fixture.seat(0, 0).to_string(), "H|what"]);
    ground.server.cli(&["ZADD", &ground.key("expiry"), "1", "what:ever"]);
    ground.clock.advance(POLICY.ttl_millis);
    for _ in 0..20 {
        redis.allocations.expire(ground.clock.now(), 2).await.unwrap();
    }
    let counts = redis.status.block_counts(ground.fixture.match_id, None).await.unwrap();
    assert_eq!(counts.blocks[0].free, 119);
    assert_eq!(ground.server.cli(&["HGET", &block, &ground.fixture.seat(0, 0).to_string()]), "H|what");
    assert_eq!(ground.server.cli(&["ZCARD", &ground.key("expiry")]), "2", "the seat is looked at again");
    // Once it can be read again it goes the way of all others.
    let mended = format!("H|1|{}||ann", ground.clock.now().0 - 4);
    ground.server.cli(&["HSET", &block, &ground.fixture.seat(0, 0).to_string(), &mended]);
    ground.clock.advance(30_000);
    while !redis.allocations.expire(ground.clock.now(), 2).await.unwrap().is_empty() {}
    assert_eq!(ground.seat(&redis, 0, 0).await.0, SeatStatus::Available);
    assert_eq!(ground.server.cli(&["ZCARD", &ground.key("expiry")]), "1");
}

/// An entry without its hold, as nothing leaves it behind, is taken away.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_stale_entry_goes() {
    let ground = Ground::start().await;
    let redis = ground.instance().await;
    ground.hold(&redis, "ann", 0, 0).await.unwrap();
    let (block, seat) = (ground.fixture.block(0), ground.fixture.seat(0, 0));
    for index in ["expiry", "carts"] {
        ground.server.cli(&["ZADD", &ground.key(index), "0", &format!("3:bob:7:{block}:{seat}")]);
    }
    assert_eq!(redis.allocations.expire(ground.clock.now(), 10).await.unwrap(), []);
    // When her cart began stands among the carts as well.
    for (index, left) in [("expiry", "2"), ("carts", "3")] {
        assert_eq!(ground.server.cli(&["ZCARD", &ground.key(index)]), left, "{index}");
    }
    assert_eq!(ground.seat(&redis, 0, 0).await.0, SeatStatus::Hold);
}
