use super::{
    Subject,
    allocation::{NOW, POLICY, request},
};
use app::domain::{AllocationStatus, HoldPolicy, Revision};
use futures_util::future::join_all;
use std::sync::Arc;

pub(super) async fn a_hundred_race_for_one_seat(Subject { fixture, folder: _folder }: Subject) {
    let fixture = Arc::new(fixture);
    let races = (0..100).map(|n| {
        let fixture = Arc::clone(&fixture);
        tokio::spawn(async move {
            let request = request(&fixture, &format!("holder{n}"), 0, 0, NOW);
            fixture.store.allocations.hold(&request, POLICY).await.is_ok()
        })
    });
    let won = join_all(races).await.into_iter().filter(|won| *won.as_ref().unwrap()).count();
    assert_eq!(won, 1);
    let snapshot = fixture.store.status.snapshot(fixture.match_id, fixture.block(0)).await.unwrap();
    assert_eq!(snapshot.rev, Revision(1));
}

pub(super) async fn one_holder_races_against_the_cap(Subject { fixture, folder: _folder }: Subject) {
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

pub(super) async fn many_race_for_few_seats(Subject { fixture, folder: _folder }: Subject) {
    let fixture = Arc::new(fixture);
    let policy = HoldPolicy { max_holds: 0, ..POLICY };
    let races = (0..120).map(|n| {
        let fixture = Arc::clone(&fixture);
        tokio::spawn(async move {
            let request = request(&fixture, &format!("holder{n}"), 1, n % 12, NOW);
            fixture.store.allocations.hold(&request, policy).await.ok().map(|held| held.rev.0)
        })
    });
    let mut revs: Vec<_> = join_all(races).await.into_iter().filter_map(|rev| rev.unwrap()).collect();
    revs.sort_unstable();
    assert_eq!(revs, (1..=12).collect::<Vec<_>>());
    let snapshot = fixture.store.status.snapshot(fixture.match_id, fixture.block(1)).await.unwrap();
    assert!(snapshot.seats.iter().all(|seat| seat.status == AllocationStatus::Hold));
}
