use super::{
    Subject,
    allocation::{NOW, POLICY, request},
    sale::completion,
};
use crate::support::SeatRequests;
use futures_util::future::join_all;
use jari_core::domain::{HoldPolicy, Revision, SeatStatus};
use std::sync::Arc;

pub(super) async fn a_hundred_race_for_one_seat(Subject { fixture, ground: _ground }: Subject) {
    let fixture = Arc::new(fixture);
    let races = (0..100).map(|n| {
        let fixture = Arc::clone(&fixture);
        tokio::spawn(async move {
            let request = request(&fixture, &format!("cart{n}"), 0, 0, NOW);
            fixture.store.allocations.hold(&request, POLICY).await.is_ok()
        })
    });
    let won = join_all(races).await.into_iter().filter(|won| *won.as_ref().unwrap()).count();
    assert_eq!(won, 1);
    let snapshot = fixture.store.status.snapshot(fixture.match_id, fixture.block(0)).await.unwrap();
    assert_eq!(snapshot.rev, Revision(1));
}

pub(super) async fn one_cart_races_against_the_cap(Subject { fixture, ground: _ground }: Subject) {
    let fixture = Arc::new(fixture);
    let races = (0..30).map(|n| {
        let fixture = Arc::clone(&fixture);
        tokio::spawn(async move {
            // In three blocks at once, so that no block's counter can serialise them.
            let request = request(&fixture, "ann", n % 3, n / 3, NOW);
            fixture.store.allocations.hold(&request, POLICY).await.is_ok()
        })
    });
    let won = join_all(races).await.into_iter().filter(|won| *won.as_ref().unwrap()).count();
    assert_eq!(won, 6);
}

pub(super) async fn many_race_for_few_seats(Subject { fixture, ground: _ground }: Subject) {
    let fixture = Arc::new(fixture);
    let policy = HoldPolicy { max_holds: 0, ..POLICY };
    let races = (0..120).map(|n| {
        let fixture = Arc::clone(&fixture);
        tokio::spawn(async move {
            let request = request(&fixture, &format!("cart{n}"), 1, n % 12, NOW);
            fixture.store.allocations.hold(&request, policy).await.ok().map(|held| held.rev.0)
        })
    });
    let mut revs: Vec<_> = join_all(races).await.into_iter().filter_map(|rev| rev.unwrap()).collect();
    revs.sort_unstable();
    assert_eq!(revs, (1..=12).collect::<Vec<_>>());
    let snapshot = fixture.store.status.snapshot(fixture.match_id, fixture.block(1)).await.unwrap();
    assert!(snapshot.seats.iter().all(|seat| seat.status == SeatStatus::Hold));
}

/// Orders over the same blocks, expiry and single holds at the same time: all end, and what was sold was sold once.
pub(super) async fn many_seats_at_once_in_any_order_lock_nobody_out(
    Subject { fixture, ground: _ground }: Subject,
) {
    let fixture = Arc::new(fixture);
    let policy = HoldPolicy { max_holds: 0, ..POLICY };
    let buyers = (0..11).map(|n| {
        let fixture = Arc::clone(&fixture);
        tokio::spawn(async move {
            let buyer = format!("buyer{n}");
            // Nobody else wants these, but everybody needs the locks of all three blocks.
            let mut seats = [(0, n + 20), (1, n), (2, n)];
            // Each takes them in another order.
            seats.rotate_left(n % 3);
            let mut held = 0;
            for (block, seat) in seats {
                let request = request(&fixture, &buyer, block, seat, NOW);
                held += u32::from(fixture.store.allocations.hold(&request, policy).await.is_ok());
            }
            assert_eq!(held, 3);
            fixture.store.allocations.complete(&completion(&fixture, &buyer, &seats, NOW + 1)).await.unwrap();
        })
    });
    let sweeps = (0..4).map(|_| {
        let fixture = Arc::clone(&fixture);
        tokio::spawn(async move {
            // One holds a seat of each block that is due at once, so that there is something to sweep.
            for block in 0..3 {
                let old = request(&fixture, "old", block, 11, NOW + -5_000);
                let _ = fixture.store.allocations.hold(&old, policy).await;
            }
            fixture.store.allocations.expire(NOW + -3_000, 50).await.unwrap();
        })
    });
    let all: Vec<_> = buyers.chain(sweeps).collect();
    for done in join_all(all).await {
        done.unwrap();
    }
    assert_eq!(fixture.db.ledger.sold(fixture.match_id).await.unwrap().len(), 33);
}
