//! Best available: exact over every store, whoever asks at the same moment.

use super::{
    Subject,
    allocation::{POLICY, refusal},
};
use crate::support::{Fixture, best_available_service, wide_venue};
use futures_util::future::join_all;
use jari_core::{
    domain::{CartId, Held, HoldPolicy, MatchId, Refusal, SeatId, SeatStatus, best_available::Wish},
    ports::{AllocationError, Clock},
    services::{BestAvailableService, BestSeats},
};
use std::collections::BTreeSet;

const ASKERS: usize = 200;

fn wish(count: usize) -> Wish {
    Wish { count, categories: None, min_price: None, max_price: None, accessible: false }
}

fn ids(seats: &BestSeats) -> Vec<SeatId> {
    seats.held.iter().map(|held| held.seat_id).collect()
}

/// What each of so many who ask for two seats at the same moment is answered; they share the services among them.
async fn all_at_once(
    services: &[BestAvailableService],
    match_id: MatchId,
) -> Vec<Result<BestSeats, AllocationError>> {
    let asks = (0..ASKERS).map(|n| {
        let (service, cart) =
            (services[n % services.len()].clone(), CartId::from_verified(format!("cart{n}")));
        tokio::spawn(async move { service.hold(match_id, &wish(2), &cart).await })
    });
    join_all(asks).await.into_iter().map(Result::unwrap).collect()
}

/// That nobody has what somebody else has, and that the store agrees with what was answered. Answers how many got seats.
async fn require_exact(
    fixture: &Fixture,
    match_id: MatchId,
    answers: &[Result<BestSeats, AllocationError>],
) -> usize {
    let mut given = BTreeSet::new();
    for seats in answers.iter().flatten() {
        assert_eq!(seats.held.len(), 2);
        assert!(ids(seats).into_iter().all(|seat| given.insert(seat)), "given twice: {seats:?}");
    }
    let mut taken = BTreeSet::new();
    for block in &fixture.venue.blocks {
        let snapshot = fixture.store.status.snapshot(match_id, block.info.id).await.unwrap();
        let held = snapshot.seats.iter().filter(|seat| seat.status != SeatStatus::Available);
        taken.extend(held.map(|seat| seat.seat_id));
    }
    assert_eq!(taken, given);
    for (n, answer) in answers.iter().enumerate() {
        let cart = CartId::from_verified(format!("cart{n}"));
        let held = fixture.store.allocations.held_by(match_id, &cart, fixture.clock.now()).await.unwrap();
        assert_eq!(held.len(), if answer.is_ok() { 2 } else { 0 });
    }
    answers.iter().flatten().count()
}

pub(super) async fn the_best_seats_are_held_and_what_is_left_goes_on(
    Subject { fixture, ground: _ground }: Subject,
) {
    let (service, tries) = best_available_service(&fixture, POLICY);
    let (ann, bob, id) = (CartId::from_verified("ann"), CartId::from_verified("bob"), fixture.match_id);
    let first = service.hold(id, &wish(3), &ann).await.unwrap();
    assert!(first.is_side_by_side);
    let block = fixture.venue.block_of(first.held[0].seat_id).unwrap();
    let seats = block.seats.iter().filter(|seat| ids(&first).contains(&seat.id));
    assert!(jari_core::domain::side_by_side(seats));
    let held = fixture.store.allocations.held_by(id, &ann, fixture.clock.now()).await.unwrap();
    let answered: Vec<_> = held.into_iter().map(|held| Held { since: None, ..held }).collect();
    assert_eq!(answered, first.held);
    // What is held already is nobody's best, not even one's own.
    let second = service.hold(id, &wish(3), &ann).await.unwrap();
    assert!(ids(&second).iter().all(|seat| !ids(&first).contains(seat)));
    // The cap counts all of it, also where the group alone is too large.
    let full = Refusal::HoldLimit { max: 6 };
    assert_eq!(refusal(service.hold(id, &wish(1), &ann).await), full);
    assert_eq!(refusal(service.hold(id, &wish(7), &bob).await), full);
    assert_eq!(tries.count(), 3);
    assert_eq!(refusal(service.hold(fixture.upcoming, &wish(1), &bob).await), Refusal::SaleNotOpen);
    assert_eq!(refusal(service.hold(MatchId(99), &wish(1), &bob).await), Refusal::MatchNotFound);
    // Three seats of the venue are for wheelchairs, none beside another.
    let accessible = |count| Wish { accessible: true, ..wish(count) };
    assert_eq!(refusal(service.hold(id, &accessible(2), &bob).await), Refusal::NoSeatsTogether);
    let alone = service.hold(id, &accessible(1), &bob).await.unwrap();
    let seat = alone.held[0].seat_id;
    assert!(fixture.venue.blocks.iter().any(|block| block.seats[0].id == seat), "{seat}");
    let dearer = Wish { min_price: Some(30_001), ..wish(1) };
    assert_eq!(refusal(service.hold(id, &dearer, &bob).await), Refusal::NoSeatsTogether);
    let cheaper = Wish { max_price: Some(30_000), ..wish(1) };
    service.hold(id, &cheaper, &bob).await.unwrap();
}

pub(super) async fn two_hundred_ask_at_once_and_all_get_seats(Subject { fixture, ground }: Subject) {
    drop(fixture);
    let fixture = Fixture::open_with(ground.config.clone(), &wide_venue(8, 60)).await;
    let (service, tries) = best_available_service(&fixture, POLICY);
    let answers = all_at_once(&[service], fixture.match_id).await;
    if let Some(error) = answers.iter().find_map(|answer| answer.as_ref().err()) {
        panic!("{error:?}");
    }
    assert_eq!(require_exact(&fixture, fixture.match_id, &answers).await, ASKERS);
    assert!(answers.iter().flatten().all(|seats| seats.is_side_by_side));
    assert_eq!(tries.count() as usize, ASKERS, "nobody of one instance is in another's way");
}

pub(super) async fn two_hundred_ask_two_instances_at_once_and_all_get_seats(
    Subject { fixture, ground }: Subject,
) {
    drop(fixture);
    let fixture = Fixture::open_with(ground.config.clone(), &wide_venue(8, 60)).await;
    let other = fixture.join().await;
    let (here, tries_here) = best_available_service(&fixture, POLICY);
    let (there, tries_there) = best_available_service(&other, POLICY);
    let answers = all_at_once(&[here, there], fixture.match_id).await;
    if let Some(error) = answers.iter().find_map(|answer| answer.as_ref().err()) {
        panic!("{error:?}");
    }
    assert_eq!(require_exact(&fixture, fixture.match_id, &answers).await, ASKERS);
    let tries = (tries_here.count() + tries_there.count()) as usize;
    println!("two instances: {tries} tries for {ASKERS}");
    assert!(tries <= ASKERS * 3, "{tries} tries for {ASKERS}");
}

pub(super) async fn when_there_are_too_few_the_others_are_told_so(
    Subject { fixture, ground: _ground }: Subject,
) {
    let policy = HoldPolicy { max_holds: 2, ..POLICY };
    let (service, tries) = best_available_service(&fixture, policy);
    let answers = all_at_once(std::slice::from_ref(&service), fixture.match_id).await;
    let given = require_exact(&fixture, fixture.match_id, &answers).await;
    for error in answers.iter().filter_map(|answer| answer.as_ref().err()) {
        let AllocationError::Refused(refused) = error else { panic!("{error:?}") };
        assert_eq!(refused.why, Refusal::NoSeatsTogether);
    }
    // Of 144 seats three are for wheelchairs.
    assert!((60..=70).contains(&given), "{given}");
    assert_eq!(tries.count() as usize, given);
    // Nothing together is left, and each that is left alone is somebody's best.
    let late = CartId::from_verified("late");
    assert_eq!(refusal(service.hold(fixture.match_id, &wish(2), &late).await), Refusal::NoSeatsTogether);
    for n in 0..144 - 3 - 2 * given {
        let cart = CartId::from_verified(format!("single{n}"));
        service.hold(fixture.match_id, &wish(1), &cart).await.unwrap();
    }
    assert_eq!(refusal(service.hold(fixture.match_id, &wish(1), &late).await), Refusal::NoSeatsTogether);
}

/// Another proposal takes the place of the one before at once: nobody has both, or neither, and the cap counts once.
pub(super) async fn others_are_given_in_place_of_those_before(Subject { fixture, ground: _ground }: Subject) {
    let policy = HoldPolicy { max_holds: 2, ..POLICY };
    let (service, _) = best_available_service(&fixture, policy);
    let (id, ann) = (fixture.match_id, CartId::from_verified("ann"));
    let held = async || {
        let held = fixture.store.allocations.held_by(id, &ann, fixture.clock.now()).await.unwrap();
        held.iter().map(|held| (held.seat_id, held.expires_at)).collect::<BTreeSet<_>>()
    };
    let first = service.hold(id, &wish(2), &ann).await.unwrap();
    let end = first.held[0].expires_at;
    let second = service.hold_instead(id, &wish(2), &ids(&first), &ann).await.unwrap();
    assert!(ids(&second).iter().all(|seat| !ids(&first).contains(seat)), "{second:?}");
    assert_eq!(held().await, ids(&second).into_iter().map(|seat| (seat, end)).collect());
    // More than the cap are refused, and what there is stays.
    assert_eq!(
        refusal(service.hold_instead(id, &wish(3), &ids(&second), &ann).await),
        Refusal::HoldLimit { max: 2 }
    );
    assert_eq!(held().await.len(), 2);
    // What is somebody else's, or was let go of, is nothing to give back.
    let bob = CartId::from_verified("bob");
    let his = service.hold_instead(id, &wish(1), &ids(&second), &bob).await.unwrap();
    assert!(!ids(&second).contains(&his.held[0].seat_id));
    assert_eq!(held().await.len(), 2);
}
