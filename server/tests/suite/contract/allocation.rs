use super::Subject;
use crate::support::Fixture;
use crate::support::{SeatRequest, SeatRequests};
use jari_core::{
    domain::{CartId, Command, Held, HoldPolicy, Refusal, Revision, SeatId, SeatStatus, UnixMillis},
    ports::AllocationError,
};

pub(super) const POLICY: HoldPolicy = HoldPolicy { ttl_millis: 1_000, max_holds: 6 };
pub(super) const NOW: UnixMillis = UnixMillis(5_000_000);

/// A request for a seat of the match on sale.
pub(super) fn request(
    fixture: &Fixture,
    cart: &str,
    block: usize,
    seat: usize,
    now: UnixMillis,
) -> SeatRequest {
    SeatRequest {
        match_id: fixture.match_id,
        block_id: fixture.block(block),
        seat_id: fixture.seat(block, seat),
        cart: CartId::from_verified(cart),
        now,
    }
}

/// A seat's state by the snapshot.
pub(super) async fn status(fixture: &Fixture, block: usize, seat: usize) -> (SeatStatus, Revision) {
    let snapshot = fixture.store.status.snapshot(fixture.match_id, fixture.block(block)).await.unwrap();
    let id = fixture.seat(block, seat);
    let found = snapshot.seats.iter().find(|change| change.seat_id == id).unwrap();
    (found.status, found.rev)
}

pub(super) fn refusal<T: std::fmt::Debug>(result: Result<T, AllocationError>) -> Refusal {
    match result {
        Err(AllocationError::Refused(refused)) => refused.why,
        other => panic!("a refusal, not {other:?}"),
    }
}

pub(super) async fn a_hold_is_seen_and_takes_the_next_revision(
    Subject { fixture, ground: _ground }: Subject,
) {
    let store = &fixture.store.allocations;
    let held = store.hold(&request(&fixture, "ann", 0, 3, NOW), POLICY).await.unwrap();
    assert_eq!((held.rev, held.expires_at), (Revision(1), NOW + 1_000));
    assert_eq!(status(&fixture, 0, 3).await, (SeatStatus::Hold, Revision(1)));
    let rev = store.release(&request(&fixture, "ann", 0, 3, NOW)).await.unwrap();
    assert_eq!(rev, Revision(2));
    assert_eq!(status(&fixture, 0, 3).await, (SeatStatus::Available, Revision(2)));
    // Another block counts for itself.
    let held = store.hold(&request(&fixture, "ann", 1, 0, NOW), POLICY).await.unwrap();
    assert_eq!(held.rev, Revision(1));
}

pub(super) async fn repeating_a_hold_answers_the_same_and_changes_nothing(
    Subject { fixture, ground: _ground }: Subject,
) {
    let store = &fixture.store.allocations;
    let first = store.hold(&request(&fixture, "ann", 0, 0, NOW), POLICY).await.unwrap();
    let again = store.hold(&request(&fixture, "ann", 0, 0, NOW + 500), POLICY).await.unwrap();
    assert_eq!(first, again);
    let snapshot = fixture.store.status.snapshot(fixture.match_id, fixture.block(0)).await.unwrap();
    assert_eq!(snapshot.rev, Revision(1));
}

pub(super) async fn only_its_own_cart_releases(Subject { fixture, ground: _ground }: Subject) {
    let store = &fixture.store.allocations;
    let free = store.release(&request(&fixture, "ann", 0, 0, NOW)).await;
    assert_eq!(refusal(free), Refusal::SeatNotHeld);
    store.hold(&request(&fixture, "ann", 0, 0, NOW), POLICY).await.unwrap();
    let bob = request(&fixture, "bob", 0, 0, NOW);
    assert_eq!(refusal(store.release(&bob).await), Refusal::NotHolder);
    assert_eq!(refusal(store.hold(&bob, POLICY).await), Refusal::SeatTaken);
    assert_eq!(status(&fixture, 0, 0).await, (SeatStatus::Hold, Revision(1)));
}

pub(super) async fn the_cap_is_per_cart_and_match(Subject { fixture, ground: _ground }: Subject) {
    let store = &fixture.store.allocations;
    for seat in 0..6 {
        // Seats of different blocks count together.
        store.hold(&request(&fixture, "ann", seat % 2, seat, NOW), POLICY).await.unwrap();
    }
    let one_more = request(&fixture, "ann", 2, 0, NOW);
    assert_eq!(refusal(store.hold(&one_more, POLICY).await), Refusal::HoldLimit { max: 6 });
    assert_eq!(status(&fixture, 2, 0).await, (SeatStatus::Available, Revision(0)));
    let elsewhere = SeatRequest { match_id: fixture.upcoming, ..one_more.clone() };
    store.hold(&elsewhere, POLICY).await.unwrap();
    store.hold(&request(&fixture, "bob", 2, 0, NOW), POLICY).await.unwrap();
    // What has expired counts no more, swept or not.
    store.hold(&request(&fixture, "ann", 2, 1, NOW + 1_000), POLICY).await.unwrap();
}

pub(super) async fn zero_means_no_cap(Subject { fixture, ground: _ground }: Subject) {
    let policy = HoldPolicy { max_holds: 0, ..POLICY };
    for seat in 0..30 {
        fixture.store.allocations.hold(&request(&fixture, "ann", 0, seat, NOW), policy).await.unwrap();
    }
}

pub(super) async fn what_is_due_expires_and_nothing_else(Subject { fixture, ground: _ground }: Subject) {
    let store = &fixture.store.allocations;
    for (cart, block, seat, at) in [("ann", 0, 0, NOW), ("bob", 1, 0, NOW + 1), ("cho", 0, 1, NOW + 500)] {
        store.hold(&request(&fixture, cart, block, seat, at), POLICY).await.unwrap();
    }
    assert_eq!(store.expire(NOW + 999, 10).await.unwrap(), []);
    // The one that ran out first is freed first, and no more than asked for.
    let (first, second) = (fixture.block(0), fixture.block(1));
    assert_eq!(store.expire(NOW + 1_001, 1).await.unwrap(), [(fixture.match_id, first)]);
    assert_eq!(store.expire(NOW + 1_001, 10).await.unwrap(), [(fixture.match_id, second)]);
    assert_eq!(store.expire(NOW + 1_001, 10).await.unwrap(), []);
    assert_eq!(status(&fixture, 0, 0).await, (SeatStatus::Available, Revision(3)));
    assert_eq!(status(&fixture, 0, 1).await, (SeatStatus::Hold, Revision(2)));
}

pub(super) async fn an_expired_seat_is_anybodys_before_the_sweep(
    Subject { fixture, ground: _ground }: Subject,
) {
    let store = &fixture.store.allocations;
    store.hold(&request(&fixture, "ann", 1, 0, NOW), POLICY).await.unwrap();
    let late = NOW + 1_000;
    assert_eq!(refusal(store.release(&request(&fixture, "ann", 1, 0, late)).await), Refusal::SeatNotHeld);
    store.hold(&request(&fixture, "bob", 1, 0, late), POLICY).await.unwrap();
    assert_eq!(store.expire(late, 10).await.unwrap(), []);
    let counts =
        fixture.store.status.block_counts(fixture.match_id, Some(&[fixture.block(1)])).await.unwrap();
    assert_eq!((counts.blocks[0].free, counts.blocks[0].rev), (11, Revision(2)));
}

pub(super) async fn a_seat_that_is_not_there_is_not_found(Subject { fixture, ground: _ground }: Subject) {
    let store = &fixture.store.allocations;
    let nowhere = SeatRequest { seat_id: SeatId(9_999_999), ..request(&fixture, "ann", 0, 0, NOW) };
    assert_eq!(refusal(store.hold(&nowhere, POLICY).await), Refusal::SeatNotFound);
    assert_eq!(refusal(store.release(&nowhere).await), Refusal::SeatNotFound);
    // A seat under another block's name would take the wrong counter.
    let misplaced = SeatRequest { block_id: fixture.block(1), ..request(&fixture, "ann", 0, 0, NOW) };
    assert_eq!(refusal(store.hold(&misplaced, POLICY).await), Refusal::SeatNotFound);
}

pub(super) async fn held_by_tells_ones_own(Subject { fixture, ground: _ground }: Subject) {
    let store = &fixture.store.allocations;
    let first = store.hold(&request(&fixture, "ann", 0, 5, NOW), POLICY).await.unwrap();
    let second = store.hold(&request(&fixture, "ann", 1, 0, NOW + 10), POLICY).await.unwrap();
    store.hold(&request(&fixture, "bob", 0, 6, NOW), POLICY).await.unwrap();
    let ann = CartId::from_verified("ann");
    let all = [first, second].map(|held| Held { since: Some(NOW), ..held });
    assert_eq!(store.held_by(fixture.match_id, &ann, NOW + 20).await.unwrap(), all);
    // What ends first comes first.
    let lengthen =
        Command::lengthen(fixture.match_id, [(first.block_id, first.seat_id)], &ann, NOW + 30, NOW + 2_000);
    store.change(&lengthen).await.unwrap();
    let held = store.held_by(fixture.match_id, &ann, NOW + 999).await.unwrap();
    assert_eq!(held.iter().map(|held| held.seat_id).collect::<Vec<_>>(), [second.seat_id, first.seat_id]);
    assert_eq!(store.held_by(fixture.match_id, &ann, NOW + 1_000).await.unwrap(), held[1..]);
    assert_eq!(store.held_by(fixture.upcoming, &ann, NOW).await.unwrap(), []);
    // Whether there is anything is told of many at once.
    let carts: Vec<_> = ["carl", "ann", "b\"o]b", "bob", "ann"].map(CartId::from_verified).into();
    let holders = async |at, now| {
        let mut holders = store.holders(at, &carts, now).await.unwrap();
        holders.sort_by(|one, other| one.as_str().cmp(other.as_str()));
        holders.dedup();
        holders.iter().map(|cart| cart.as_str().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(holders(fixture.match_id, NOW + 999).await, ["ann", "bob"]);
    assert_eq!(holders(fixture.match_id, NOW + 1_000).await, ["ann"]);
    assert_eq!(holders(fixture.match_id, NOW + 2_000).await, [""; 0]);
    assert_eq!(holders(fixture.upcoming, NOW).await, [""; 0]);
    assert_eq!(store.holders(fixture.match_id, &[], NOW).await.unwrap(), []);
}
