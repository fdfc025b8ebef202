use crate::support::{SeatRequest, SeatRequests, TestApp, open};
use jari_core::domain::{CartId, HoldPolicy, UnixMillis};

#[tokio::test]
async fn everything_first_and_then_each_change() {
    let app = TestApp::start().await;
    let (ann, bob) = (app.visitor(), app.visitor());
    let (seat, match_id) = (app.fixture.seat(1, 3), app.fixture.match_id);
    let mut events = bob.follow(&app.stream_path(1), &[]).await;
    let init = events.next().await.unwrap();
    assert_eq!((init.name.as_str(), init.data["status"].as_u64()), ("init", Some(200)));
    assert_eq!(init.data["data"]["seats"].as_array().unwrap().len(), 12);
    assert!(init.id.as_ref().unwrap().ends_with("-0"));

    ann.hold(match_id, seat).await;
    let update = events.next().await.unwrap();
    assert_eq!(update.data, serde_json::json!({"status":200,"data":{"seatId":seat.0,"status":"HOLD"}}));
    assert_eq!(update.id.unwrap(), init.id.unwrap().replace("-0", "-1"));
    ann.release(match_id, seat).await;
    assert_eq!(events.next_update().await, (seat.0, "AVAILABLE".into()));
    app.stop().await;
}

#[tokio::test]
async fn a_change_of_this_instance_does_not_wait_for_the_poll() {
    let app = TestApp::start_with(|config| config.stream.poll_interval_ms = 3_600_000, |store| store).await;
    let mut events = app.visitor().follow(&app.stream_path(0), &[]).await;
    events.next().await.unwrap();
    let seat = app.fixture.seat(0, 0);
    app.visitor().hold(app.fixture.match_id, seat).await;
    assert_eq!(events.next_update().await, (seat.0, "HOLD".into()));
    app.stop().await;
}

/// What another instance does to the same database is found by polling; and what it commits late, under an early time,
/// is found as well.
#[tokio::test]
async fn a_change_of_another_instance_is_found_however_late_it_is() {
    let app = TestApp::start().await;
    let mut events = app.visitor().follow(&app.stream_path(0), &[]).await;
    events.next().await.unwrap();
    let (_db, other) = open(&app.config, &app.clock).await;
    for (seat, now) in [(0, 9_000_000), (1, 2_000_000), (2, 8_000_000)] {
        let request = SeatRequest {
            match_id: app.fixture.match_id,
            block_id: app.fixture.block(0),
            seat_id: app.fixture.seat(0, seat),
            cart: CartId::from_verified("another"),
            now: UnixMillis(now),
        };
        other.allocations.hold(&request, HoldPolicy { ttl_millis: 600_000, max_holds: 0 }).await.unwrap();
        assert_eq!(events.next_update().await, (app.fixture.seat(0, seat).0, "HOLD".into()));
    }
    app.stop().await;
}

#[tokio::test]
async fn what_nobody_watches_is_not_asked_for() {
    let (app, store) = TestApp::start_faulty(|config| config.stream.poll_interval_ms = 10).await;
    let (ann, match_id) = (app.visitor(), app.fixture.match_id);
    // The list of the matches brings the session, and counts free seats.
    ann.take_session().await;
    let before = store.reads();
    for seat in 0..3 {
        ann.hold(match_id, app.fixture.seat(0, seat)).await;
    }
    // Some rounds pass, as the holds have given the poller hints as well.
    tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    assert_eq!(store.reads(), before);

    // With many viewers of one block the store is read for one, and a viewer that comes costs it nothing.
    let mut viewers = Vec::new();
    for _ in 0..20 {
        let mut events = app.visitor().follow(&app.stream_path(1), &[]).await;
        events.next().await.unwrap();
        viewers.push(events);
    }
    let (before, rounds) = (store.reads(), 5);
    while store.reads() < before + rounds {
        tokio::time::sleep(std::time::Duration::from_millis(5)).await;
    }
    let seat = app.fixture.seat(1, 0);
    ann.hold(match_id, seat).await;
    for viewer in &mut viewers {
        assert_eq!(viewer.next_update().await, (seat.0, "HOLD".into()));
    }
    // Once they are gone, so are the reads.
    drop(viewers);
    let mut quiet = 0;
    let mut last = store.reads();
    while quiet < 10 {
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
        quiet = if store.reads() == last { quiet + 1 } else { 0 };
        last = store.reads();
    }
    app.stop().await;
}

#[tokio::test]
async fn one_more_than_may_be_open_is_503() {
    let app = TestApp::start_with(|config| config.stream.max_streams = 1, |store| store).await;
    let ann = app.visitor();
    let open = ann.follow(&app.stream_path(0), &[]).await;
    let refused = ann.get(&app.stream_path(0)).await;
    assert_eq!(refused.code(), (503, "TOO_MANY_STREAMS".into()));
    assert_eq!(refused.headers["retry-after"], "1");
    drop(open);
    // The place is free again as soon as the server sees that the connection is gone.
    while ann.client.get(refused_url(&app)).send().await.unwrap().status() == 503 {
        tokio::task::yield_now().await;
    }
    app.stop().await;
}

fn refused_url(app: &TestApp) -> String {
    app.url(&app.stream_path(0))
}

#[tokio::test]
async fn a_shutdown_ends_the_streams() {
    let app = TestApp::start().await;
    let mut events = app.visitor().follow(&app.stream_path(0), &[]).await;
    events.next().await.unwrap();
    let (ended, ()) = tokio::join!(events.next(), app.stop());
    assert_eq!(ended, None);
}
