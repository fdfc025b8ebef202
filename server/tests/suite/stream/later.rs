//! A later version works over the same store: whoever watches through this one sees its changes as they come.

use crate::support::{Ground, Later, TestApp};

async fn is_shown_as_taken(ground: Ground) {
    let app = TestApp::start_on(ground).await;
    let (match_id, block) = (app.fixture.match_id, app.fixture.block(1));
    let mut events = app.visitor().follow(&app.stream_path(1), &[]).await;
    assert_eq!(events.next().await.unwrap().name, "init");
    let later = Later::new(&app.fixture, app.ground.as_ref().unwrap());
    later.change(block, app.fixture.seat(1, 1), None, None).await;
    assert_eq!(events.next_update().await, (app.fixture.seat(1, 1).0, "OCCUPIED".into()));
    let ann = app.visitor();
    let next = app.fixture.seat(1, 2);
    assert_eq!(ann.hold(match_id, next).await.status, 201);
    assert_eq!(events.next_update().await, (next.0, "HOLD".into()));
    assert_eq!(ann.hold(match_id, app.fixture.seat(1, 1)).await.code(), (409, "SEAT_TAKEN".into()));
    let seats = ann.seats(match_id, block).await;
    assert_eq!(seats[1]["status"], "OCCUPIED");
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn polled() {
    is_shown_as_taken(Ground::sqlite()).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn followed() {
    is_shown_as_taken(Ground::redis_sqlite()).await;
}
