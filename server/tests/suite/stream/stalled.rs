//! Readers that take nothing.

use crate::support::{SeatRequest, SeatRequests};
use crate::{
    observed,
    support::{Connection, Seen, TestApp, WireViewer},
};
use futures_util::future::join_all;
use jari_core::domain::{CartId, HoldPolicy, UnixMillis};
use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    thread::{self, JoinHandle},
    time::Duration,
};
use tokio::time::sleep;

/// Seats of the first block; each round holds and releases every one of them.
const SEATS: usize = 120;
/// Far more changes than the system keeps for a reader.
const ROUNDS: usize = 42;
const LAST: u64 = (ROUNDS * SEATS * 2) as u64;

/// What the system may keep for a viewer: twice what it is told to (`http/connection.rs`).
const MOST_QUEUED: usize = 2 * 48 * 1024;

/// Ten thousand changes, as another instance would make them, spread evenly over `time`. In each round the seats are
/// asked for all at once, so that they share transactions.
async fn rush(app: &TestApp, time: Duration) {
    let policy = HoldPolicy { ttl_millis: 1_000_000, max_holds: 0 };
    for _ in 0..ROUNDS {
        let changes = (0..SEATS).map(|seat| async move {
            let request = SeatRequest {
                match_id: app.fixture.match_id,
                block_id: app.fixture.block(0),
                seat_id: app.fixture.seat(0, seat),
                cart: CartId::from_verified("ann"),
                now: UnixMillis(5_000_000),
            };
            app.fixture.store.allocations.hold(&request, policy).await.unwrap();
            app.fixture.store.allocations.release(&request).await.unwrap();
        });
        join_all(changes).await;
        sleep(time / ROUNDS as u32).await;
    }
}

/// A server that lets a viewer stall for so long, one viewer that never reads, and one that does.
async fn begin(stall_secs: u64) -> (TestApp, WireViewer, WireViewer) {
    let app = TestApp::start_with(
        |config| {
            config.http.stall_secs = stall_secs;
            config.database.timeout_ms = 20_000;
        },
        |store| store,
    )
    .await;
    let sleeper = WireViewer::connect(app.address, &app.stream_path(0)).await.unwrap();
    let mut awake = WireViewer::connect(app.address, &app.stream_path(0)).await.unwrap();
    assert!(awake.read(|viewer| viewer.inits == 1).await);
    (app, sleeper, awake)
}

async fn truth(app: &TestApp) -> Seen {
    Seen::of_store(&app.visitor(), &app.path(&format!("/blocks/{}/seats", app.fixture.block(0)))).await
}

/// Looks all the time how much is kept for a viewer. On a thread of its own: the system's table is long when others test
/// with thousands of connections.
struct QueueWatch {
    done: Arc<AtomicBool>,
    thread: JoinHandle<usize>,
}

impl QueueWatch {
    fn start(app: &TestApp, viewer: &WireViewer) -> Self {
        let (done, ports) = (Arc::new(AtomicBool::new(false)), (app.address.port(), viewer.port()));
        let stop = Arc::clone(&done);
        let thread = thread::spawn(move || {
            let mut most = 0;
            while !stop.load(Ordering::SeqCst) {
                let end = Connection::find("self", ports.0, ports.1).expect("it is connected");
                most = end.unacknowledged.max(most);
                thread::sleep(Duration::from_millis(10));
            }
            most
        });
        Self { done, thread }
    }

    /// The most that it was.
    fn most(self) -> usize {
        self.done.store(true, Ordering::SeqCst);
        self.thread.join().unwrap()
    }
}

/// Others are not held up, what is kept for it is bounded, and when it wakes it gets the latest state and not all that it
/// has missed.
async fn one_that_wakes_gets_the_latest_state(time: Duration) {
    let (app, mut sleeper, mut awake) = begin(3_600).await;
    let queue = QueueWatch::start(&app, &sleeper);
    let (read, ()) = tokio::join!(awake.read(|viewer| viewer.seen.rev() == LAST), rush(&app, time));
    assert!(read, "the one that reads stays");
    let most = queue.most();
    let truth = truth(&app).await;
    assert_eq!(awake.seen, truth);
    assert_eq!(awake.inits, 1);
    // It was full, or this has shown nothing.
    assert!((16 * 1024..=MOST_QUEUED).contains(&most), "{most} bytes");

    assert!(sleeper.read(|viewer| viewer.seen.id == truth.id).await, "it is still connected");
    assert_eq!(sleeper.seen, truth);
    assert!(sleeper.updates < LAST as usize / 2, "{} updates of {LAST}", sleeper.updates);
    println!("asleep: {} updates, at most {most} bytes; awake: {} updates", sleeper.updates, awake.updates);
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_that_wakes() {
    one_that_wakes_gets_the_latest_state(Duration::ZERO).await;
}

/// With heartbeats and the system's own probes in between.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "it takes three minutes"]
async fn one_that_wakes_after_minutes() {
    one_that_wakes_gets_the_latest_state(Duration::from_secs(180)).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_that_does_not_wake_is_let_go() {
    let (app, _sleeper, mut awake) = begin(1).await;
    let (read, ()) = tokio::join!(awake.read(|viewer| viewer.seen.rev() == LAST), rush(&app, Duration::ZERO));
    assert!(read, "the one that reads stays");
    let stalled = "jari_streams_ended_total{reason=\"stalled\"}";
    let left = observed::until(&app, |series| series.get(stalled) == 1.0).await;
    assert_eq!(left.get("jari_streams_ended_total{reason=\"gone\"}"), 0.0);
    app.stop().await;
}

/// Who hangs up is noticed although nothing is written to them.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_that_hangs_up_is_noticed_at_once() {
    let app = TestApp::start().await;
    let viewer = WireViewer::connect(app.address, &app.stream_path(0)).await.unwrap();
    observed::until(&app, |series| series.sum("jari_stream_viewers{") == 1.0).await;
    drop(viewer);
    observed::until(&app, |series| series.sum("jari_stream_viewers{") == 0.0).await;
    app.stop().await;
}
