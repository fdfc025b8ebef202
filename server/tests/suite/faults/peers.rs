//! The connection on which an instance hears the others.

use super::{PATIENCE, hold_until_it_works};
use crate::{
    observed::Series,
    support::{Events, Fixture, Ground, PostgresServer, Proxy, TestApp, Visitor},
};
use std::time::{Duration, Instant};
use tokio::time::sleep;

/// It becomes half open: nothing comes, and nobody says so. It is noticed, and made anew.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn half_open_is_noticed() {
    let server = PostgresServer::shared();
    let proxy = Proxy::start(server.address()).unwrap();
    let mut ground = Ground::at(&server.create_database());
    ground.config.stream.poll_interval_ms = 3_600_000;
    let fixture = Fixture::open(ground.config.clone()).await;
    let mut through = ground.config.clone();
    through.database.url = proxy.through(&through.database.url);
    // One to read with, which is half open as well and made anew at its first use: this is about the one to listen on.
    through.database.readers = 1;
    let hears = TestApp::serve(fixture.join_by(through).await, |store| store).await;
    let tells = TestApp::serve(fixture, |store| store).await;
    // Its connections are made.
    hold_until_it_works(&hears.visitor(), hears.fixture.match_id, hears.fixture.seat(0, 0)).await;
    let mut events = hears.visitor().follow(&hears.stream_path(0), &[]).await;
    assert_eq!(events.next().await.unwrap().name, "init");
    let ann = tells.visitor();
    until_heard(&mut events, &ann, &tells).await;

    proxy.half_open();
    let begun = Instant::now();
    loop {
        let series = Series::at(&format!("http://{}/metrics", hears.metrics_address)).await;
        if series.get("jari_peer_connections_lost_total") > 0.0 {
            break;
        }
        assert!(begun.elapsed() < PATIENCE, "nobody notices");
        sleep(Duration::from_millis(50)).await;
    }
    until_heard(&mut events, &ann, &tells).await;
    hears.stop().await;
    tells.stop().await;
}

/// Changes a seat until the change is heard of: what is told while nobody listens comes with a poll, and the next one is
/// an hour away. It may stop while the seat is held, which only the same visitor may change again.
async fn until_heard(events: &mut Events, ann: &Visitor, tells: &TestApp) {
    let (match_id, seat) = (tells.fixture.match_id, tells.fixture.seat(0, 3));
    let changes = async {
        loop {
            ann.hold(match_id, seat).await;
            ann.release(match_id, seat).await;
            sleep(Duration::from_millis(50)).await;
        }
    };
    tokio::select! {
        (heard, _) = events.next_update() => assert_eq!(heard, seat.0),
        () = changes => unreachable!(),
    }
}
