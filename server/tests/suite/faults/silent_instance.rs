//! An instance that falls silent in the middle of a change, as one does whose machine or network is gone.

use super::{PATIENCE, hold_until_it_works};
use crate::support::{Fixture, Ground, PostgresServer, Proxy, TestApp};
use sqlx::{Connection, PgConnection};
use std::time::{Duration, Instant};
use tokio::time::sleep;

/// Whether somebody has locked rows, and is between two statements.
const HAS_LOCKED: &str = "SELECT EXISTS (SELECT 1 FROM pg_locks JOIN pg_stat_activity USING (pid)
    WHERE datname = current_database() AND state = 'idle in transaction' AND mode LIKE 'Row%')";

/// The block that it was changing is not kept from the others: PostgreSQL ends its transaction, which it would otherwise
/// leave open until the network gives up, hours later.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_others_sell_on() {
    let server = PostgresServer::shared();
    let proxy = Proxy::start(server.address()).unwrap();
    let mut ground = Ground::at(&server.create_database());
    ground.config.database.timeout_ms = 2_000;
    let fixture = Fixture::open(ground.config.clone()).await;
    let mut through = ground.config.clone();
    through.database.url = proxy.through(&through.database.url);
    let silent = TestApp::serve(fixture.join_by(through).await, |store| store).await;
    let other = TestApp::serve(fixture, |store| store).await;
    let match_id = other.fixture.match_id;
    hold_until_it_works(&silent.visitor(), match_id, other.fixture.seat(0, 0)).await;
    hold_until_it_works(&other.visitor(), match_id, other.fixture.seat(0, 1)).await;

    // Each statement is on its way for so long that a transaction is seen between two of them.
    proxy.slow(Duration::from_millis(200));
    let (visitor, seats) = (silent.visitor(), [2, 4, 5].map(|number| other.fixture.seat(0, number)));
    let holding = tokio::spawn(async move {
        loop {
            for seat in seats {
                visitor.hold(match_id, seat).await;
                visitor.release(match_id, seat).await;
            }
        }
    });
    let mut watching = PgConnection::connect(&ground.config.database.url).await.unwrap();
    let begun = Instant::now();
    while !sqlx::query_scalar::<_, bool>(HAS_LOCKED).fetch_one(&mut watching).await.unwrap() {
        assert!(begun.elapsed() < PATIENCE, "no transaction is seen");
        sleep(Duration::from_millis(5)).await;
    }
    proxy.half_open();

    hold_until_it_works(&other.visitor(), match_id, other.fixture.seat(0, 3)).await;
    holding.abort();
    silent.stop().await;
    other.stop().await;
}
