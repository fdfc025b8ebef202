//! What a cart has in a match ends at one time, and is counted together.

use super::{
    Subject,
    allocation::{NOW, POLICY, refusal, request, status},
};
use crate::support::{Fixture, SeatRequest, SeatRequests};
use futures_util::future::join_all;
use jari_core::domain::{
    CartId, Command, HoldPolicy, OrderId, Refusal, Revision, SeatStatus, UnixMillis, command::Place,
};

const NO_CAP: HoldPolicy = HoldPolicy { max_holds: 0, ..POLICY };

/// Holds a seat, and answers when that ends.
async fn hold(
    fixture: &Fixture,
    cart: &str,
    block: usize,
    seat: usize,
    now: UnixMillis,
    policy: HoldPolicy,
) -> UnixMillis {
    let request = request(fixture, cart, block, seat, now);
    fixture.store.allocations.hold(&request, policy).await.unwrap().expires_at
}

fn place(fixture: &Fixture, block: usize, seat: usize) -> Place {
    (fixture.block(block), fixture.seat(block, seat))
}

async fn change(fixture: &Fixture, command: Command) {
    fixture.store.allocations.change(&command).await.unwrap();
}

fn order() -> OrderId {
    OrderId::from_stored("of:ann")
}

pub(super) async fn a_further_hold_ends_with_the_first(Subject { fixture, ground: _ground }: Subject) {
    let store = &fixture.store.allocations;
    for (cart, policy) in [("ann", POLICY), ("bob", NO_CAP)] {
        let first = if cart == "ann" { 0 } else { 6 };
        let end = hold(&fixture, cart, 0, first, NOW, policy).await;
        assert_eq!(end, NOW + 1_000);
        for (block, seat) in [(0, first + 1), (1, first)] {
            assert_eq!(hold(&fixture, cart, block, seat, NOW + 400, policy).await, end);
        }
        // One's own is as it was, and who else has what does not matter.
        assert_eq!(hold(&fixture, cart, 0, first, NOW + 500, policy).await, end);
        assert_eq!(hold(&fixture, &format!("{cart}a"), 2, first, NOW + 400, policy).await, NOW + 1_400);
        let held = store.held_by(fixture.match_id, &CartId::from_verified(cart), NOW + 999).await.unwrap();
        let seats = [fixture.seat(0, first), fixture.seat(0, first + 1), fixture.seat(1, first)];
        assert_eq!(held.iter().map(|held| held.seat_id).collect::<Vec<_>>(), seats);
        assert!(held.iter().all(|held| held.expires_at == end), "{held:?}");
    }
    let elsewhere = SeatRequest { match_id: fixture.upcoming, ..request(&fixture, "ann", 0, 0, NOW + 700) };
    assert_eq!(store.hold(&elsewhere, POLICY).await.unwrap().expires_at, NOW + 1_700);
    // They run out together, and are freed together.
    while !store.expire(NOW + 1_000, 10).await.unwrap().is_empty() {}
    let counts = fixture.store.status.block_counts(fixture.match_id, None).await.unwrap();
    assert_eq!(counts.blocks.iter().map(|block| block.free).collect::<Vec<_>>(), [120, 12, 10]);
}

pub(super) async fn what_is_held_at_once_ends_together(Subject { fixture, ground: _ground }: Subject) {
    // Blocks of which others hold at the same time, so that stores that gather requests have something to gather.
    let wanted = (0..12).flat_map(|seat| (0..2).map(move |block| (block, seat)));
    let holds =
        wanted.map(|(block, seat)| {
            let cart = ["ann", "bob", "cho"][seat % 3];
            let policy = if cart == "ann" { NO_CAP } else { HoldPolicy { max_holds: 8, ..POLICY } };
            let fixture = &fixture;
            async move {
                (cart, hold(fixture, cart, block, seat, NOW + i64::try_from(seat).unwrap(), policy).await)
            }
        });
    let held = join_all(holds).await;
    for cart in ["ann", "bob", "cho"] {
        let mut ends: Vec<_> = held.iter().filter(|(of, _)| *of == cart).map(|(_, end)| *end).collect();
        assert_eq!(ends.len(), 8);
        ends.dedup();
        assert_eq!(ends.len(), 1, "{ends:?}");
    }
}

pub(super) async fn a_cart_that_has_nothing_begins_anew(Subject { fixture, ground: _ground }: Subject) {
    let store = &fixture.store.allocations;
    for (cart, policy) in [("ann", POLICY), ("bob", NO_CAP)] {
        let at = if cart == "ann" { 0 } else { 6 };
        hold(&fixture, cart, 0, at, NOW, policy).await;
        hold(&fixture, cart, 1, at, NOW, policy).await;
        store.release(&request(&fixture, cart, 0, at, NOW + 100)).await.unwrap();
        // It still has one.
        assert_eq!(hold(&fixture, cart, 0, at, NOW + 200, policy).await, NOW + 1_000);
        for block in [0, 1] {
            store.release(&request(&fixture, cart, block, at, NOW + 300)).await.unwrap();
        }
        assert_eq!(hold(&fixture, cart, 0, at, NOW + 400, policy).await, NOW + 1_400);
        // What has run out is nothing, swept or not; also where it is the same seat.
        assert_eq!(hold(&fixture, cart, 1, at, NOW + 1_400, policy).await, NOW + 2_400);
        assert_eq!(hold(&fixture, cart, 0, at, NOW + 1_500, policy).await, NOW + 2_400);
        // What is sold has no end.
        let sell = Command::sell(
            fixture.match_id,
            [place(&fixture, 0, at), place(&fixture, 1, at)],
            &CartId::from_verified(cart),
            &OrderId::from_stored(cart),
            NOW + 1_600,
        );
        change(&fixture, sell).await;
        assert_eq!(hold(&fixture, cart, 0, at + 1, NOW + 1_700, policy).await, NOW + 2_700);
    }
}

pub(super) async fn a_cart_that_was_lengthened_goes_on_so(Subject { fixture, ground: _ground }: Subject) {
    let ann = CartId::from_verified("ann");
    hold(&fixture, "ann", 0, 0, NOW, POLICY).await;
    hold(&fixture, "ann", 1, 0, NOW, POLICY).await;
    let both = [place(&fixture, 0, 0), place(&fixture, 1, 0)];
    change(&fixture, Command::lengthen(fixture.match_id, both, &ann, NOW + 10, NOW + 5_000)).await;
    assert_eq!(hold(&fixture, "ann", 2, 0, NOW + 20, POLICY).await, NOW + 5_000);
    assert_eq!(hold(&fixture, "ann", 2, 1, NOW + 4_999, NO_CAP).await, NOW + 5_000);
}

pub(super) async fn what_is_reserved_counts_and_ends_with_the_cart(
    Subject { fixture, ground: _ground }: Subject,
) {
    let (store, ann) = (&fixture.store.allocations, CartId::from_verified("ann"));
    let policy = HoldPolicy { max_holds: 2, ..POLICY };
    let full = Refusal::HoldLimit { max: 2 };
    hold(&fixture, "ann", 0, 0, NOW, policy).await;
    change(&fixture, Command::reserve(fixture.match_id, [place(&fixture, 0, 0)], &ann, &order(), NOW + 1))
        .await;
    assert_eq!(status(&fixture, 0, 0).await, (SeatStatus::Reserved, Revision(2)));
    // The hold that it was, and may be again, ends with the others.
    assert_eq!(hold(&fixture, "ann", 1, 0, NOW + 500, policy).await, NOW + 1_000);
    let third = |now| request(&fixture, "ann", 1, 1, now);
    assert_eq!(refusal(store.hold(&third(NOW + 600), policy).await), full);
    // Whatever its end was, it is the cart's until its order is known; the hold is not.
    let late = NOW + 1_000;
    assert_eq!(hold(&fixture, "ann", 1, 1, late, policy).await, late + 1_000);
    assert_eq!(refusal(store.hold(&request(&fixture, "ann", 1, 2, late), policy).await), full);
    hold(&fixture, "ann", 1, 2, late, NO_CAP).await;
    change(&fixture, Command::release(fixture.match_id, [place(&fixture, 1, 2)], &ann, late)).await;
    // It comes to nothing, and with it the seat.
    change(&fixture, Command::call_off(fixture.match_id, [place(&fixture, 0, 0)], &order(), late)).await;
    assert_eq!(hold(&fixture, "ann", 1, 2, late + 1, policy).await, late + 1_000);
}
