//! Orders that wait to be paid while Redis loses what it has.

use super::{
    faulty_ledger::{DEAF, DOWN, WELL, faulty},
    ground,
};
use crate::support::{
    Fixture, Ground, ScriptedGateway,
    orders::{PAY_TTL, begin, buyer, hold, ordered, parts_over, service, settle, status_of, wanted},
};
use jari_core::{
    domain::{CartId, Command, HoldPolicy, OrderState, PaymentState, SeatStatus},
    ports::{Clock, NewOrder, Placed},
    services::{OrderError, OrderService},
};
use std::sync::Arc;

/// Everything that Redis has is gone.
fn lose(ground: &Ground) {
    ground.redis.as_ref().unwrap().cli(&["FLUSHALL"]);
}

async fn an_order_survives_the_loss_of_redis(ground: Ground) {
    let fixture = Fixture::open(ground.config.clone()).await;
    let gateway = ScriptedGateway::new();
    let service = service(&fixture, &gateway);
    let [a, b, c] = [(0, 1), (1, 0), (2, 0)].map(|(block, seat)| fixture.seat(block, seat));
    let paid = ordered(&fixture, &service, "ann", "a", &[a]).await;
    let page = begin(&service, "ann", &paid.id).await.unwrap();
    let left = ordered(&fixture, &service, "bob", "b", &[b]).await;
    // One that was made, and was not told to Redis any more.
    hold(&fixture, "cho", &[c]).await;
    let order = jari_core::domain::Order {
        id: jari_core::domain::OrderId::from_random(7),
        code: jari_core::domain::OrderCode::from_random(7),
        cart: CartId::from_verified("cho"),
        items: vec![jari_core::domain::OrderItem {
            block_id: fixture.block(2),
            seat_id: c,
            ..left.items[0].clone()
        }],
        reserved_at: None,
        version: 0,
        ..left.clone()
    };
    let made = fixture
        .store
        .orders
        .place(&NewOrder { order: order.clone(), key: "c".into(), buyer: buyer(), most_of_buyer: None })
        .await;
    assert!(matches!(made, Ok(Placed::Made)));

    for _ in 0..2 {
        lose(&ground);
        let take = async |seat| {
            let place = (fixture.venue.block_of(seat).unwrap().info.id, seat);
            let policy = HoldPolicy { ttl_millis: 10, max_holds: 0 };
            let gil = CartId::from_verified("gil");
            let hold = Command::hold(fixture.match_id, [place], &gil, fixture.clock.now(), policy);
            fixture.store.allocations.change(&hold).await.is_ok()
        };
        assert_eq!([take(a).await, take(b).await, take(c).await], [false, false, true]);
        assert_eq!(status_of(&fixture, a).await, SeatStatus::Reserved);
        assert_eq!(status_of(&fixture, b).await, SeatStatus::Reserved);
        // Whoever sweeps leaves them alone for as long as they wait.
        fixture.clock.advance(100_000);
        fixture.store.allocations.expire(fixture.clock.now(), 100).await.unwrap();
        assert_eq!(status_of(&fixture, b).await, SeatStatus::Reserved);
    }
    gateway.pay(&page.payment_id);
    lose(&ground);
    assert_eq!(service.returned(&paid.id, &page.payment_id, &[]).await.unwrap().state, OrderState::Paid);
    assert_eq!(status_of(&fixture, a).await, SeatStatus::Occupied);
    lose(&ground);
    assert_eq!(status_of(&fixture, a).await, SeatStatus::Occupied);
    fixture.clock.advance(PAY_TTL);
    settle(&fixture, &service, &[left.id.clone(), order.id]).await;
    assert_eq!(fixture.store.orders.find(&left.id).await.unwrap().unwrap().state, OrderState::Expired);
    assert_eq!(status_of(&fixture, b).await, SeatStatus::Available);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn over_sqlite() {
    an_order_survives_the_loss_of_redis(Ground::redis_sqlite()).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn over_postgres() {
    an_order_survives_the_loss_of_redis(Ground::redis_postgres()).await;
}

/// The ledger's answer is lost, or it is gone, at each of the two steps at which it is asked.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_ledger_that_fails_leaves_nothing_undone() {
    let ground = ground::Ground::start().await;
    let (redis, ledger) = faulty(&ground).await;
    let gateway = ScriptedGateway::new();
    let clock = Arc::clone(&ground.clock) as Arc<dyn Clock>;
    let service = OrderService::new(parts_over(&redis.allocations, &ground.fixture.db, clock, &gateway));
    let (id, ann) = (ground.fixture.match_id, CartId::from_verified("ann"));
    for (n, state) in [DEAF, DOWN].into_iter().enumerate() {
        let (seat, key) = (ground.fixture.seat(0, n), n.to_string());
        ground.hold(&redis, "ann", 0, n).await.unwrap();
        ledger.set(state);
        let wanted = wanted(&key, &[seat]);
        assert!(matches!(service.place(id, &wanted, &ann).await, Err(OrderError::Store(_))));
        assert_eq!(ground.seat(&redis, 0, n).await.0, SeatStatus::Reserved);
        // Nobody sweeps away what is yet to be paid.
        ledger.set(WELL);
        ground.clock.advance(31_000);
        redis.allocations.expire(ground.clock.now(), 10).await.unwrap();
        assert_eq!(ground.seat(&redis, 0, n).await.0, SeatStatus::Reserved);
        let order = service.place(id, &wanted, &ann).await.unwrap();
        let page = begin(&service, "ann", &order.id).await.unwrap();
        gateway.pay(&page.payment_id);
        ledger.set(state);
        let came = service.returned(&order.id, &page.payment_id, &[]).await;
        let stored = service.order(&order.id, &ann).await.unwrap();
        if state == DEAF {
            // It is sold, which its buyer learns; Redis does not show it yet.
            assert_eq!(came.unwrap().state, OrderState::Paid);
            assert_eq!(ground.seat(&redis, 0, n).await.0, SeatStatus::Reserved);
        } else {
            assert!(matches!(came, Err(OrderError::Store(_))));
            assert_eq!(
                (stored.state, stored.payments[0].state),
                (OrderState::Pending, PaymentState::Processing)
            );
        }
        ledger.set(WELL);
        ground.clock.advance(700_000);
        service.attend(&order.id).await.unwrap();
        redis.allocations.expire(ground.clock.now(), 10).await.unwrap();
        assert_eq!(ground.seat(&redis, 0, n).await.0, SeatStatus::Occupied);
        assert_eq!(service.order(&order.id, &ann).await.unwrap().state, OrderState::Paid);
    }
    assert!(service.books(id).await.unwrap().balance());
    assert_eq!(gateway.till(), (60_000, 0));
}
