use crate::support::{Events, TestApp};
use std::collections::BTreeMap;

/// The free seats by block that the events so far have led to.
#[derive(Default)]
struct Seen(BTreeMap<i64, i64>);

impl Seen {
    async fn read(&mut self, events: &mut Events) -> String {
        let event = events.next().await.unwrap();
        for block in event.data["data"]["blocks"].as_array().unwrap() {
            self.0.insert(block["id"].as_i64().unwrap(), block["free"].as_i64().unwrap());
        }
        event.name
    }
}

#[tokio::test]
async fn free_seats_of_every_block_and_then_of_those_that_changed() {
    let app = TestApp::start().await;
    let ann = app.visitor();
    let mut events = app.visitor().follow(&app.path("/seats/stream"), &[]).await;
    let mut seen = Seen::default();
    assert_eq!(seen.read(&mut events).await, "init");
    assert_eq!(seen.0.values().copied().collect::<Vec<_>>(), [120, 12, 12]);
    ann.hold(app.fixture.match_id, app.fixture.seat(1, 0)).await;
    let event = events.next().await.unwrap();
    let block = app.fixture.block(1);
    assert_eq!(event.data["data"], serde_json::json!({"blocks":[{"id":block.0,"free":11}]}));
    app.stop().await;
}

#[tokio::test]
async fn many_changes_come_in_few_frames_and_end_right() {
    let app = TestApp::start_with(
        |config| {
            config.allocation.max_holds = 0;
            config.stream.poll_interval_ms = 3_600_000;
            config.stream.overview_interval_ms = 250;
        },
        |store| store,
    )
    .await;
    let mut events = app.visitor().follow(&app.path("/seats/stream"), &[]).await;
    let mut seen = Seen::default();
    seen.read(&mut events).await;
    let began = std::time::Instant::now();
    let ann = app.visitor();
    for seat in 0..100 {
        ann.hold(app.fixture.match_id, app.fixture.seat(0, seat)).await;
    }
    let mut frames = 0;
    while seen.0[&app.fixture.block(0).0] != 20 {
        assert_eq!(seen.read(&mut events).await, "update");
        frames += 1;
    }
    // One frame in each interval that has begun, and one of the poller's first round, which may come only now.
    let most = began.elapsed().as_millis() / 250 + 2;
    assert!(frames <= most, "{frames} frames, at most {most}");
    app.stop().await;
}
