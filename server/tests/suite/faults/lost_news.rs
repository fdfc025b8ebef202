//! Redis keeps the latest news alone, and may have lost the last of a block before an instance has read it. Where no later one of
//! that block comes, nobody tells of the gap.

use super::until_init;
use crate::support::{Fleet, Ground, SeenView};
use jari_core::domain::SeatId;

/// A seat of the first block is blocked, and nothing is told of it.
fn block_untold(fleet: &Fleet, seat: SeatId, rev: i64) {
    let (match_id, block) = (fleet.fixture().match_id, fleet.fixture().block(0));
    let key = format!("jari:{{m{match_id}}}:block:{block}");
    let (seat, state) = (seat.to_string(), format!("B|{rev}|||nobody tells"));
    let (rev, free) = (rev.to_string(), (120 - rev).to_string());
    let redis = fleet.ground.redis.as_ref().unwrap();
    redis.cli(&["HSET", &key, &seat, &state, "rev", &rev, "free", &free]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_last_of_a_block_is_missed_by_nobody() {
    let fleet = Fleet::start(Ground::redis_sqlite(), 1).await;
    let (app, match_id) = (&fleet.apps[0], fleet.fixture().match_id);
    let seat = |block, seat| fleet.fixture().seat(block, seat);
    let ann = app.visitor();
    let mut alone = app.visitor().follow(&app.stream_path(0), &[]).await;
    until_init(&mut alone).await;
    block_untold(&fleet, seat(0, 0), 1);
    // What is lost was followed by something, of whatever block.
    assert_eq!(ann.hold(match_id, seat(1, 0)).await.status, 201);
    assert_eq!(alone.next_update().await, (seat(0, 0).0, "OCCUPIED".into()));

    // The same where somebody watches the free seats, and several blocks.
    let blocks = [0, 1].map(|block| fleet.fixture().block(block));
    let mut seen = SeenView::default();
    let mut view = app.visitor().follow(&seen.path(match_id, &blocks), &[]).await;
    seen.begin(&mut view).await;
    block_untold(&fleet, seat(0, 1), 2);
    assert_eq!(ann.hold(match_id, seat(1, 1)).await.status, 201);
    assert_eq!(alone.next_update().await, (seat(0, 1).0, "OCCUPIED".into()));
    let is_there = |seen: &SeenView| seen.seats[&blocks[0].0][&seat(0, 1).0] == "OCCUPIED";
    seen.read(&mut view, |seen| is_there(seen) && seen.free[&blocks[1].0] == 10).await;
    assert!(seen.is_true(&ann, match_id, &blocks).await, "{seen:?}");
    fleet.stop().await;
}
