//! Companion seats are sold together with their accessible seats, whichever way somebody takes.

use super::{
    Subject,
    allocation::{POLICY, refusal},
};
use crate::support::{
    Fixture, Ground, ScriptedGateway, allocation_service, best_available_service_with,
    orders::{parts, wanted},
    with_companions,
};
use futures_util::future::join_all;
use jari_core::{
    domain::{
        Actor, CartId, CompanionRule, HoldPolicy, Refusal, Refused, SeatId, SeatStatus, best_available::Wish,
    },
    ports::{AllocationError, Clock},
    services::{AllocationService, OrderError, OrderParts, OrderService},
};
use std::collections::BTreeSet;

/// The fixture's match begins a million milliseconds after its sale.
const RULE: CompanionRule = CompanionRule::until(500_000);

/// Of each block the accessible seats are 3, with companions at 2 and 4, and 5, with one at 6.
async fn hall(fixture: Fixture, ground: &Ground) -> Fixture {
    drop(fixture);
    Fixture::open_with(ground.config.clone(), &with_companions(2)).await
}

fn service(fixture: &Fixture) -> AllocationService {
    allocation_service(fixture, HoldPolicy { ttl_millis: 100_000, ..POLICY }).with_companion_rule(RULE)
}

fn refused<T: std::fmt::Debug>(result: Result<T, AllocationError>) -> Refused {
    match result {
        Err(AllocationError::Refused(refused)) => refused,
        other => panic!("a refusal, not {other:?}"),
    }
}

async fn held(service: &AllocationService, fixture: &Fixture, cart: &CartId) -> BTreeSet<SeatId> {
    let held = service.held_by(fixture.match_id, cart).await.unwrap();
    held.into_iter().map(|held| held.seat_id).collect()
}

fn alone(accessible: SeatId, seats: &[SeatId]) -> Refused {
    Refused { why: Refusal::CompanionSeat { accessible }, seats: seats.to_vec() }
}

pub(super) async fn nobody_holds_a_companions_seat_alone(Subject { fixture, ground }: Subject) {
    let fixture = hall(fixture, &ground).await;
    let (service, id) = (service(&fixture), fixture.match_id);
    let (ann, bob) = (CartId::from_verified("ann"), CartId::from_verified("bob"));
    let seat = |n| fixture.seat(0, n);
    assert_eq!(refused(service.hold(id, seat(2), &ann).await), alone(seat(3), &[seat(2)]));
    let choice = [seat(0), seat(6), seat(4), seat(3)];
    assert_eq!(refused(service.hold_many(id, &choice, &ann).await), alone(seat(5), &[seat(6)]));
    assert_eq!(held(&service, &fixture, &ann).await, [].into());
    // Whoever has the accessible seat may, and nobody else.
    service.hold(id, seat(3), &bob).await.unwrap();
    assert_eq!(refused(service.hold(id, seat(4), &ann).await), alone(seat(3), &[seat(4)]));
    let with = service.hold_many(id, &[seat(4)], &bob).await.unwrap();
    assert_eq!(
        with.iter().map(|held| held.seat_id).collect::<Vec<_>>(),
        [seat(4)],
        "only what was asked for"
    );
    assert_eq!(service.hold_many(id, &[seat(4)], &bob).await.unwrap(), with, "it may be asked for again");
    // What is taken is told as that, and the accessible seat of somebody else is.
    assert_eq!(refused(service.hold_many(id, &[seat(4), seat(3)], &ann).await).why, Refusal::SeatTaken);
    let other = service.hold_many(id, &[seat(4), seat(1)], &ann).await;
    assert_eq!(refused(other), Refused { why: Refusal::SeatTaken, seats: vec![seat(4)] });
    // In one call they come in any order.
    service.hold_many(id, &[seat(6), seat(5)], &ann).await.unwrap();
    // Operators do as they please.
    service.block(id, &[seat(2)], "a camera", Actor::Operator("kim".to_owned())).await.unwrap();
    service.unblock(id, &[seat(2)], Actor::Operator("kim".to_owned())).await.unwrap();
    // From some time before the match on it is a seat like any other.
    let cal = CartId::from_verified("cal");
    fixture.clock.advance(499_999);
    assert_eq!(refused(service.hold(id, seat(2), &cal).await), alone(seat(3), &[seat(2)]));
    fixture.clock.advance(1);
    service.hold(id, seat(2), &cal).await.unwrap();
    service.complete(id, &[seat(2)], &cal).await.unwrap();
}

pub(super) async fn companions_go_with_the_accessible_seat_and_stay_without_them(
    Subject { fixture, ground }: Subject,
) {
    let fixture = hall(fixture, &ground).await;
    let (service, id, ann) = (service(&fixture), fixture.match_id, CartId::from_verified("ann"));
    let seat = |n| fixture.seat(0, n);
    service.hold_many(id, &[2, 3, 4, 5, 6].map(seat), &ann).await.unwrap();
    // A companion may stay away.
    assert_eq!(service.release(id, seat(4), &ann).await.unwrap().with, []);
    let released = service.release(id, seat(3), &ann).await.unwrap();
    let with: Vec<_> = released.with.iter().map(|seat| (seat.seat_id, seat.status)).collect();
    assert_eq!(with, [(seat(2), SeatStatus::Available)]);
    assert_eq!(held(&service, &fixture, &ann).await, [seat(5), seat(6)].into());
    assert_eq!(refusal(service.release(id, seat(3), &ann).await), Refusal::SeatNotHeld);
    // What somebody else has beside it stays as it is.
    let bob = CartId::from_verified("bob");
    service.hold(id, seat(3), &bob).await.unwrap();
    assert_eq!(service.release(id, seat(3), &bob).await.unwrap().with, []);
    // All of a cart ends at once, and what has run out is nobody's to come along with.
    fixture.clock.advance(100_000);
    assert_eq!(refused(service.hold(id, seat(6), &ann).await), alone(seat(5), &[seat(6)]));
    assert_eq!(held(&service, &fixture, &ann).await, [].into());
    // Later it stays.
    fixture.clock.advance(400_000);
    service.hold_many(id, &[seat(5), seat(6)], &ann).await.unwrap();
    assert_eq!(service.release(id, seat(5), &ann).await.unwrap().with, []);
    assert_eq!(held(&service, &fixture, &ann).await, [seat(6)].into());
}

pub(super) async fn a_companions_seat_is_sold_in_one_order_with_the_accessible_one(
    Subject { fixture, ground }: Subject,
) {
    let fixture = hall(fixture, &ground).await;
    let (service, id, ann) = (service(&fixture), fixture.match_id, CartId::from_verified("ann"));
    let gateway = ScriptedGateway::new();
    let orders = OrderService::new(OrderParts { companions: RULE, ..parts(&fixture, &gateway) });
    let seat = |n| fixture.seat(0, n);
    service.hold_many(id, &[0, 2, 3, 4, 5, 6].map(seat), &ann).await.unwrap();
    let alone_again = |result: Result<_, OrderError>| match result {
        Err(OrderError::Refused(refused)) => refused,
        other => panic!("a refusal, not {:?}", other.map(|_: jari_core::domain::Order| ())),
    };
    assert_eq!(
        alone_again(orders.place(id, &wanted("a", &[seat(0), seat(2)]), &ann).await),
        alone(seat(3), &[seat(2)])
    );
    assert_eq!(refused(service.complete(id, &[seat(4), seat(0)], &ann).await), alone(seat(3), &[seat(4)]));
    assert_eq!(held(&service, &fixture, &ann).await.len(), 6);
    let order = orders.place(id, &wanted("b", &[seat(3), seat(2)]), &ann).await.unwrap();
    assert!(order.reserved_at.is_some());
    // It is being bought, and what was left out is too late.
    assert_eq!(refused(service.hold(id, seat(4), &ann).await), alone(seat(3), &[seat(4)]));
    assert_eq!(
        alone_again(orders.place(id, &wanted("c", &[seat(4)]), &ann).await),
        alone(seat(3), &[seat(4)])
    );
    let sold = service.complete(id, &[seat(6), seat(5)], &ann).await.unwrap();
    assert_eq!(sold.len(), 2);
    assert_eq!(service.complete(id, &[seat(6), seat(5)], &ann).await.unwrap(), sold, "again");
    fixture.clock.advance(500_000);
    let late = CartId::from_verified("late");
    service.hold(id, fixture.seat(1, 2), &late).await.unwrap();
    orders.place(id, &wanted("d", &[fixture.seat(1, 2)]), &late).await.unwrap();
}

/// In one tab the accessible seat is held and let go of, in the others its companions' are held, over two instances. Whatever comes when, nobody
/// ever has a companion's seat alone.
pub(super) async fn one_lets_go_of_the_seat_while_another_tab_takes_its_companions(
    Subject { fixture, ground }: Subject,
) {
    let fixture = hall(fixture, &ground).await;
    let other = fixture.join().await;
    let (here, there) = (service(&fixture), service(&other));
    let (id, ann) = (fixture.match_id, CartId::from_verified("ann"));
    let seat = |n| fixture.seat(0, n);
    let (mut with, mut without) = (0, 0);
    for round in 0..60 {
        here.hold(id, seat(3), &ann).await.unwrap();
        let hold = |n, late: bool| {
            let (service, ann) = (if late { &there } else { &here }, &ann);
            async move { service.hold(id, seat(n), ann).await.is_ok() }
        };
        let release = async { there.release(id, seat(3), &ann).await };
        let (released, first, second) = if round % 2 == 0 {
            tokio::join!(release, hold(2, false), hold(4, true))
        } else {
            let (first, second, released) = tokio::join!(hold(2, true), hold(4, false), release);
            (released, first, second)
        };
        let released = released.unwrap();
        let taken = usize::from(first) + usize::from(second);
        assert_eq!(released.with.len(), taken, "what was taken before went with it");
        with += taken;
        without += 2 - taken;
        assert_eq!(held(&here, &fixture, &ann).await, [].into(), "round {round}");
    }
    println!("{with} companions' seats were taken before, {without} were refused after");
}

/// Many ask at once for what goes together, and nobody gets half of it.
pub(super) async fn whoever_asks_for_both_gets_both_or_neither(Subject { fixture, ground }: Subject) {
    let fixture = hall(fixture, &ground).await;
    let (service, id) = (service(&fixture), fixture.match_id);
    let asks = (0..40_usize).map(|n| {
        let (service, cart) = (service.clone(), CartId::from_verified(format!("cart{n}")));
        let choices = [&[2, 3][..], &[4, 3], &[5, 6], &[4], &[6], &[3, 2, 4]];
        let seats: Vec<_> =
            choices[n % choices.len()].iter().map(|at| fixture.seat(n / 6 % 2, *at)).collect();
        tokio::spawn(async move { service.hold_many(id, &seats, &cart).await.is_ok() })
    });
    join_all(asks).await;
    let mut seen = BTreeSet::new();
    for n in 0..40 {
        let cart = CartId::from_verified(format!("cart{n}"));
        let held = held(&service, &fixture, &cart).await;
        for block in 0..2 {
            for (companion, of) in [(2, 3), (4, 3), (6, 5)] {
                let has = |at| held.contains(&fixture.seat(block, at));
                assert!(!has(companion) || has(of), "{cart:?} has {held:?}");
            }
        }
        assert!(held.iter().all(|seat| seen.insert(*seat)), "one seat has two holders");
    }
    assert!(seen.len() >= 8, "{seen:?}");
}

pub(super) async fn the_best_seats_keep_the_rule(Subject { fixture, ground }: Subject) {
    let fixture = hall(fixture, &ground).await;
    let policy = HoldPolicy { ttl_millis: 10_000_000, max_holds: 0 };
    let service = best_available_service_with(&fixture, policy, RULE).0;
    let wish = |count| Wish { count, categories: None, min_price: None, max_price: None, accessible: false };
    let accessible = |count| Wish { accessible: true, ..wish(count) };
    let (id, ann) = (fixture.match_id, CartId::from_verified("ann"));
    let special: BTreeSet<_> =
        (0..2).flat_map(|block| [2, 3, 4, 5, 6].map(|n| fixture.seat(block, n))).collect();
    let ids = |seats: &jari_core::services::BestSeats| -> BTreeSet<SeatId> {
        seats.held.iter().map(|held| held.seat_id).collect()
    };
    // Of a block two seats before and five behind are for everybody.
    for (count, n) in [(5, 0), (5, 1), (2, 2), (2, 3)] {
        let cart = CartId::from_verified(format!("anybody{n}"));
        let given = service.hold(id, &wish(count), &cart).await.unwrap();
        assert!(given.is_side_by_side && ids(&given).is_disjoint(&special), "{given:?}");
    }
    assert_eq!(refusal(service.hold(id, &wish(1), &ann).await), Refusal::NoSeatsTogether);
    // One with its two companions, whole.
    let three = service.hold(id, &accessible(3), &ann).await.unwrap();
    let block = usize::from(!ids(&three).contains(&fixture.seat(0, 3)));
    assert_eq!(ids(&three), [2, 3, 4].map(|n| fixture.seat(block, n)).into());
    // Others in their place: whoever gives the accessible seat back gives its companions' back with it.
    let others = service.hold_instead(id, &accessible(3), &[fixture.seat(block, 3)], &ann).await.unwrap();
    assert_eq!(ids(&others), [2, 3, 4].map(|n| fixture.seat(1 - block, n)).into());
    let now = fixture.clock.now();
    let held = fixture.store.allocations.held_by(id, &ann, now).await.unwrap();
    assert_eq!(held.iter().map(|held| held.seat_id).collect::<BTreeSet<_>>(), ids(&others));
    let bob = CartId::from_verified("bob");
    assert_eq!(service.hold(id, &accessible(5), &bob).await.map(|five| five.held.len()).unwrap(), 5);
    // After the rule's time what is left is anybody's, but for accessible seats.
    fixture.clock.advance(500_000);
    let cal = CartId::from_verified("cal");
    let late = service.hold(id, &wish(1), &cal).await.unwrap();
    assert!(special.contains(&late.held[0].seat_id), "{late:?}");
}
