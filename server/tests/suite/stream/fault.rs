use crate::support::TestApp;

/// The database is gone for a while: the stream stays open, says that it may be out of date, and ends equal.
#[tokio::test]
async fn a_stream_outlives_its_store() {
    let (app, store) = TestApp::start_faulty(|_| {}).await;
    let mut events = app.visitor().follow(&app.stream_path(0), &[]).await;
    assert_eq!(events.next().await.unwrap().name, "init");
    assert_eq!(events.next_of_any_kind().await.unwrap().data["data"]["live"], true);

    store.set_down(true);
    let stale = events.next_of_any_kind().await.unwrap();
    assert_eq!((stale.name.as_str(), &stale.data["data"]["live"]), ("heartbeat", &serde_json::json!(false)));
    assert_eq!(stale.id, None, "a heartbeat moves nobody's place in the history");

    // Who comes now is told at once, or to come again.
    let mut late = app.visitor().follow(&app.stream_path(0), &[]).await;
    assert_eq!(late.next_of_any_kind().await.unwrap().name, "init");
    assert_eq!(late.next_of_any_kind().await.unwrap().data["data"]["live"], false);
    assert_eq!(app.visitor().get(&app.stream_path(1)).await.code(), (503, "STORE_UNAVAILABLE".into()));

    // Changes go on meanwhile: only reading was cut off.
    let seat = app.fixture.seat(0, 0);
    assert_eq!(app.visitor().hold(app.fixture.match_id, seat).await.status, 201);
    store.set_down(false);
    let mut seen = Vec::new();
    while seen.len() < 2 {
        let event = events.next_of_any_kind().await.unwrap();
        match event.name.as_str() {
            "update" => seen.push(format!("seat {}", event.data["data"]["seatId"])),
            _ if event.data["data"]["live"] == true => seen.push("live".to_owned()),
            _ => {}
        }
    }
    seen.sort_unstable();
    assert_eq!(seen, ["live".to_owned(), format!("seat {seat}")]);
    app.stop().await;
}

#[tokio::test]
async fn a_quiet_stream_shows_a_sign_of_life() {
    let app = TestApp::start_with(|config| config.stream.heartbeat_secs = 1, |store| store).await;
    let mut events = app.visitor().follow(&app.stream_path(0), &[]).await;
    events.next().await.unwrap();
    // The first one follows what there is at the beginning.
    for _ in 0..3 {
        let beat = events.next_of_any_kind().await.unwrap();
        assert_eq!((beat.name.as_str(), &beat.data["data"]["live"]), ("heartbeat", &serde_json::json!(true)));
    }
    app.stop().await;
}
