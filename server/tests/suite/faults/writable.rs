//! A store that answers and takes no changes: a server over it is not ready.

use super::until_ready_is;
use crate::support::{Ground, PostgresServer, TestApp};
use std::time::Duration;
use tokio::time::sleep;

/// A PostgreSQL that an operator has made read-only for a while.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_database_that_can_only_be_read() {
    let server = PostgresServer::shared();
    let url = server.create_database();
    let name = url.rsplit_once('/').unwrap().1.to_owned();
    let read_only = |yes| {
        let sql = format!("ALTER DATABASE {name} SET default_transaction_read_only = {yes}");
        server.psql("postgres", &sql);
        // Sessions begin with it, and these are over.
        let sql = format!("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'");
        server.psql("postgres", &sql);
    };
    let app = TestApp::start_on(Ground::at(&url)).await;
    until_ready_is(&app, 200).await;
    read_only("on");
    // What the lost sessions have cost is over, and so is the time for which an answer about it counts.
    let mut read = 0;
    while read < 10 {
        read = if app.visitor().get("/api/matches").await.status == 200 { read + 1 } else { 0 };
    }
    sleep(Duration::from_millis(600)).await;
    assert_eq!(app.visitor().get("/api/matches").await.status, 200, "it can be read");
    assert_eq!(app.visitor().get("/health/ready").await.status, 503);
    read_only("off");
    until_ready_is(&app, 200).await;
    app.stop().await;
}

/// A Redis that is full, and refuses rather than forgets.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_redis_that_is_full() {
    let app = TestApp::start_on(Ground::redis_sqlite()).await;
    let redis = app.ground.as_ref().and_then(|ground| ground.redis.as_ref()).unwrap();
    let (ann, match_id, block) = (app.visitor(), app.fixture.match_id, app.fixture.block(0));
    assert_eq!(ann.hold(match_id, app.fixture.seat(0, 0)).await.status, 201);
    until_ready_is(&app, 200).await;
    redis.cli(&["CONFIG", "SET", "maxmemory", "1"]);
    until_ready_is(&app, 503).await;
    assert_eq!(ann.seats(match_id, block).await[0]["status"], "HOLD", "it can be read");
    redis.cli(&["CONFIG", "SET", "maxmemory", "0"]);
    until_ready_is(&app, 200).await;
    app.stop().await;
}
