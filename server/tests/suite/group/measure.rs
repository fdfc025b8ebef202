//! Figures, for whoever changes how seats are written: `cargo test … group::measure -- --ignored --nocapture`.

use super::{POLICY, request_of};
use crate::support::{Fixture, Ground, PostgresServer, SeatRequest, SeatRequests, wide_venue};
use futures_util::future::join_all;
use jari_core::domain::{SaleWindow, UnixMillis};
use server::rdb::NewMatch;
use std::{
    sync::Arc,
    time::{Duration, Instant},
};

const CLIENTS: usize = 64;
const FOR: Duration = Duration::from_secs(4);

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "it measures"]
async fn sqlite() {
    measure("SQLite", Ground::sqlite()).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "it measures"]
async fn postgres() {
    // Not the one that all tests share: that one does not wait for its disk.
    let server = PostgresServer::start_own();
    measure("PostgreSQL", Ground::at(&server.create_database())).await;
}

async fn measure(name: &str, mut ground: Ground) {
    ground.config.database.timeout_ms = 20_000;
    let fixture = Arc::new(Fixture::open(ground.config.clone()).await);
    measure_snapshots(name, &fixture).await;
    let (all, blocks) = wide(&fixture).await;
    let one: Vec<_> = (0..CLIENTS)
        .map(|n| request_of(&fixture, &format!("cart{n}"), 0, n, UnixMillis(5_000_000)))
        .collect();
    for (what, requests) in [("in one block", one), (blocks.as_str(), all)] {
        for clients in [1, CLIENTS] {
            let from = Instant::now();
            let work = requests[..clients].iter().cloned().map(|request| {
                let fixture = Arc::clone(&fixture);
                tokio::spawn(async move {
                    let mut done = 0_u32;
                    while from.elapsed() < FOR {
                        fixture.store.allocations.hold(&request, POLICY).await.unwrap();
                        fixture.store.allocations.release(&request).await.unwrap();
                        done += 2;
                    }
                    done
                })
            });
            let work: Vec<_> = work.collect();
            let done: u32 = join_all(work).await.into_iter().map(|done| done.unwrap()).sum();
            let rate = f64::from(done) / from.elapsed().as_secs_f64();
            println!("{name}, {clients} clients {what}: {rate:.0} holds and releases a second");
        }
    }
}

/// Snapshots of one block that nobody changes, from the database itself and as the routes get them.
async fn measure_snapshots(name: &str, fixture: &Arc<Fixture>) {
    for (what, status) in [("the database", &fixture.db.status), ("the routes", &fixture.store.status)] {
        let from = Instant::now();
        let work = (0..CLIENTS).map(|_| {
            let (status, match_id, block) = (Arc::clone(status), fixture.match_id, fixture.block(0));
            tokio::spawn(async move {
                let mut done = 0_u32;
                while from.elapsed() < FOR {
                    status.snapshot(match_id, block).await.unwrap();
                    done += 1;
                }
                done
            })
        });
        let work: Vec<_> = work.collect();
        let done: u32 = join_all(work).await.into_iter().map(|done| done.unwrap()).sum();
        let rate = f64::from(done) / from.elapsed().as_secs_f64();
        println!("{name}, {CLIENTS} clients: {rate:.0} snapshots a second from {what}");
    }
}

/// A request each, in a match of a venue with so many blocks.
async fn wide(fixture: &Fixture) -> (Vec<SeatRequest>, String) {
    const BLOCKS: usize = 32;
    let venue = wide_venue(BLOCKS, 100);
    let venue_id = fixture.db.import.import_venue(&venue).await.unwrap();
    let sale = SaleWindow { opens_at: UnixMillis(0), closes_at: None };
    let new = NewMatch {
        venue_id,
        name: "wide".into(),
        time_zone: Default::default(),
        currency: Default::default(),
        starts_at: UnixMillis(i64::MAX),
        sale,
    };
    let match_id = fixture.db.import.create_match(&new).await.unwrap().unwrap();
    let venue = fixture.store.catalogue.venue(venue_id).await.unwrap().unwrap();
    let request = |n: usize| SeatRequest {
        match_id,
        block_id: venue.blocks[n % BLOCKS].info.id,
        seat_id: venue.blocks[n % BLOCKS].seats[n / BLOCKS].id,
        ..request_of(fixture, &format!("cart{n}"), 0, 0, UnixMillis(5_000_000))
    };
    ((0..CLIENTS).map(request).collect(), format!("in {BLOCKS} blocks"))
}
