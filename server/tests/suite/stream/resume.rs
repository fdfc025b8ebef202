use crate::support::TestApp;

/// Four changes of two seats, so that there is something to be behind of; answers the stream's epoch.
async fn some_history(app: &TestApp) -> String {
    let (ann, match_id) = (app.visitor(), app.fixture.match_id);
    let (one, two) = (app.fixture.seat(0, 1), app.fixture.seat(0, 2));
    ann.hold(match_id, one).await;
    ann.hold(match_id, two).await;
    ann.release(match_id, one).await;
    ann.hold(match_id, one).await;
    let init = ann.follow(&app.stream_path(0), &[]).await.next().await.unwrap();
    init.id.unwrap().strip_suffix("-4").unwrap().to_owned()
}

#[tokio::test]
async fn from_an_id_only_what_changed_since_and_each_seat_once() {
    let app = TestApp::start().await;
    let epoch = some_history(&app).await;
    let (one, two) = (app.fixture.seat(0, 1).0, app.fixture.seat(0, 2).0);
    let cases = [
        (0, vec![(two, 2), (one, 4)]),
        (1, vec![(two, 2), (one, 4)]),
        (2, vec![(one, 4)]),
        (3, vec![(one, 4)]),
    ];
    for (rev, expected) in cases {
        let id = format!("{epoch}-{rev}");
        let by_query = format!("{}?lastEventId={id}", app.stream_path(0));
        // A page's own address stays the same when the browser connects again, and then the header is right.
        let by_header = format!("{}?lastEventId={epoch}-0", app.stream_path(0));
        for (path, headers) in [(by_query, vec![]), (by_header, vec![("last-event-id", id.as_str())])] {
            let mut events = app.visitor().follow(&path, &headers).await;
            for (seat, rev) in &expected {
                let event = events.next().await.unwrap();
                assert_eq!(event.name, "update");
                assert_eq!(event.id, Some(format!("{epoch}-{rev}")));
                assert_eq!(event.data["data"]["seatId"], *seat);
            }
        }
    }
    app.stop().await;
}

#[tokio::test]
async fn one_who_has_seen_all_gets_nothing_until_something_changes() {
    let app = TestApp::start().await;
    let epoch = some_history(&app).await;
    let path = format!("{}?lastEventId={epoch}-4", app.stream_path(0));
    let mut events = app.visitor().follow(&path, &[]).await;
    let seat = app.fixture.seat(0, 9);
    app.visitor().hold(app.fixture.match_id, seat).await;
    assert_eq!(events.next_update().await, (seat.0, "HOLD".into()));
    app.stop().await;
}

#[tokio::test]
async fn an_id_that_leads_nowhere_begins_anew() {
    let app = TestApp::start().await;
    let epoch = some_history(&app).await;
    let ids = [
        format!("{epoch}-5"),
        format!("{epoch}-18446744073709551615"),
        format!("{epoch}-99999999999999999999"),
        format!("{epoch}-"),
        format!("{epoch}-+1"),
        "otherepoch-2".to_owned(),
        "2".to_owned(),
        "-".to_owned(),
    ];
    for id in ids {
        let mut events = app.visitor().follow(&app.stream_path(0), &[("last-event-id", &id)]).await;
        let event = events.next().await.unwrap();
        assert_eq!((event.name.as_str(), event.id), ("init", Some(format!("{epoch}-4"))), "{id:?}");
    }
    app.stop().await;
}
