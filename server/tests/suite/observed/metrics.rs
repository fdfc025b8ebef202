use super::{Series, text, until};
use crate::support::{Ground, Instance, TestApp};

#[tokio::test]
async fn viewers_and_what_reaches_them() {
    let app = TestApp::start().await;
    let (ann, match_id) = (app.visitor(), app.fixture.match_id);
    let mut viewers = Vec::new();
    for _ in 0..3 {
        let mut events = app.visitor().follow(&app.stream_path(0), &[]).await;
        events.next().await.unwrap();
        viewers.push(events);
    }
    let mut overview = ann.follow(&app.path("/seats/stream"), &[]).await;
    overview.next().await.unwrap();

    let watched = |kind| format!("jari_stream_viewers{{match=\"{match_id}\",kind=\"{kind}\"}}");
    let before = Series::of(&app).await;
    assert_eq!((before.get(&watched("block")), before.get(&watched("overview"))), (3.0, 1.0));
    assert_eq!(before.get("jari_stream_frames_total{kind=\"init\"}"), 4.0);
    assert_eq!(before.get("jari_streams_opened_total{kind=\"block\"}"), 3.0);
    assert_eq!(before.get("jari_stream_deliveries_total"), 0.0);

    for index in 0..5 {
        assert_eq!(ann.hold(match_id, app.fixture.seat(0, index)).await.status, 201);
    }
    for viewer in &mut viewers {
        for _ in 0..5 {
            viewer.next_update().await;
        }
    }
    overview.next().await.unwrap();
    // Three viewers of five seats, and at least one frame of the overview, which tells of one block.
    let after = Series::of(&app).await;
    assert!(after.get("jari_stream_deliveries_total") >= 16.0);
    assert_eq!(after.get("jari_stream_batch_changes_sum"), after.get("jari_stream_deliveries_total"));
    let frames = after.get("jari_stream_frames_total{kind=\"update\"}");
    assert_eq!(after.get("jari_stream_batch_changes_count"), frames);
    assert_eq!(after.get("jari_stream_delivery_lag_seconds_count"), frames);
    assert!(after.get("jari_stream_delivery_lag_seconds_sum") > 0.0);
    assert!(after.get("jari_stream_sent_bytes_total") > before.get("jari_stream_sent_bytes_total") + 500.0);
    assert_eq!(after.get("jari_allocation_requests_total{operation=\"hold\",result=\"ok\"}"), 5.0);

    // A match that nobody watches has no series; what was counted stays.
    drop((viewers, overview));
    // Series are written one after the other, and viewers go meanwhile.
    let gone = "jari_streams_ended_total{reason=\"gone\"}";
    let has_left = |series: &Series| series.sum("jari_stream_viewers{") == 0.0 && series.get(gone) == 4.0;
    let left = until(&app, has_left).await;
    assert!(!left.0.contains_key(&watched("block")));
    app.stop().await;
}

#[tokio::test]
async fn a_viewer_that_was_away_is_told_less_than_happened() {
    let app = TestApp::start().await;
    let (ann, match_id) = (app.visitor(), app.fixture.match_id);
    let mut stays = app.visitor().follow(&app.stream_path(0), &[]).await;
    let id = stays.next().await.unwrap().id.unwrap();
    let seat = app.fixture.seat(0, 0);
    ann.hold(match_id, seat).await;
    stays.next_update().await;
    ann.release(match_id, seat).await;
    stays.next_update().await;
    let before = Series::of(&app).await.get("jari_stream_conflated_total");
    let mut back = app.visitor().follow(&app.stream_path(0), &[("last-event-id", &id)]).await;
    assert_eq!(back.next_update().await, (seat.0, "AVAILABLE".into()));
    assert_eq!(Series::of(&app).await.get("jari_stream_conflated_total"), before + 1.0);
    app.stop().await;
}

#[tokio::test]
async fn requests_by_route_and_refusals_by_code() {
    let app = TestApp::start_with(|config| config.stream.max_streams = 0, |store| store).await;
    let (ann, bob, match_id) = (app.visitor(), app.visitor(), app.fixture.match_id);
    let seat = app.fixture.seat(0, 0);
    assert_eq!(ann.hold(match_id, seat).await.status, 201);
    assert_eq!(bob.hold(match_id, seat).await.code(), (409, "SEAT_TAKEN".into()));
    assert_eq!(bob.release(match_id, seat).await.code(), (403, "NOT_HOLDER".into()));
    assert_eq!(ann.complete(match_id, &[seat]).await.status, 200);
    assert_eq!(ann.get(&app.stream_path(0)).await.status, 503);
    ann.get("/api/no/such/thing").await;
    ann.get("/no/such/page").await;
    ann.get("/matches").await;

    let series = Series::of(&app).await;
    let store = |operation, result| {
        let labels = format!("operation=\"{operation}\",result=\"{result}\"");
        series.get(&format!("jari_allocation_requests_total{{{labels}}}"))
    };
    assert_eq!(store("hold", "ok"), 1.0);
    assert_eq!(store("hold", "SEAT_TAKEN"), 1.0);
    assert_eq!(store("release", "NOT_HOLDER"), 1.0);
    assert_eq!(store("sell", "ok"), 1.0);
    assert_eq!(series.get("jari_store_operation_seconds_count{operation=\"hold\"}"), 2.0);
    assert_eq!(series.get("jari_streams_refused_total{reason=\"too_many\"}"), 1.0);

    let requests = |route: &str, method, status| {
        let labels = format!("route=\"{route}\",method=\"{method}\",status=\"{status}\"");
        series.get(&format!("jari_http_request_seconds_count{{{labels}}}"))
    };
    let hold = "/api/matches/{match_id}/allocation/seats/{seat_id}/hold";
    assert_eq!((requests(hold, "POST", 201), requests(hold, "POST", 409)), (1.0, 1.0));
    assert_eq!(requests("/api/matches/{match_id}/blocks/{block_id}/seats/stream", "GET", 503), 1.0);
    // No path that a client makes up becomes a label.
    for name in series.0.keys() {
        assert!(!name.contains("no/such") && !name.contains(&format!("/{match_id}")), "{name}");
    }
    app.stop().await;
}

#[tokio::test]
async fn a_store_that_cannot_answer() {
    let (app, store) = TestApp::start_faulty(|_| {}).await;
    let mut events = app.visitor().follow(&app.stream_path(0), &[]).await;
    events.next().await.unwrap();
    assert_eq!(Series::of(&app).await.get("jari_stream_live"), 1.0);
    store.set_down(true);
    let down = until(&app, |series| series.get("jari_stream_live") == 0.0).await;
    assert!(down.get("jari_store_errors_total{operation=\"block_counts\",kind=\"unavailable\"}") >= 1.0);
    assert_eq!(app.visitor().get(&app.stream_path(1)).await.status, 503);
    let refused = Series::of(&app).await.get("jari_streams_refused_total{reason=\"store\"}");
    assert_eq!(refused, 1.0);
    store.set_down(false);
    until(&app, |series| series.get("jari_stream_live") == 1.0).await;
    app.stop().await;
}

#[tokio::test]
async fn what_redis_tells() {
    let app = TestApp::start_on(Ground::redis_sqlite()).await;
    let mut events = app.visitor().follow(&app.stream_path(0), &[]).await;
    events.next().await.unwrap();
    app.visitor().hold(app.fixture.match_id, app.fixture.seat(0, 0)).await;
    events.next_update().await;
    let series = until(&app, |series| series.get("jari_follower_events_total") >= 1.0).await;
    assert_eq!(series.get("jari_follower_cut_off_matches"), 0.0);
    assert!(series.get("jari_store_operation_seconds_count{operation=\"snapshot\"}") >= 1.0);
    app.stop().await;
}

/// How much is watched and sold is for operators: the buyers' address does not tell it.
#[tokio::test]
async fn buyers_do_not_see_it() {
    let app = TestApp::start().await;
    let answer = app.visitor().get("/metrics").await;
    assert_eq!(answer.status, 404);
    assert!(!answer.text.contains("# TYPE"));
    // Nor do operators see a buyer there.
    let text = text(&app).await;
    assert!(text.contains("# HELP jari_stream_viewers ") && text.contains("jari_build_info{version="));
    app.stop().await;
}

#[tokio::test]
async fn operators_have_an_address_of_their_own() {
    let ground = Ground::sqlite();
    let mut command = Instance::command(&ground, &["--site-addr", "127.0.0.1:0"]);
    command.env("JARI_METRICS_ADDR", "127.0.0.1:0");
    let mut instance = Instance::spawn(&mut command);
    let line = instance.next_line();
    let url = line.strip_prefix("Its metrics are at ").unwrap();
    assert_eq!(Series::at(url).await.get("jari_stream_live"), 1.0);
    // Without the address nothing answers.
    assert_eq!(instance.visitor().get("/metrics").await.status, 404);
}
