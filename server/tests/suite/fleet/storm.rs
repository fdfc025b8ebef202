//! Everybody's connection breaks at the same moment, and everybody comes back.

use crate::support::{SeatRequest, SeatRequests};
use crate::{
    observed::Series,
    support::{Fixture, Ground, Instance, Seen, WireViewer, command},
};
use futures_util::future::join_all;
use jari_core::{
    domain::{CartId, HoldPolicy},
    ports::Clock,
};
use server::clock::SystemClock;
use std::{
    fs, process,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant},
};
use tokio::time::{sleep, timeout};

const VIEWERS: usize = 5_000;
/// Files that this process may need at the same time.
const FILES: usize = VIEWERS + 2_000;

/// How long a busy machine may take for anything.
const PATIENCE: Duration = Duration::from_secs(120);

/// One instance is killed under its viewers while another goes on changing seats. They come back with their ids, half of
/// them to a new instance and half to the other, which nobody has watched so far. Each ends equal to the store, and the
/// store is not asked for each of them.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_fleet_comes_back_at_once() {
    raise_file_limit();
    let mut ground = Ground::sqlite();
    ground.config.database.timeout_ms = 20_000;
    let fixture = Arc::new(Fixture::open(ground.config.clone()).await);
    let start = || {
        let arguments = ["--site-addr", "127.0.0.1:0", "--metrics-addr", "127.0.0.1:0"];
        let mut command = Instance::command(&ground, &arguments);
        // All of them come from one address.
        command.env("JARI_MAX_CONNECTIONS_PER_ADDRESS", "0").env("JARI_MAX_STREAMS_PER_ADDRESS", "0");
        let mut instance = Instance::spawn(&mut command);
        let said = instance.next_line();
        let metrics = said.strip_prefix("Its metrics are at ").expect("the metrics come next").to_owned();
        (instance, metrics)
    };
    let [(mut first, _), (other, other_metrics)] = [start(), start()];
    let block = format!("/api/matches/{}/blocks/{}/seats", fixture.match_id, fixture.block(1));
    let stream = format!("{block}/stream");
    let begun = Instant::now();
    let viewers = join_all((0..VIEWERS).map(|_| {
        let (at, stream) = (first.address(), stream.clone());
        tokio::spawn(async move {
            let mut viewer = WireViewer::connect(at, &stream).await.unwrap();
            assert!(viewer.read(|viewer| viewer.inits == 1).await);
            viewer
        })
    }));
    let viewers = timeout(PATIENCE, viewers).await.expect("everybody is there in time");
    let connected = begun.elapsed();

    let done = Arc::new(AtomicBool::new(false));
    let buyer = tokio::spawn(buy(Arc::clone(&fixture), Arc::clone(&done)));
    first.kill();
    let (new, new_metrics) = start();
    let begun = Instant::now();
    let back = viewers.into_iter().enumerate().map(|(number, viewer)| {
        let mut viewer = viewer.unwrap();
        let (at, stream) = (if number % 2 == 0 { new.address() } else { other.address() }, stream.clone());
        tokio::spawn(async move {
            assert!(!viewer.read(|_| false).await);
            viewer.reconnect(at, &stream).await.unwrap();
            // What it missed, or the next change.
            let seen = viewer.updates;
            assert!(viewer.read(|viewer| viewer.updates > seen).await);
            viewer
        })
    });
    let back = timeout(PATIENCE, join_all(back)).await.expect("everybody is back in time");
    let came_back = begun.elapsed();
    done.store(true, Ordering::SeqCst);
    let changes = buyer.await.unwrap();

    let truth = Seen::of_store(&other.visitor(), &block).await;
    assert_eq!(truth.rev(), changes as u64);
    let ends = back.into_iter().map(|viewer| {
        let (mut viewer, last) = (viewer.unwrap(), truth.id.clone());
        tokio::spawn(async move {
            assert!(viewer.read(|viewer| viewer.seen.id == last).await);
            viewer
        })
    });
    for viewer in timeout(PATIENCE, join_all(ends)).await.expect("everybody has seen all in time") {
        let viewer = viewer.unwrap();
        assert_eq!(viewer.seen, truth);
        assert_eq!(viewer.inits, 1, "it is the same history: nobody had to begin anew");
    }
    let seconds = begun.elapsed().as_secs_f64();
    for metrics in [new_metrics, other_metrics] {
        let series = Series::at(&metrics).await;
        let reads = |operation| {
            series.get(&format!("jari_store_operation_seconds_count{{operation=\"{operation}\"}}"))
        };
        // One for all who come, and one for the test.
        assert!((1.0..=2.0).contains(&reads("snapshot")), "{}", reads("snapshot"));
        let reads = reads("changes_since") + reads("block_counts") + reads("block_revision");
        println!("{reads} reads, {changes} changes; {connected:?} and {came_back:?} to connect");
        // Each round of the poller reads twice, and whoever has seen more than it two times at once.
        let most = 4.0 * (seconds + 5.0);
        assert!(reads <= most && most < VIEWERS as f64 / 2.0, "{reads} reads, at most {most}");
    }
}

/// Takes and gives back one seat after the other, as a third instance would, until told to stop; answers how many changes
/// that were.
async fn buy(fixture: Arc<Fixture>, done: Arc<AtomicBool>) -> usize {
    let policy = HoldPolicy { ttl_millis: 1_000_000, max_holds: 0 };
    let mut changes = 0;
    while !done.load(Ordering::SeqCst) {
        let request = SeatRequest {
            match_id: fixture.match_id,
            block_id: fixture.block(1),
            seat_id: fixture.seat(1, changes / 2 % 12),
            cart: CartId::from_verified("ann"),
            now: SystemClock.now(),
        };
        fixture.store.allocations.hold(&request, policy).await.unwrap();
        sleep(Duration::from_millis(5)).await;
        fixture.store.allocations.release(&request).await.unwrap();
        changes += 2;
    }
    changes
}

/// Asks the system for as many files as this takes, within what it allows; instances inherit it.
fn raise_file_limit() {
    let limits = fs::read_to_string("/proc/self/limits").unwrap();
    let line = limits.lines().find(|line| line.starts_with("Max open files")).unwrap();
    let soft = line.split_whitespace().nth(3).unwrap();
    if soft.parse().is_ok_and(|soft: usize| soft < FILES) {
        let (process, limit) = (process::id().to_string(), format!("--nofile={FILES}:"));
        let raised = command("prlimit").args(["--pid", &process, &limit]).status().unwrap();
        assert!(raised.success(), "{VIEWERS} viewers need a limit of {FILES} open files");
    }
}
