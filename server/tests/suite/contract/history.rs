use super::{
    Subject,
    allocation::{NOW, POLICY, request},
};
use crate::support::SeatRequests;
use crate::support::open;
use jari_core::domain::{HoldPolicy, Revision, SeatChange, SeatStatus, Snapshot};
use rand::{Rng, SeedableRng, rngs::StdRng, seq::IndexedRandom};

pub(super) async fn changes_name_each_seat_once_in_its_latest_state(
    Subject { fixture, ground: _ground }: Subject,
) {
    let store = &fixture.store;
    let seat = |index| fixture.seat(0, index);
    store.allocations.hold(&request(&fixture, "ann", 0, 1, NOW), POLICY).await.unwrap();
    store.allocations.hold(&request(&fixture, "ann", 0, 2, NOW), POLICY).await.unwrap();
    store.allocations.release(&request(&fixture, "ann", 0, 1, NOW)).await.unwrap();
    let change = |index, status, rev| SeatChange { seat_id: seat(index), status, rev: Revision(rev) };
    let held = change(2, SeatStatus::Hold, 2);
    let freed = change(1, SeatStatus::Available, 3);
    for (since, expected) in [(0, vec![held, freed]), (1, vec![held, freed]), (2, vec![freed]), (3, vec![])] {
        let block = fixture.block(0);
        let changes = store.status.changes_since(fixture.match_id, block, Revision(since)).await.unwrap();
        assert_eq!((changes.rev, changes.seats), (Revision(3), expected), "since {since}");
    }
}

/// The case that a poller by `updated_at` loses: what commits second carries the earlier time.
pub(super) async fn a_late_commit_with_an_early_time_is_not_lost(
    Subject { fixture, ground: _ground }: Subject,
) {
    let store = &fixture.store;
    let block = fixture.block(0);
    store.allocations.hold(&request(&fixture, "ann", 0, 1, NOW), POLICY).await.unwrap();
    let cursor = store.status.changes_since(fixture.match_id, block, Revision(0)).await.unwrap().rev;
    store.allocations.hold(&request(&fixture, "bob", 0, 2, NOW + -60_000), POLICY).await.unwrap();
    let changes = store.status.changes_since(fixture.match_id, block, cursor).await.unwrap();
    let seats: Vec<_> = changes.seats.iter().map(|change| change.seat_id).collect();
    assert_eq!(seats, [fixture.seat(0, 2)]);
}

pub(super) async fn counts_tell_which_blocks_moved(Subject { fixture, ground: _ground }: Subject) {
    let store = &fixture.store;
    store.allocations.hold(&request(&fixture, "ann", 1, 0, NOW), POLICY).await.unwrap();
    let all = store.status.block_counts(fixture.match_id, None).await.unwrap();
    let told: Vec<_> = all.blocks.iter().map(|count| (count.block_id, count.rev.0, count.free)).collect();
    assert_eq!(told, [(fixture.block(0), 0, 120), (fixture.block(1), 1, 11), (fixture.block(2), 0, 12)]);
    let some = store.status.block_counts(fixture.match_id, Some(&[fixture.block(1)])).await.unwrap();
    assert_eq!(some.blocks, all.blocks[1..2]);
    assert!(store.status.block_counts(fixture.match_id, Some(&[])).await.unwrap().blocks.is_empty());
}

/// Random people do random things for a while. Revisions are gapless, a reader that looks now and then sees every one
/// of them lead to the same state, and the counts are what the seats say.
pub(super) async fn any_history_is_gapless_and_adds_up(Subject { fixture, ground: _ground }: Subject) {
    let store = &fixture.store;
    let policy = HoldPolicy { ttl_millis: 300, max_holds: 4 };
    let mut rng = StdRng::seed_from_u64(7);
    let mut now = NOW;
    let (block, mut rev) = (fixture.block(1), Revision(0));
    let mut seen = Snapshot::clone(&*store.status.snapshot(fixture.match_id, block).await.unwrap());
    for _ in 0..300 {
        now = now + rng.random_range(0..40);
        let who = ["ann", "bob", "cho"].choose(&mut rng).unwrap();
        let seat = request(&fixture, who, 1, rng.random_range(0..12), now);
        let taken = match rng.random_range(0..10) {
            0..6 => {
                let before = rev;
                store
                    .allocations
                    .hold(&seat, policy)
                    .await
                    .ok()
                    .map(|held| held.rev)
                    .filter(|rev| *rev > before)
            }
            6..9 => store.allocations.release(&seat).await.ok(),
            _ => {
                store.allocations.expire(now, 1).await.unwrap();
                let at = store.status.snapshot(fixture.match_id, block).await.unwrap().rev;
                (at > rev).then_some(at)
            }
        };
        if let Some(taken) = taken {
            assert_eq!(taken, Revision(rev.0 + 1));
            rev = taken;
        }
        if rng.random_bool(0.2) {
            let changes = store.status.changes_since(fixture.match_id, block, seen.rev).await.unwrap();
            for change in changes.seats {
                assert!(change.rev > seen.rev);
                *seen.seats.iter_mut().find(|seat| seat.seat_id == change.seat_id).unwrap() = change;
            }
            seen.rev = changes.rev;
            let truth = store.status.snapshot(fixture.match_id, block).await.unwrap();
            assert_eq!(seen, *truth);
            let counts = store.status.block_counts(fixture.match_id, Some(&[block])).await.unwrap();
            let free = truth.seats.iter().filter(|seat| seat.status == SeatStatus::Available).count();
            assert_eq!((counts.blocks[0].free as usize, counts.blocks[0].rev), (free, truth.rev));
        }
    }
    assert!(rev.0 > 50, "the history was long enough to mean something: {rev}");
}

/// Jari is stopped and started again; the stores go on.
pub(super) async fn the_history_survives_a_restart(Subject { fixture, ground: _ground }: Subject) {
    fixture.store.allocations.hold(&request(&fixture, "ann", 0, 1, NOW), POLICY).await.unwrap();
    let before = fixture.store.status.snapshot(fixture.match_id, fixture.block(0)).await.unwrap();
    fixture.db.close().await;
    let (_db, again) = open(&fixture.config, &fixture.clock).await;
    let after = again.status.snapshot(fixture.match_id, fixture.block(0)).await.unwrap();
    assert_eq!(before, after);
}
