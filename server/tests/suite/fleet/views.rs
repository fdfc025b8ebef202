//! Pages that follow several blocks.

use crate::support::{Fleet, Ground, SeenView};
use futures_util::future::join_all;
use jari_core::domain::BlockId;
use std::{collections::BTreeSet, time::Duration};

const INSTANCES: usize = 2;

/// The sets of blocks that a page looks at, one after the other.
const SETS: &[&[usize]] = &[&[0], &[0, 1], &[1, 2], &[], &[2], &[0, 2], &[0, 1, 2], &[1]];

/// Pages move over the venue while seats change in all of it, at whatever instance their connections end. None is told
/// everything of a block twice, and all end equal to the store.
pub(super) async fn a_page_moves_over_the_venue_while_seats_change(mut ground: Ground) {
    ground.config.allocation.max_holds = 0;
    ground.config.database.timeout_ms = 20_000;
    ground.config.redis.timeout_ms = 20_000;
    ground.config.stream.overview_interval_ms = 20;
    let fleet = Fleet::start(ground, INSTANCES).await;
    let (fixture, match_id) = (fleet.fixture(), fleet.fixture().match_id);
    let blocks = |places: &[usize]| -> Vec<BlockId> { places.iter().map(|at| fixture.block(*at)).collect() };
    let buyers = (0..3).map(|block| {
        let (ann, seats) = (fleet.visitors(), (0..12).map(move |seat| fixture.seat(block, seat)));
        async move {
            for (turn, seat) in seats.clone().chain(seats).enumerate() {
                let there = &ann[(turn + block) % INSTANCES];
                let done = if turn < 12 {
                    there.hold(match_id, seat).await
                } else {
                    there.release(match_id, seat).await
                };
                assert!(done.status.is_success(), "{}", done.text);
            }
        }
    });
    let pages = (0..4_usize).map(|page| {
        let (ann, blocks) = (fleet.visitors(), &blocks);
        async move {
            let mut seen = SeenView::default();
            for turn in 0..SETS.len() * 2 {
                let wanted = blocks(SETS[(turn * (page + 1) + page) % SETS.len()]);
                let there = &ann[(turn + page) % INSTANCES];
                let mut events = there.follow(&seen.path(match_id, &wanted), &[]).await;
                seen.begin(&mut events).await;
                let further = async { seen.take(&events.next().await.expect("the stream is open")) };
                let _ = tokio::time::timeout(Duration::from_millis(20), further).await;
            }
            seen
        }
    });
    let (_, pages) = tokio::join!(join_all(buyers), join_all(pages));
    let all = blocks(&[0, 1, 2]);
    let ann = fleet.visitors();
    for mut seen in pages {
        let once: BTreeSet<_> = seen.inits.iter().collect();
        assert_eq!(once.len(), seen.inits.len(), "nothing that is known begins anew: {:?}", seen.inits);
        let mut events = ann[0].follow(&seen.path(match_id, &all), &[]).await;
        let revs = |seen: &SeenView| all.iter().all(|block| seen.id.contains(&format!(",{block}:24")));
        seen.read(&mut events, |seen| revs(seen) && seen.free.values().sum::<i64>() == 144).await;
        assert!(seen.is_true(&ann[0], match_id, &all).await, "{seen:?}");
        assert_eq!(seen.inits.len(), 3);
    }
    fleet.stop().await;
}
