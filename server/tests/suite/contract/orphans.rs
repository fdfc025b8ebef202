//! A match's rule for choices that leave one free seat alone.

use super::{Subject, allocation::POLICY};
use crate::support::{Fixture, allocation_service};
use futures_util::future::join_all;
use jari_core::{
    domain::{CartId, HoldPolicy, MatchInfo, OrphanRule, Refusal, Refused, SeatId, SeatStatus},
    ports::AllocationError,
    services::AllocationService,
};
use std::sync::Arc;

/// The service that keeps the rule, in a match that has it.
async fn service(fixture: &Fixture, rule: OrphanRule) -> AllocationService {
    let (admin, catalogue) = (&fixture.db.match_admin, &fixture.db.catalogue);
    let before = catalogue.find_match(fixture.match_id).await.unwrap().unwrap();
    let after = MatchInfo { orphan_rule: rule, ..before.clone() };
    assert!(admin.update(&before, &after).await.unwrap());
    assert_eq!(catalogue.find_match(fixture.match_id).await.unwrap().unwrap(), after);
    let policy = HoldPolicy { max_holds: 0, ..POLICY };
    allocation_service(fixture, policy).with_orphan_rule(Arc::clone(&fixture.store.status))
}

fn refused<T: std::fmt::Debug>(result: Result<T, AllocationError>) -> Refused {
    match result {
        Err(AllocationError::Refused(refused)) => refused,
        other => panic!("a refusal, not {other:?}"),
    }
}

pub(super) async fn a_choice_that_leaves_a_seat_alone_is_refused_told_or_let_be(
    Subject { fixture, ground: _ground }: Subject,
) {
    let (id, ann) = (fixture.match_id, CartId::from_verified("ann"));
    let seats = |indexes: &[usize]| -> Vec<SeatId> { indexes.iter().map(|n| fixture.seat(1, *n)).collect() };
    let refuses = service(&fixture, OrphanRule::Refuse).await;
    let no = refused(refuses.hold_all(id, &seats(&[1, 2]), &ann).await);
    let instead_of = Some(fixture.seat(1, 2));
    assert_eq!(no, Refused { why: Refusal::LeavesSeatAlone { instead_of }, seats: seats(&[0]) });
    assert_eq!(refuses.held_by(id, &ann).await.unwrap(), []);
    // What would mend it does.
    let held = refuses.hold_all(id, &seats(&[0, 1, 2]), &ann).await.unwrap();
    assert_eq!((held.held.len(), held.leaves_alone), (3, vec![]));
    // One's own is as it was, and a seat alone is judged as several are.
    assert_eq!(refuses.hold_many(id, &seats(&[0, 1, 2]), &ann).await.unwrap().len(), 3);
    let no = refused(refuses.hold(id, fixture.seat(1, 4), &ann).await);
    assert_eq!(
        (no.why, no.seats),
        (Refusal::LeavesSeatAlone { instead_of: Some(fixture.seat(1, 4)) }, seats(&[3]))
    );
    refuses.hold(id, fixture.seat(1, 3), &ann).await.unwrap();
    // What is taken is told as that.
    let bob = CartId::from_verified("bob");
    assert_eq!(refused(refuses.hold_many(id, &seats(&[3, 4]), &bob).await).why, Refusal::SeatTaken);

    let warns = service(&fixture, OrphanRule::Warn).await;
    let told = warns.hold_all(id, &seats(&[10]), &bob).await.unwrap();
    let alone: Vec<_> = told.leaves_alone.iter().map(|orphan| orphan.seat_id).collect();
    assert_eq!((told.held.len(), alone), (1, seats(&[11])));
    let off = service(&fixture, OrphanRule::Off).await;
    let told = off.hold_all(id, &seats(&[5, 8]), &bob).await.unwrap();
    assert_eq!((told.held.len(), told.leaves_alone), (2, vec![]));
}

/// Pairs are chosen anywhere in a row by many at once. Whatever they get, no seat that is free is alone.
pub(super) async fn nobody_is_left_alone_whoever_chooses_at_the_same_moment(
    Subject { fixture, ground: _ground }: Subject,
) {
    let service = service(&fixture, OrphanRule::Refuse).await;
    let (id, fixture, service) = (fixture.match_id, &fixture, &service);
    let asks = (0..44_usize).map(|n| async move {
        let (cart, at) = (CartId::from_verified(format!("cart{n}")), (n * 7) % 11);
        let seats = [fixture.seat(1 + n % 2, at), fixture.seat(1 + n % 2, at + 1)];
        match service.hold_many(id, &seats, &cart).await {
            Ok(held) => held.len(),
            Err(AllocationError::Refused(_)) => 0,
            Err(error) => panic!("{error:?}"),
        }
    });
    let held: usize = join_all(asks).await.into_iter().sum();
    assert!(held >= 8, "{held}");
    for block in [1, 2] {
        let snapshot = fixture.store.status.snapshot(id, fixture.block(block)).await.unwrap();
        let row: Vec<bool> = snapshot.seats.iter().map(|seat| seat.status == SeatStatus::Available).collect();
        let is_free = |n: Option<usize>| n.and_then(|n| row.get(n)).copied().unwrap_or(false);
        for n in 0..row.len() {
            let is_alone = row[n] && !is_free(n.checked_sub(1)) && !is_free(Some(n + 1));
            assert!(!is_alone, "block {block}, seat {n}: {row:?}");
        }
    }
}
