use crate::support::TestApp;
use std::time::{Duration, Instant};

/// A load balancer is told, and whoever still comes is served.
#[tokio::test]
async fn a_server_that_is_to_stop_goes_on_for_a_while() {
    let app = TestApp::start_with(|config| config.http.drain_secs = 3_600, |store| store).await;
    let (ann, bob) = (app.visitor(), app.visitor());
    assert_eq!(ann.get("/health/ready").await.status, 200);
    let mut before = ann.follow(&app.stream_path(0), &[]).await;
    assert_eq!(before.next().await.unwrap().name, "init");

    app.tell_to_stop();
    assert_eq!(bob.get("/health/ready").await.status, 503);
    assert_eq!(bob.get("/health/live").await.status, 200);
    let mut after = app.visitor().follow(&app.stream_path(0), &[]).await;
    assert_eq!(after.next().await.unwrap().name, "init");
    let seat = app.fixture.seat(0, 0);
    assert_eq!(bob.hold(app.fixture.match_id, seat).await.status, 201);
    for viewer in [&mut before, &mut after] {
        assert_eq!(viewer.next_update().await, (seat.0, "HOLD".into()));
    }
}

#[tokio::test]
async fn then_it_stops() {
    let app = TestApp::start_with(|config| config.http.drain_secs = 1, |store| store).await;
    let mut events = app.visitor().follow(&app.stream_path(0), &[]).await;
    assert_eq!(events.next().await.unwrap().name, "init");
    let told = Instant::now();
    app.tell_to_stop();
    assert!(events.next().await.is_none());
    assert!(told.elapsed() >= Duration::from_secs(1), "not before its time");
    app.stop().await;
}
