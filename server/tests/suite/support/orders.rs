//! Orders over real stores, without a server.

use super::{Fixture, ScriptedGateway};
use jari_core::{
    domain::{
        Buyer, CartId, Command, CompanionRule, HoldPolicy, Language, Order, OrderId, SeatId, SeatStatus,
    },
    ports::{AllocationStore, ChangeHint, Clock, OrderDue},
    services::{OrderError, OrderParts, OrderPolicy, OrderService, PaymentPage, Wanted, WantedSeat},
};
use server::{metrics::OrderMetrics, rdb::Database};
use std::sync::Arc;

/// How long an order has its seats in these tests, in milliseconds.
pub(crate) const PAY_TTL: i64 = 600_000;

/// Until how long before the match an order may be cancelled, in milliseconds.
pub(crate) const CANCEL_UNTIL: i64 = 100_000;

/// How long their holds last: longer than they are looked at.
const HOLD: HoldPolicy = HoldPolicy { ttl_millis: 5_000, max_holds: 0 };

/// The rules of these tests.
pub(crate) const POLICY: OrderPolicy = OrderPolicy {
    pay_ttl_millis: PAY_TTL,
    cancel_until_millis: CANCEL_UNTIL,
    most_of_order: None,
    most_of_buyer: None,
};

struct Deaf;

impl ChangeHint for Deaf {
    fn changed(&self, _: jari_core::domain::MatchId, _: jari_core::domain::BlockId) {}
}

impl OrderDue for Deaf {
    fn due(&self) {}
}

/// What a service over these stores works with.
pub(crate) fn parts(fixture: &Fixture, gateway: &Arc<ScriptedGateway>) -> OrderParts {
    let clock = Arc::clone(&fixture.clock) as Arc<dyn Clock>;
    parts_over(&fixture.store.allocations, &fixture.db, clock, gateway)
}

/// The same over other allocations.
pub(crate) fn parts_over(
    allocations: &Arc<dyn AllocationStore>,
    db: &Database,
    clock: Arc<dyn Clock>,
    gateway: &Arc<ScriptedGateway>,
) -> OrderParts {
    OrderParts {
        catalogue: Arc::clone(&db.catalogue),
        allocations: Arc::clone(allocations),
        orders: Arc::clone(&db.orders),
        hint: Arc::new(Deaf),
        clock,
        gateways: server::orders::patient(gateway.alone(), &Arc::default()),
        policy: POLICY,
        companions: CompanionRule::default(),
        due: Arc::new(Deaf),
        count: Arc::new(OrderMetrics::default()),
        random: rand::random,
    }
}

pub(crate) fn service(fixture: &Fixture, gateway: &Arc<ScriptedGateway>) -> OrderService {
    OrderService::new(parts(fixture, gateway))
}

pub(crate) fn buyer() -> Buyer {
    Buyer::read("김하나", "hana@example.com", "010-1234-5678").unwrap()
}

pub(crate) fn wanted(key: &str, seats: &[SeatId]) -> Wanted {
    let seat = |seat_id: &SeatId| WantedSeat { seat_id: *seat_id, ticket_type: None };
    Wanted {
        seats: seats.iter().map(seat).collect(),
        buyer: buyer(),
        language: Language::Ko,
        key: key.to_owned(),
    }
}

/// Puts seats on hold.
pub(crate) async fn hold(fixture: &Fixture, cart: &str, seats: &[SeatId]) {
    let place = |seat: &SeatId| (fixture.venue.block_of(*seat).unwrap().info.id, *seat);
    let cart = CartId::from_verified(cart);
    let now = fixture.clock.now();
    let hold = Command::hold(fixture.match_id, seats.iter().map(place), &cart, now, HOLD);
    fixture.store.allocations.change(&hold).await.unwrap();
}

/// Holds and orders seats.
pub(crate) async fn ordered(
    fixture: &Fixture,
    service: &OrderService,
    cart: &str,
    key: &str,
    seats: &[SeatId],
) -> Order {
    hold(fixture, cart, seats).await;
    service.place(fixture.match_id, &wanted(key, seats), &CartId::from_verified(cart)).await.unwrap()
}

/// Begins a payment of a cart's order.
pub(crate) async fn begin(
    service: &OrderService,
    cart: &str,
    order: &OrderId,
) -> Result<PaymentPage, OrderError> {
    let back = |id: &_| format!("https://jari.example/{id}");
    service.begin_payment(order, &CartId::from_verified(cart), None, &back).await
}

/// Does whatever is due, and goes on in time to whatever is due later, until nothing is. Bounded, and no step waits for longer than
/// is promised.
pub(crate) async fn settle(fixture: &Fixture, service: &OrderService, orders: &[OrderId]) {
    for _ in 0..200 {
        for id in service.claim(1_000, 1_000).await.unwrap() {
            service.attend(&id).await.unwrap();
        }
        let mut next = None;
        for id in orders {
            let order = fixture.store.orders.find(id).await.unwrap().unwrap();
            next = next.into_iter().chain(order.due_at()).min();
        }
        let Some(next) = next else { return };
        // A claim of one that has died lasts for a while.
        fixture.clock.advance((next - fixture.clock.now()).max(1_000));
    }
    panic!("there is no end to it");
}

/// A seat's state by the snapshot.
pub(crate) async fn status_of(fixture: &Fixture, seat: SeatId) -> SeatStatus {
    let block = fixture.venue.block_of(seat).unwrap().info.id;
    let snapshot = fixture.store.status.snapshot(fixture.match_id, block).await.unwrap();
    snapshot.seats.iter().find(|change| change.seat_id == seat).unwrap().status
}
