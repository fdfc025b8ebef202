//! How often a request waits for its store. Each time costs the way there and back, whatever else is done.

use super::Far;
use crate::support::{Answer, wide_venue};
use std::time::{Duration, Instant};
use tokio::time::sleep;

/// The most round trips that each request may take, of all stores together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Bounds {
    hold: u64,
    release: u64,
    complete: u64,
    snapshot: u64,
}

/// A change begins, takes its locks and reads, stores, and commits; a sale has the order's statements as well.
const POSTGRES: Bounds = Bounds { hold: 4, release: 4, complete: 7, snapshot: 5 };

/// A sale is recorded in PostgreSQL.
const REDIS: Bounds = Bounds { hold: 1, release: 1, complete: 10, snapshot: 2 };

/// How often each is tried. The least counts: what runs beside the requests, and what is read again after a second, only adds
/// to it, and on a busy machine it does so more often than not.
const TRIES: usize = 15;

/// So long nothing comes back when nobody asks.
const QUIET: Duration = Duration::from_millis(15);

/// The longest that it may take until nobody asks.
const PATIENCE: Duration = Duration::from_secs(20);

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn postgres() {
    within(
        POSTGRES,
        Far::postgres(&wide_venue(1, TRIES), |config| {
            config.stream.poll_interval_ms = 3_600_000;
            // Telling the others has journeys of its own, which no request waits for.
            config.database.notify = false;
        })
        .await,
    )
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn redis() {
    within(REDIS, Far::redis(&wide_venue(1, TRIES), |_| {}).await).await;
}

async fn within(bounds: Bounds, far: Far) {
    let match_id = far.app.fixture.match_id;
    // A session for each seat, so that each has its first hold.
    let people: Vec<_> = (0..TRIES).map(|n| (far.app.visitor(), far.app.fixture.seat(0, n))).collect();
    for (visitor, _) in &people {
        visitor.take_session().await;
    }
    let path = far.app.path(&format!("/blocks/{}/seats", far.app.fixture.block(0)));
    // What a connection prepares once is not counted.
    for (visitor, seat) in &people {
        assert_eq!(visitor.hold(match_id, *seat).await.status, 201);
        assert_eq!(visitor.release(match_id, *seat).await.status, 200);
    }
    let mut taken = [const { Vec::new() }; 4];
    for (visitor, seat) in &people {
        let hold = far.count(201, visitor.hold(match_id, *seat)).await;
        let release = far.count(200, visitor.release(match_id, *seat)).await;
        assert_eq!(visitor.hold(match_id, *seat).await.status, 201);
        let complete = far.count(200, visitor.complete(match_id, &[*seat])).await;
        let snapshot = far.count(200, visitor.get(&path)).await;
        taken.iter_mut().zip([hold, release, complete, snapshot]).for_each(|(all, took)| all.push(took));
    }
    let [hold, release, complete, snapshot] = taken.map(|all| all.into_iter().min().unwrap());
    let took = Bounds { hold, release, complete, snapshot };
    let fits = took.hold <= bounds.hold
        && took.release <= bounds.release
        && took.complete <= bounds.complete
        && took.snapshot <= bounds.snapshot;
    assert!(fits, "{took:?}, at most {bounds:?}");
    far.app.stop().await;
}

impl Far {
    fn round_trips(&self) -> u64 {
        self.links.iter().map(|link| link.round_trips()).sum()
    }

    /// The round trips that are made while that is answered. What is done after the answer, such as asking whether a
    /// connection is still there, is over before it begins.
    async fn count(&self, status: u16, asked: impl Future<Output = Answer>) -> u64 {
        let (begun, mut seen) = (Instant::now(), self.round_trips());
        loop {
            sleep(QUIET).await;
            let now = self.round_trips();
            if now == seen {
                break;
            }
            seen = now;
            assert!(begun.elapsed() < PATIENCE, "it is never quiet");
        }
        let answer = asked.await;
        let after = self.round_trips();
        assert_eq!(answer.status, status, "{answer:?}");
        after - seen
    }
}
