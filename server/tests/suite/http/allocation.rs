use crate::support::TestApp;
use jari_core::domain::{MatchId, SeatId};
use reqwest::Method;

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

#[tokio::test]
async fn complete_sells_what_one_holds() {
    let app = TestApp::start().await;
    let (ann, bob, match_id) = (app.visitor(), app.visitor(), app.fixture.match_id);
    let seats = [app.fixture.seat(0, 4), app.fixture.seat(1, 2)];
    let mut events = bob.follow(&app.stream_path(1), &[]).await;
    assert_eq!(events.next().await.unwrap().name, "init");
    for seat in seats {
        assert_eq!(ann.hold(match_id, seat).await.status, 201);
    }
    assert_eq!(events.next_update().await, (seats[1].0, "HOLD".into()));

    assert_eq!(bob.complete(match_id, &seats).await.code(), (403, "NOT_HOLDER".into()));
    let sold = ann.complete(match_id, &seats).await;
    assert_eq!(sold.status, 200);
    let told = &sold.json()["data"]["seats"];
    for (index, seat) in seats.iter().enumerate() {
        assert_eq!(told[index]["seatId"].as_i64(), Some(seat.0));
        assert_eq!(
            (told[index]["status"].as_str(), told[index]["rev"].as_u64()),
            (Some("OCCUPIED"), Some(2))
        );
    }
    assert_eq!(events.next_update().await, (seats[1].0, "OCCUPIED".into()));
    // The answer may have been lost: repeating is the same.
    assert_eq!(ann.complete(match_id, &seats).await.text, sold.text);
    // It is nobody's any more, not even the owner's to give back.
    assert_eq!(bob.hold(match_id, seats[0]).await.code(), (409, "SEAT_TAKEN".into()));
    assert_eq!(ann.release(match_id, seats[0]).await.code(), (409, "SEAT_NOT_HELD".into()));
    app.stop().await;
}

#[tokio::test]
async fn what_cannot_be_completed() {
    let app = TestApp::start().await;
    let (ann, match_id, seat) = (app.visitor(), app.fixture.match_id, app.fixture.seat(0, 4));
    assert_eq!(ann.complete(match_id, &[seat]).await.code(), (409, "SEAT_NOT_HELD".into()));
    assert_eq!(ann.complete(match_id, &[SeatId(9_999_999)]).await.code(), (404, "SEAT_NOT_FOUND".into()));
    assert_eq!(ann.complete(MatchId(99), &[seat]).await.code(), (404, "MATCH_NOT_FOUND".into()));
    // The same seat twice is one seat.
    ann.hold(match_id, seat).await;
    let twice = ann.complete(match_id, &[seat, seat]).await;
    assert_eq!(twice.json()["data"]["seats"].as_array().unwrap().len(), 1);

    let path = app.path("/allocation/seats/complete");
    let many = serde_json::json!({ "seatIds": vec![1; 201] }).to_string();
    let json = [("content-type", "application/json")];
    for (headers, body) in [
        (&json[..], r#"{"seatIds":[]}"#),
        (&json, r#"{"seatIds":["x"]}"#),
        (&json, r#"{"seatIds":[1],"cart":"bob"}"#),
        (&json, r#"{"#),
        (&json, ""),
        (&json, &many),
        (&[], r#"{"seatIds":[1]}"#),
    ] {
        let answer = ann.send(Method::POST, &path, headers, body).await;
        assert_eq!(answer.code(), (400, "INVALID_BODY".into()), "{body}");
    }
    app.stop().await;
}
