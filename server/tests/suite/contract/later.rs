//! A later version shares the store, and has put seats into states that this one does not know: they are taken, nobody gets
//! them and nothing here changes them; the rest goes on.

use super::{
    Subject,
    allocation::{NOW, POLICY, refusal, request, status},
    sale::completion,
};
use crate::support::{Later, SeatRequests, run_in};
use jari_core::{
    domain::{CartId, OrderId, Refusal, Revision, Sale, SeatStatus},
    ports::AllocationError,
};

const OCCUPIED: SeatStatus = SeatStatus::Occupied;

pub(super) async fn a_seat_in_an_unknown_state_is_shown_as_taken(Subject { fixture, ground }: Subject) {
    let (store, block) = (&fixture.store, fixture.block(1));
    store.allocations.hold(&request(&fixture, "ann", 1, 0, NOW), POLICY).await.unwrap();
    let later = Later::new(&fixture, &ground);
    later.change(block, fixture.seat(1, 1), None, None).await;
    later.change(block, fixture.seat(1, 2), Some("ann"), Some(NOW)).await;

    let snapshot = store.status.snapshot(fixture.match_id, block).await.unwrap();
    let shown: Vec<_> = snapshot.seats.iter().take(4).map(|seat| (seat.status, seat.rev.0)).collect();
    let available = (SeatStatus::Available, 0);
    assert_eq!(shown, [(SeatStatus::Hold, 1), (OCCUPIED, 2), (OCCUPIED, 3), available]);
    let changes = store.status.changes_since(fixture.match_id, block, Revision(1)).await.unwrap();
    let told: Vec<_> = changes.seats.iter().map(|seat| (seat.seat_id, seat.status)).collect();
    assert_eq!(told, [(fixture.seat(1, 1), OCCUPIED), (fixture.seat(1, 2), OCCUPIED)]);
    let counts = store.status.block_counts(fixture.match_id, Some(&[block])).await.unwrap();
    assert_eq!(counts.blocks.iter().map(|block| block.free).collect::<Vec<_>>(), [9]);
}

pub(super) async fn a_seat_in_an_unknown_state_is_nobodys_to_change(Subject { fixture, ground }: Subject) {
    let store = &fixture.store.allocations;
    // What Redis has is there from the first request on.
    fixture.store.status.snapshot(fixture.match_id, fixture.block(1)).await.unwrap();
    let later = Later::new(&fixture, &ground);
    let mut before = Vec::new();
    for (seat, cart, ends) in [(0, None, None), (1, Some("ann"), None), (2, Some("ann"), Some(NOW))] {
        later.change(fixture.block(1), fixture.seat(1, seat), cart, ends).await;
        before.push(later.stored(fixture.block(1), fixture.seat(1, seat)).await);
    }
    let late = NOW + 60_000;
    store.hold(&request(&fixture, "ann", 1, 5, NOW), POLICY).await.unwrap();
    for seat in 0..3 {
        // Not even who had it in a way that is not known.
        for who in ["ann", "bob"] {
            let wish = request(&fixture, who, 1, seat, late);
            assert_eq!(refusal(store.hold(&wish, POLICY).await), Refusal::SeatTaken, "{seat} {who}");
            assert_eq!(refusal(store.release(&wish).await), Refusal::SeatNotHeld, "{seat} {who}");
            let order = completion(&fixture, who, &[(1, seat)], late);
            assert_eq!(refusal(store.complete(&order).await), Refusal::SeatNotHeld, "{seat} {who}");
        }
    }
    let order = completion(&fixture, "ann", &[(1, 2), (1, 5)], NOW);
    assert_eq!(refusal(store.complete(&order).await), Refusal::SeatNotHeld);
    let ann = CartId::from_verified("ann");
    let held = store.held_by(fixture.match_id, &ann, NOW).await.unwrap();
    assert_eq!(held.iter().map(|held| held.seat_id).collect::<Vec<_>>(), [fixture.seat(1, 5)]);

    // What has run out is freed, one at a time, and is not kept by what only looks as if it had.
    assert_eq!(store.expire(late, 1).await.unwrap(), [(fixture.match_id, fixture.block(1))]);
    assert_eq!(status(&fixture, 1, 5).await.0, SeatStatus::Available);
    assert_eq!(store.expire(late, 1).await.unwrap(), []);
    // The rest of the block is held and sold as ever.
    store.hold(&request(&fixture, "bob", 1, 6, late), POLICY).await.unwrap();
    store.complete(&completion(&fixture, "bob", &[(1, 6)], late)).await.unwrap();

    for (seat, before) in before.iter().enumerate() {
        assert_eq!(later.stored(fixture.block(1), fixture.seat(1, seat)).await, *before);
        assert_eq!(status(&fixture, 1, seat).await.0, OCCUPIED);
    }
}

/// The ledger has the last word, also where another store has the allocations.
pub(super) async fn the_ledger_sells_no_seat_that_is_in_an_unknown_state(
    Subject { fixture, ground: _ground }: Subject,
) {
    let ledger = &fixture.db.ledger;
    run_in(
        &fixture.config.database.url,
        &format!("UPDATE allocations SET status = 'RETIRED' WHERE seat_id = {}", fixture.seat(0, 1)),
    )
    .await;
    let sale = |seat| Sale {
        match_id: fixture.match_id,
        block_id: fixture.block(0),
        seat_id: fixture.seat(0, seat),
        order: OrderId::from_stored("o"),
        cart: CartId::from_verified("ann"),
        sold_at: NOW,
    };
    let both = ledger.record(&[sale(0), sale(1)]).await;
    assert!(
        matches!(&both, Err(AllocationError::Refused(refused)) if refused.why == Refusal::SeatTaken),
        "{both:?}"
    );
    assert_eq!(ledger.sold(fixture.match_id).await.unwrap(), []);
    ledger.record(&[sale(0)]).await.unwrap();
}
