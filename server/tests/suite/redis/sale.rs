//! Selling: the ledger has the last word, whatever fails in between, and nobody gets a seat before it has spoken.

use super::{
    faulty_ledger::{DEAF, DOWN, HELD_BACK, OUTDATED, WELL, faulty},
    ground::{Ground, NOW, POLICY, assert_unavailable, refusal, until},
};
use crate::support::SeatRequests;
use jari_core::{
    domain::{CartId, OpenSale, OrderId, Refusal, Sale, SeatStatus},
    ports::Clock,
};
use std::{sync::Arc, time::Duration};
use tokio_util::sync::CancellationToken;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_sale_that_may_have_failed_keeps_its_seat_and_is_safe_to_repeat() {
    let ground = Ground::start().await;
    let (redis, ledger) = faulty(&ground).await;
    ground.hold(&redis, "ann", 0, 0).await.unwrap();
    ledger.set(DOWN);
    ground.clock.advance(50_000);
    assert_unavailable(ground.complete(&*redis.allocations, "ann", &[(0, 0)]).await);
    // It is nobody's to have, and cannot be let go of, while it is not known whether it is sold: its buyer is told so.
    assert_eq!(ground.seat(&redis, 0, 0).await.0, SeatStatus::Reserved);
    let release = redis.allocations.release(&ground.request("ann", 0, 0)).await;
    assert_eq!(refusal(release), Refusal::SeatReserved);
    assert_eq!(refusal(ground.hold(&redis, "bob", 0, 0).await), Refusal::SeatTaken);
    assert_eq!(redis.allocations.expire(ground.clock.now(), 10).await.unwrap(), []);
    // As long as the ledger cannot be asked a repeat comes to nothing, and afterwards it is the sale.
    assert_unavailable(ground.complete(&*redis.allocations, "ann", &[(0, 0)]).await);
    ledger.set(WELL);
    ground.clock.advance(5_000);
    ground.complete(&*redis.allocations, "ann", &[(0, 0)]).await.unwrap();
    assert_eq!(ground.seat(&redis, 0, 0).await.0, SeatStatus::Occupied);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_repeat_of_a_sale_that_was_recorded_answers_it() {
    let ground = Ground::start().await;
    let (redis, ledger) = faulty(&ground).await;
    ground.hold(&redis, "ann", 0, 0).await.unwrap();
    ledger.set(DEAF);
    assert_unavailable(ground.complete(&*redis.allocations, "ann", &[(0, 0)]).await);
    ledger.set(WELL);
    let sold = ground.complete(&*redis.allocations, "ann", &[(0, 0)]).await.unwrap();
    assert_eq!(sold.iter().map(|seat| seat.status).collect::<Vec<_>>(), [SeatStatus::Occupied]);
    assert_eq!(ground.fixture.db.ledger.sold(ground.fixture.match_id).await.unwrap().len(), 1);
}

/// Asked to sell again and again by a client that does not wait: whatever becomes of the sales, the hold ends when it did.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_sale_lengthens_a_hold() {
    let ground = Ground::start().await;
    let (redis, ledger) = faulty(&ground).await;
    ground.hold(&redis, "ann", 0, 0).await.unwrap();
    let ends = |stored: String| stored.split('|').nth(2).map(str::to_owned);
    let end = Some((NOW + POLICY.ttl_millis).0.to_string());
    ledger.set(HELD_BACK);
    ledger.answer_questions();
    for _ in 0..4 {
        ground.clock.advance(10_000);
        let order = ground.complete(&*redis.allocations, "ann", &[(0, 0)]);
        // Whoever asks hangs up once the sale is under way.
        tokio::select! {
            _ = order => panic!("it waits for the ledger"),
            () = ledger.has_come() => {}
        }
        assert_eq!(ends(ground.stored(0, 0)), end);
    }
    ledger.set(WELL);
    ground.clock.advance(20_001);
    // It is over: nothing of the sales that came to nothing is left.
    let refused = ground.complete(&*redis.allocations, "ann", &[(0, 0)]).await;
    assert_eq!(refusal(refused), Refusal::SeatNotHeld);
    ground.hold(&redis, "bob", 0, 0).await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_sale_that_is_refused_leaves_the_hold_as_it_was() {
    let ground = Ground::start().await;
    let redis = ground.instance().await;
    ground.hold(&redis, "ann", 0, 0).await.unwrap();
    ground.hold(&redis, "ann", 0, 1).await.unwrap();
    ground.fixture.db.ledger.record(&[sale(&ground, 0, "bob")]).await.unwrap();
    ground.clock.advance(50_000);
    let refused = ground.complete(&*redis.allocations, "ann", &[(0, 0), (0, 1)]).await;
    assert_eq!(refusal(refused), Refusal::SeatTaken);
    // What the ledger sold to another is the other's.
    assert_eq!(ground.seat(&redis, 0, 0).await.0, SeatStatus::Occupied);
    let ann = CartId::from_verified("ann");
    let held = redis.allocations.held_by(ground.fixture.match_id, &ann, ground.clock.now()).await.unwrap();
    let held: Vec<_> = held.iter().map(|held| (held.seat_id, held.expires_at)).collect();
    assert_eq!(held, [(ground.fixture.seat(0, 1), NOW + POLICY.ttl_millis)]);
    // The other seat can be let go of, or bought alone.
    ground.complete(&*redis.allocations, "ann", &[(0, 1)]).await.unwrap();
    ground.complete(&*redis.allocations, "bob", &[(0, 0)]).await.unwrap();
    let counts = redis.status.block_counts(ground.fixture.match_id, None).await.unwrap();
    assert_eq!(counts.blocks[0].free, 118);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_sale_that_was_given_up_comes_free_once_the_ledger_can_be_asked() {
    let ground = Ground::start().await;
    let (redis, ledger) = faulty(&ground).await;
    ledger.set(DOWN);
    for seat in 0..3 {
        ground.hold(&redis, "ann", 0, seat).await.unwrap();
        assert_unavailable(ground.complete(&*redis.allocations, "ann", &[(0, seat)]).await);
    }
    ground.clock.advance(1_000);
    ground.hold(&redis, "cho", 0, 5).await.unwrap();
    ground.clock.advance(POLICY.ttl_millis);
    // What is not known does not keep what has run out later from being found, even one at a time.
    let expire = || redis.allocations.expire(ground.clock.now(), 1);
    until("it comes free", async || expire().await.is_ok_and(|changed| !changed.is_empty())).await;
    assert_eq!(ground.seat(&redis, 0, 5).await.0, SeatStatus::Available);
    for seat in 0..3 {
        assert_eq!(refusal(ground.hold(&redis, "bob", 0, seat).await), Refusal::SeatTaken);
    }
    ledger.set(WELL);
    ground.clock.advance(30_000);
    while !redis.allocations.expire(ground.clock.now(), 10).await.unwrap().is_empty() {}
    for seat in 0..3 {
        assert_eq!(ground.seat(&redis, 0, seat).await.0, SeatStatus::Available);
        ground.hold(&redis, "bob", 0, seat).await.unwrap();
    }
    let due = ground.server.cli(&["ZCARD", &ground.key("expiry")]);
    assert_eq!(due, "4", "bob's three holds and what keeps the key");
}

/// The ledger takes longer than anybody waits: the seat is given to nobody until it has been asked, and what it was about to
/// record is refused then. Whoever gets the seat keeps it.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_acknowledged_hold_is_not_lost_to_an_earlier_sale() {
    let ground = Ground::start().await;
    let (redis, ledger) = faulty(&ground).await;
    ground.hold(&redis, "ann", 0, 0).await.unwrap();
    ground.clock.advance(59_000);
    ledger.set(HELD_BACK);
    let late = {
        let (ground, redis) = (ground.order("ann", &[(0, 0)]), redis.clone());
        tokio::spawn(async move { redis.allocations.complete(&ground).await })
    };
    ledger.has_come().await;
    // Far longer than the hold and any patience; the ledger cannot be asked either.
    for _ in 0..4 {
        ground.clock.advance(31_000);
        assert!(redis.allocations.expire(ground.clock.now(), 10).await.is_err());
        assert_eq!(refusal(ground.hold(&redis, "bob", 0, 0).await), Refusal::SeatTaken);
    }
    ledger.answer_questions();
    ground.clock.advance(31_000);
    while !redis.allocations.expire(ground.clock.now(), 10).await.unwrap().is_empty() {}
    ground.hold(&redis, "bob", 0, 0).await.unwrap();
    let held = ground.stored(0, 0);
    ledger.set(WELL);
    assert_eq!(refusal(late.await.unwrap()), Refusal::OrderEnded);
    assert_eq!(ground.stored(0, 0), held);
    assert_eq!(ground.fixture.db.ledger.sold(ground.fixture.match_id).await.unwrap(), []);
    ground.complete(&*redis.allocations, "bob", &[(0, 0)]).await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nobody_ends_anothers_order() {
    let ground = Ground::start().await;
    let (redis, ledger) = faulty(&ground).await;
    for (cart, seat) in [("ann", 1), ("bob", 0)] {
        ground.hold(&redis, cart, 0, seat).await.unwrap();
    }
    ledger.set(HELD_BACK);
    let (order, at) = (ground.order("ann", &[(0, 1)]), redis.clone());
    let ann = tokio::spawn(async move { at.allocations.complete(&order).await });
    ledger.has_come().await;
    ledger.answer_questions();
    let hangs_up = tokio::time::timeout(
        Duration::from_millis(50),
        ground.complete(&*redis.allocations, "bob", &[(0, 0)]),
    );
    assert!(hangs_up.await.is_err());
    // Bob's own order is ended by his asking again, and not ann's, whose seat he asks for.
    let both = ground.complete(&*redis.allocations, "bob", &[(0, 0), (0, 1)]).await;
    assert_eq!(refusal(both), Refusal::NotHolder);
    ledger.set(WELL);
    ann.await.unwrap().unwrap();
    assert_eq!(ground.seat(&redis, 0, 1).await.0, SeatStatus::Occupied);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_sale_whose_seller_died_is_shown_by_another() {
    let ground = Ground::start().await;
    let (redis, ledger) = faulty(&ground).await;
    ground.hold(&redis, "ann", 0, 0).await.unwrap();
    ledger.set(DEAF);
    assert_unavailable(ground.complete(&*redis.allocations, "ann", &[(0, 0)]).await);
    assert_eq!(ground.seat(&redis, 0, 0).await.0, SeatStatus::Reserved);
    let other = ground.instance().await;
    let shutdown = CancellationToken::new();
    let chores = tokio::spawn(Arc::clone(&other.chores).run(shutdown.clone()));
    ground.clock.advance(2_000);
    until("it is shown", async || ground.seat(&redis, 0, 0).await.0 == SeatStatus::Occupied).await;
    until("it is settled", async || open_sales(&ground).await == 0).await;
    let ann = CartId::from_verified("ann");
    assert_eq!(redis.allocations.held_by(ground.fixture.match_id, &ann, NOW).await.unwrap(), []);
    shutdown.cancel();
    chores.await.unwrap();
}

/// The same without what looks for open sales: whoever frees what has run out finds out as well.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_sale_whose_seller_died_is_found_by_the_sweep() {
    let ground = Ground::start().await;
    let (redis, ledger) = faulty(&ground).await;
    ground.hold(&redis, "ann", 0, 0).await.unwrap();
    ledger.set(DEAF);
    assert_unavailable(ground.complete(&*redis.allocations, "ann", &[(0, 0)]).await);
    ground.clock.advance(30_000);
    let changed = ground.instance().await.allocations.expire(ground.clock.now(), 10).await.unwrap();
    assert_eq!(changed, [(ground.fixture.match_id, ground.fixture.block(0))]);
    assert_eq!(ground.seat(&redis, 0, 0).await.0, SeatStatus::Occupied);
    assert_eq!(ground.server.cli(&["ZCARD", &ground.key("expiry")]), "1");
}

/// A sale is recorded while its match is not in Redis, and whoever builds it there has read the ledger before: the sale counts
/// as shown only once it is.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_sale_is_settled_only_when_it_is_shown() {
    let ground = Ground::start().await;
    let (redis, ledger) = faulty(&ground).await;
    ground.fixture.db.ledger.record(&[sale(&ground, 0, "ann")]).await.unwrap();
    ledger.set(OUTDATED);
    ground.clock.advance(2_000);
    let shutdown = CancellationToken::new();
    let chores = tokio::spawn(Arc::clone(&redis.chores).run(shutdown.clone()));
    until("it is settled", async || open_sales(&ground).await == 0).await;
    assert_eq!(ground.seat(&redis, 0, 0).await.0, SeatStatus::Occupied);
    shutdown.cancel();
    chores.await.unwrap();
}

/// A match is built by what the ledger was before a sale, which counts as shown: it was, where the match was before.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_match_is_built_with_what_was_sold_meanwhile() {
    let ground = Ground::start().await;
    let (redis, ledger) = faulty(&ground).await;
    let sale = sale(&ground, 0, "ann");
    ground.fixture.db.ledger.record(std::slice::from_ref(&sale)).await.unwrap();
    ground.fixture.db.ledger.settle(&[OpenSale { sale, is_void: false }]).await.unwrap();
    ledger.set_outdated_once();
    assert_eq!(ground.seat(&redis, 0, 0).await.0, SeatStatus::Occupied);
}

fn sale(ground: &Ground, seat: usize, cart: &str) -> Sale {
    Sale {
        match_id: ground.fixture.match_id,
        block_id: ground.fixture.block(0),
        seat_id: ground.fixture.seat(0, seat),
        order: OrderId::from_stored(format!("order of {cart}")),
        cart: CartId::from_verified(cart),
        sold_at: NOW,
    }
}

async fn open_sales(ground: &Ground) -> usize {
    ground.fixture.db.ledger.open_sales(NOW + 60_000, 10).await.unwrap().len()
}
