//! A cart is lengthened as a whole, and never beyond what its first hold allows.

use super::{Subject, allocation::POLICY};
use crate::support::{Fixture, Later, OPENS_AT, lengthening_service};
use futures_util::future::join_all;
use jari_core::{
    domain::{CartId, Command, Held, HoldPolicy, MatchId, OrderId, Refusal, SeatId},
    ports::{AllocationError, Clock},
    services::AllocationService,
};
use std::collections::BTreeSet;

/// How long a cart lasts at the most; a hold lasts a second.
const MOST: i64 = 2_500;

fn ann() -> CartId {
    CartId::from_verified("ann")
}

fn seat(fixture: &Fixture, block: usize, seat: usize) -> SeatId {
    fixture.seat(block, seat)
}

fn refusal<T: std::fmt::Debug>(result: Result<T, AllocationError>) -> Refusal {
    match result {
        Err(AllocationError::Refused(refused)) => refused.why,
        other => panic!("a refusal, not {other:?}"),
    }
}

async fn ends(service: &AllocationService, id: MatchId, cart: &CartId) -> Vec<i64> {
    service.held_by(id, cart).await.unwrap().iter().map(|held| held.expires_at - OPENS_AT).collect()
}

pub(super) async fn all_that_a_cart_has_is_lengthened_up_to_its_cap(
    Subject { fixture, ground: _ground }: Subject,
) {
    for (cart, max_holds, at) in [("ann", 6, 0), ("bob", 0, 6)] {
        let service = lengthening_service(&fixture, HoldPolicy { max_holds, ..POLICY }, MOST);
        let (id, cart, began) = (fixture.match_id, CartId::from_verified(cart), fixture.clock.now());
        assert_eq!(refusal(service.lengthen(id, &cart).await), Refusal::SeatNotHeld);
        service.hold(id, seat(&fixture, 0, at), &cart).await.unwrap();
        fixture.clock.advance(400);
        service.hold_many(id, &[seat(&fixture, 0, at + 1), seat(&fixture, 1, at)], &cart).await.unwrap();
        let lengthened = async || {
            let (held, to) = service.lengthen(id, &cart).await.unwrap();
            assert_eq!((held.len(), to.since, to.latest), (3, began, began + MOST));
            assert!(held.iter().all(|held| held.expires_at == to.until), "{held:?}");
            let told: Vec<Held> = service.held_by(id, &cart).await.unwrap();
            assert!(
                told.iter().all(|held| (held.expires_at, held.since) == (to.until, Some(began))),
                "{told:?}"
            );
            to.until - began
        };
        assert_eq!(lengthened().await, 1_400);
        // At the same moment it is the same.
        assert_eq!(lengthened().await, 1_400);
        fixture.clock.advance(999);
        assert_eq!(lengthened().await, 2_399);
        fixture.clock.advance(900);
        assert_eq!(lengthened().await, 2_500);
        let end = Refusal::HoldsAtTheirEnd { ends_at: began + MOST };
        fixture.clock.advance(100);
        assert_eq!(refusal(service.lengthen(id, &cart).await), end);
        // A further hold does not help, nor does whoever has it in another match.
        let more = service.hold(id, seat(&fixture, 2, at), &cart).await.unwrap();
        assert_eq!(more.expires_at, began + MOST);
        assert_eq!(refusal(service.lengthen(id, &cart).await), end);
        assert_eq!(refusal(service.lengthen(MatchId(99), &cart).await), Refusal::MatchNotFound);
        fixture.clock.advance(101);
        assert_eq!(refusal(service.lengthen(id, &cart).await), Refusal::SeatNotHeld);
    }
}

pub(super) async fn a_seat_that_was_let_go_of_moves_no_cap(Subject { fixture, ground: _ground }: Subject) {
    let service = lengthening_service(&fixture, POLICY, MOST);
    let id = fixture.match_id;
    for (block, at) in [(0, 0), (1, 0), (0, 1)] {
        // The first one goes, and the next is taken: it is one cart all the time.
        service.hold(id, seat(&fixture, block, at), &ann()).await.unwrap();
        if (block, at) == (0, 0) {
            service.hold(id, seat(&fixture, 2, 0), &ann()).await.unwrap();
        }
        fixture.clock.advance(600);
        service.lengthen(id, &ann()).await.unwrap();
        service.release(id, seat(&fixture, block, at), &ann()).await.unwrap();
    }
    assert_eq!(ends(&service, id, &ann()).await, [MOST]);
    let at_end = Refusal::HoldsAtTheirEnd { ends_at: OPENS_AT + MOST };
    assert_eq!(refusal(service.lengthen(id, &ann()).await), at_end);
    // Who has let go of all begins anew.
    service.release(id, seat(&fixture, 2, 0), &ann()).await.unwrap();
    let held = service.hold(id, seat(&fixture, 2, 0), &ann()).await.unwrap();
    assert_eq!(held.expires_at - OPENS_AT, 2_800);
    let (_, to) = service.lengthen(id, &ann()).await.unwrap();
    assert_eq!((to.since - OPENS_AT, to.latest - OPENS_AT), (1_800, 1_800 + MOST));
}

pub(super) async fn what_has_ended_is_not_lengthened_and_begins_anew(
    Subject { fixture, ground: _ground }: Subject,
) {
    let service = lengthening_service(&fixture, POLICY, MOST);
    let id = fixture.match_id;
    let both = [seat(&fixture, 0, 0), seat(&fixture, 1, 0)];
    for is_swept in [false, true] {
        service.hold_many(id, &both, &ann()).await.unwrap();
        fixture.clock.advance(500);
        service.lengthen(id, &ann()).await.unwrap();
        fixture.clock.advance(1_000);
        if is_swept {
            while !service.expire(10).await.unwrap().is_empty() {}
        }
        assert_eq!(refusal(service.lengthen(id, &ann()).await), Refusal::SeatNotHeld);
    }
    // Somebody else has the same seats: he begins when he does.
    let bob = CartId::from_verified("bob");
    service.hold_many(id, &both, &bob).await.unwrap();
    let now = fixture.clock.now();
    fixture.clock.advance(10);
    let (held, to) = service.lengthen(id, &bob).await.unwrap();
    assert_eq!((held.len(), to.since, to.until), (2, now, now + 1_010));
    assert_eq!(refusal(service.lengthen(id, &ann()).await), Refusal::SeatNotHeld);
}

pub(super) async fn nothing_is_lengthened_while_a_seat_is_being_bought(
    Subject { fixture, ground: _ground }: Subject,
) {
    let service = lengthening_service(&fixture, POLICY, MOST);
    let (id, store) = (fixture.match_id, &fixture.store.allocations);
    service.hold_many(id, &[seat(&fixture, 0, 0), seat(&fixture, 1, 0)], &ann()).await.unwrap();
    fixture.clock.advance(100);
    let (order, place) = (OrderId::from_stored("of:ann"), (fixture.block(0), seat(&fixture, 0, 0)));
    let now = fixture.clock.now();
    store.change(&Command::reserve(id, [place], &ann(), &order, now)).await.unwrap();
    assert_eq!(refusal(service.lengthen(id, &ann()).await), Refusal::CartChanged);
    store.change(&Command::call_off(id, [place], &order, now)).await.unwrap();
    let (held, to) = service.lengthen(id, &ann()).await.unwrap();
    assert_eq!((held.len(), to.since, to.until), (2, OPENS_AT, OPENS_AT + 1_100));
}

/// Tabs hold, let go and lengthen, and time goes on: whenever it is looked at all of a cart ends at one time, and never after its
/// cap.
pub(super) async fn two_tabs_and_what_ends_and_the_sweep_race_and_all_ends_together(
    Subject { fixture, ground: _ground }: Subject,
) {
    let service = lengthening_service(&fixture, POLICY, MOST);
    let id = fixture.match_id;
    let mut lengthened = 0;
    for round in 0..12 {
        let began = fixture.clock.now();
        service.hold(id, seat(&fixture, 0, 0), &ann()).await.unwrap();
        // Now and then what is there ends at just this moment.
        fixture.clock.advance(if round % 4 == 3 { 1_000 } else { 700 });
        let fixture = &fixture;
        let service = &service;
        let what = (0..8).map(|n| async move {
            match n {
                0 | 1 => service.lengthen(id, &ann()).await.map(|_| true),
                2..5 => service.hold(id, seat(fixture, n % 3, n), &ann()).await.map(|_| false),
                5 => service.release(id, seat(fixture, 0, 0), &ann()).await.map(|_| false),
                6 => Ok(service.expire(10).await.is_err()),
                _ => service.hold(id, seat(fixture, 1, 9), &ann()).await.map(|_| false),
            }
        });
        for done in join_all(what).await {
            match done {
                Ok(is_lengthened) => lengthened += usize::from(is_lengthened),
                Err(AllocationError::Refused(refused)) => assert!(
                    matches!(refused.why, Refusal::SeatNotHeld | Refusal::CartChanged),
                    "round {round}: {refused:?}"
                ),
                Err(AllocationError::Store(error)) => panic!("round {round}: {error:?}"),
            }
        }
        let held = service.held_by(id, &ann()).await.unwrap();
        let ends: BTreeSet<_> = held.iter().map(|held| held.expires_at).collect();
        let since: BTreeSet<_> = held.iter().map(|held| held.since).collect();
        assert_eq!((ends.len(), since.len()), (1, 1), "round {round}: {held:?}");
        let began = if since.first() == Some(&Some(began)) { began } else { fixture.clock.now() };
        assert_eq!(since.first(), Some(&Some(began)), "round {round}");
        assert!(ends.first().is_some_and(|end| *end <= began + MOST), "round {round}: {ends:?}");
        for held in held {
            service.release(id, held.seat_id, &ann()).await.unwrap();
        }
        while !service.expire(10).await.unwrap().is_empty() {}
    }
    assert!(lengthened >= 6, "{lengthened}");
}

/// While a new version is installed the one before holds seats as well, and tells no beginning.
pub(super) async fn what_the_version_before_stored_is_lengthened_as_it_was_begun(
    Subject { fixture, ground }: Subject,
) {
    let service = lengthening_service(&fixture, POLICY, MOST);
    let id = fixture.match_id;
    // What this version has stored for somebody is still there.
    service.hold(id, seat(&fixture, 0, 0), &ann()).await.unwrap();
    fixture.clock.advance(900);
    service.lengthen(id, &ann()).await.unwrap();
    let (now, bob) = (fixture.clock.now(), CartId::from_verified("bob"));
    let later = Later::new(&fixture, &ground);
    later.hold_as_before(fixture.block(0), seat(&fixture, 0, 0), "bob", now + 1_000).await;
    assert_eq!(refusal(service.lengthen(id, &ann()).await), Refusal::SeatNotHeld);
    let held = service.held_by(id, &bob).await.unwrap();
    assert_eq!((held[0].expires_at, held[0].since), (now + 1_000, None));
    fixture.clock.advance(300);
    let (_, to) = service.lengthen(id, &bob).await.unwrap();
    assert_eq!((to.since, to.until, to.latest), (now, now + 1_300, now + MOST));
    // From then on it is known, however often it is done.
    fixture.clock.advance(900);
    let (_, to) = service.lengthen(id, &bob).await.unwrap();
    assert_eq!((to.since, to.until), (now, now + 2_200));
    let held = service.hold(id, seat(&fixture, 1, 0), &bob).await.unwrap();
    assert_eq!(held.expires_at, now + 2_200);
    fixture.clock.advance(900);
    assert_eq!(service.lengthen(id, &bob).await.unwrap().1.until, now + MOST);
    let at_end = Refusal::HoldsAtTheirEnd { ends_at: now + MOST };
    assert_eq!(refusal(service.lengthen(id, &bob).await), at_end);
}
