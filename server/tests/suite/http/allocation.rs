use crate::support::TestApp;

#[tokio::test]
async fn hold_and_release() {
    let app = TestApp::start().await;
    let (ann, seat, match_id) = (app.visitor(), app.fixture.seat(0, 4), app.fixture.match_id);

    let held = ann.hold(match_id, seat).await;
    assert_eq!(held.status, 201);
    let data = &held.json()["data"];
    assert_eq!((data["seatId"].as_i64(), data["status"].as_str()), (Some(seat.0), Some("HOLD")));
    assert_eq!(data["expiresAt"].as_i64(), Some(1_000_000 + 600_000));
    assert_eq!((held.json()["status"].as_u64(), data["rev"].as_u64()), (Some(201), Some(1)));

    // The answer may have been lost: repeating is the same.
    let again = ann.hold(match_id, seat).await;
    assert_eq!((again.status.as_u16(), again.text), (201, held.text));

    let released = ann.release(match_id, seat).await;
    assert_eq!(released.status, 200);
    assert_eq!(released.json()["data"]["status"], "AVAILABLE");
    app.stop().await;
}

#[tokio::test]
async fn what_another_holds_is_theirs() {
    let app = TestApp::start().await;
    let (ann, bob, seat, match_id) =
        (app.visitor(), app.visitor(), app.fixture.seat(0, 4), app.fixture.match_id);
    ann.hold(match_id, seat).await;
    assert_eq!(bob.hold(match_id, seat).await.code(), (409, "SEAT_TAKEN".into()));
    assert_eq!(bob.release(match_id, seat).await.code(), (403, "NOT_HOLDER".into()));
    let free = app.fixture.seat(0, 5);
    assert_eq!(bob.release(match_id, free).await.code(), (409, "SEAT_NOT_HELD".into()));
    app.stop().await;
}

#[tokio::test]
async fn the_cap_and_its_setting() {
    let app = TestApp::start_with(|config| config.allocation.max_holds = 2, |store| store).await;
    let ann = app.visitor();
    for index in 0..2 {
        assert_eq!(ann.hold(app.fixture.match_id, app.fixture.seat(0, index)).await.status, 201);
    }
    let refused = ann.hold(app.fixture.match_id, app.fixture.seat(0, 2)).await;
    assert_eq!(refused.code(), (409, "HOLD_LIMIT".into()));
    assert!(refused.json()["message"].as_str().unwrap().contains('2'));
    app.stop().await;
}

#[tokio::test]
async fn a_sale_that_is_not_open_takes_no_holds() {
    let app = TestApp::start().await;
    let answer = app.visitor().hold(app.fixture.upcoming, app.fixture.seat(0, 0)).await;
    assert_eq!(answer.code(), (409, "SALE_NOT_OPEN".into()));
    app.stop().await;
}

#[tokio::test]
async fn a_hold_expires_by_itself() {
    let app = TestApp::start().await;
    let (ann, bob, seat, match_id) =
        (app.visitor(), app.visitor(), app.fixture.seat(1, 0), app.fixture.match_id);
    ann.hold(match_id, seat).await;
    let mut events = bob.follow(&app.stream_path(1), &[]).await;
    assert_eq!(events.next().await.unwrap().name, "init");
    app.clock.advance(600_000);
    assert_eq!(events.next_update().await, (seat.0, "AVAILABLE".into()));
    assert_eq!(bob.hold(match_id, seat).await.status, 201);
    assert_eq!(ann.release(match_id, seat).await.code(), (403, "NOT_HOLDER".into()));
    app.stop().await;
}
