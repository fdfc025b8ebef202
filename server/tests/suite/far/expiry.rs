//! Many holds run out at once, and others go on buying.

use super::Far;
use crate::support::{SeatRequest, SeatRequests, wide_venue};
use futures_util::{StreamExt, stream};
use jari_core::{
    domain::{CartId, HoldPolicy},
    ports::Clock,
};
use std::{
    collections::BTreeSet,
    time::{Duration, Instant},
};
use tokio::time::sleep;

/// As many blocks as a stadium has: what is freed block by block is slow over so many.
const BLOCKS: usize = 60;
const SEATS: usize = 45;
/// Seats of a block on which somebody's hold runs out.
const HELD: usize = 40;

const POLICY: HoldPolicy = HoldPolicy { ttl_millis: 60_000, max_holds: 0 };

/// How long it may take until all are free, on a machine that has other tests to do.
const POSTGRES: Duration = Duration::from_secs(10);

/// The same, with a round trip for each block of each batch: some nine seconds where nobody else is at it.
const REDIS: Duration = Duration::from_secs(20);

/// How long a hold beside it may take, one with another. None takes two seconds, as a request would give up then.
const ANSWERED_WITHIN: Duration = Duration::from_millis(500);

/// How often somebody takes a seat beside it.
const EVERY: Duration = Duration::from_millis(25);

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn postgres() {
    all_are_freed_while_holds_go_on(
        POSTGRES,
        Far::postgres(&wide_venue(BLOCKS, SEATS), |config| config.allocation.max_holds = 0).await,
    )
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn redis() {
    all_are_freed_while_holds_go_on(
        REDIS,
        Far::redis(&wide_venue(BLOCKS, SEATS), |config| config.allocation.max_holds = 0).await,
    )
    .await;
}

async fn all_are_freed_while_holds_go_on(within: Duration, far: Far) {
    let (fixture, clock) = (&far.near, &far.app.clock);
    let held = (0..HELD).flat_map(|seat| (0..BLOCKS).map(move |block| (block, seat)));
    let hold = async |(block, seat)| {
        let request = SeatRequest {
            match_id: fixture.match_id,
            block_id: fixture.block(block),
            seat_id: fixture.seat(block, seat),
            cart: CartId::from_verified(format!("cart{seat}")),
            // Block by block in turn, as a crowd takes them, so that each batch of what is due is of many blocks.
            now: clock.now() + i64::try_from(seat).unwrap(),
        };
        fixture.store.allocations.hold(&request, POLICY).await.unwrap();
    };
    stream::iter(held).map(hold).buffer_unordered(100).collect::<()>().await;
    let free = async || {
        let counts = fixture.store.status.block_counts(fixture.match_id, None).await.unwrap();
        counts.blocks.iter().map(|block| block.free as usize).sum::<usize>()
    };
    assert_eq!(free().await, BLOCKS * (SEATS - HELD));

    let ann = far.app.visitor();
    ann.take_session().await;
    clock.advance(POLICY.ttl_millis + i64::try_from(HELD).unwrap());
    let (begun, mut took) = (Instant::now(), Vec::new());
    let mut rest = (HELD..SEATS).flat_map(|seat| (0..BLOCKS).map(move |block| (block, seat)));
    loop {
        // All the same, somebody takes seats of the same blocks.
        if let Some((block, seat)) = rest.next() {
            let asked = Instant::now();
            let answer = ann.hold(fixture.match_id, fixture.seat(block, seat)).await;
            took.push(asked.elapsed());
            assert_eq!(answer.status, 201, "{answer:?}");
        }
        if free().await == BLOCKS * SEATS - took.len() {
            break;
        }
        assert!(begun.elapsed() < within, "{} are free", free().await);
        sleep(EVERY).await;
    }
    took.sort_unstable();
    assert!(took[took.len() / 2] < ANSWERED_WITHIN, "{took:?}");
    for block in 0..BLOCKS {
        let stored = fixture.store.status.snapshot(fixture.match_id, fixture.block(block)).await.unwrap();
        let changed: Vec<_> = stored.seats.iter().map(|seat| seat.rev).filter(|rev| rev.0 > 0).collect();
        let revisions: BTreeSet<_> = changed.iter().copied().collect();
        assert_eq!(revisions.len(), changed.len(), "each change has a revision of its own");
        assert_eq!(revisions.last(), Some(&stored.rev));
    }
    far.app.stop().await;
}
