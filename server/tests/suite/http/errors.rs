use crate::support::TestApp;
use reqwest::Method;
use sqlx::{Connection, SqliteConnection};

#[tokio::test]
async fn every_refusal_has_its_own_code() {
    let app = TestApp::start().await;
    let ann = app.visitor();
    let hold = |seat: &str| app.path(&format!("/allocation/seats/{seat}/hold"));
    let cases = [
        (Method::GET, "/api/matches/99/areas".to_owned(), 404, "MATCH_NOT_FOUND"),
        (Method::GET, "/api/matches/99/seats/stream".to_owned(), 404, "MATCH_NOT_FOUND"),
        (Method::GET, app.path("/areas/99/sections"), 404, "AREA_NOT_FOUND"),
        (Method::GET, app.path("/sections/99/blocks"), 404, "SECTION_NOT_FOUND"),
        (Method::GET, app.path("/blocks/99/seats"), 404, "BLOCK_NOT_FOUND"),
        (Method::GET, app.path("/blocks/99/seats/stream"), 404, "BLOCK_NOT_FOUND"),
        (Method::POST, hold("999999"), 404, "SEAT_NOT_FOUND"),
        (Method::POST, hold("seat"), 400, "INVALID_ID"),
        (Method::POST, hold("99999999999999999999"), 400, "INVALID_ID"),
        (Method::GET, "/api/matches/first/areas".to_owned(), 400, "INVALID_ID"),
        (Method::GET, hold("1"), 405, "METHOD_NOT_ALLOWED"),
        (Method::GET, "/api/nothing".to_owned(), 404, "NOT_FOUND"),
    ];
    for (method, path, status, code) in cases {
        let answer = ann.send(method, &path, &[], "").await;
        assert_eq!(answer.code(), (status, code.to_owned()), "{path}");
        let json = answer.json();
        assert_eq!(json["status"], status, "the envelope repeats the status");
        assert!(!json["message"].as_str().unwrap().is_empty());
    }
    app.stop().await;
}

#[tokio::test]
async fn a_body_that_is_too_large_is_refused() {
    let app = TestApp::start().await;
    let form = [("content-type", "application/x-www-form-urlencoded")];
    let answer = app
        .visitor()
        .send(Method::POST, "/fn/hold_seat", &form, &format!("seat_id={}", "9".repeat(20_000)))
        .await;
    assert_eq!(answer.code(), (413, "PAYLOAD_TOO_LARGE".into()));
    app.stop().await;
}

#[tokio::test]
async fn a_server_function_answers_with_the_same_codes() {
    let app = TestApp::start().await;
    let (ann, bob, seat) = (app.visitor(), app.visitor(), app.fixture.seat(0, 0));
    let form = [("content-type", "application/x-www-form-urlencoded"), ("accept", "application/json")];
    let body = format!("match_id={}&seat_id={seat}", app.fixture.match_id);
    assert_eq!(ann.send(Method::POST, "/fn/hold_seat", &form, &body).await.status, 200);
    let refused = bob.send(Method::POST, "/fn/hold_seat", &form, &body).await;
    assert_eq!(refused.code(), (409, "SEAT_TAKEN".into()));
    let malformed = bob.send(Method::POST, "/fn/hold_seat", &form, "match_id=x").await;
    assert_eq!(malformed.code(), (400, "INVALID_BODY".into()));
    let unknown = bob.send(Method::POST, "/fn/nothing", &form, "").await;
    assert_eq!(unknown.code(), (404, "NOT_FOUND".into()));
    app.stop().await;
}

#[tokio::test]
async fn a_busy_database_is_503_and_the_hold_is_safe_to_repeat() {
    let app = TestApp::start_with(|config| config.database.timeout_ms = 100, |store| store).await;
    let (ann, seat) = (app.visitor(), app.fixture.seat(0, 0));
    let mut events = ann.follow(&app.stream_path(0), &[]).await;
    assert_eq!(events.next().await.unwrap().name, "init");

    // Another process writes and does not come to an end.
    let mut other = SqliteConnection::connect(&app.config.database.url).await.unwrap();
    sqlx::query("BEGIN IMMEDIATE").execute(&mut other).await.unwrap();
    let refused = ann.hold(app.fixture.match_id, seat).await;
    assert_eq!(refused.code(), (503, "STORE_UNAVAILABLE".into()));
    assert_eq!(refused.headers["retry-after"], "1");
    assert!(!refused.text.to_lowercase().contains("sqlite"), "nothing internal: {}", refused.text);

    sqlx::query("ROLLBACK").execute(&mut other).await.unwrap();
    assert_eq!(ann.hold(app.fixture.match_id, seat).await.status, 201);
    assert_eq!(events.next_update().await, (seat.0, "HOLD".into()));
    app.stop().await;
}
