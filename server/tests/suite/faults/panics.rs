//! A part that nobody waits for panics: it is begun anew, and nobody is told meanwhile that all is well.

use super::{until_init, until_live_is};
use crate::{
    observed::{self, Series},
    support::{Explosive, Fixture, Fuse, Ground, TestApp},
};
use server::backend::{Backend, ChangeSource};

fn restarts(task: &str) -> impl Fn(&Series) -> bool {
    let series = format!("jari_task_restarts_total{{task=\"{task}\"}}");
    move |found| found.get(&series) >= 1.0
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_expiry() {
    let fuse = Fuse::default();
    let app = TestApp::start_with(
        |_| {},
        |store| {
            let allocations = Explosive { inner: store.allocations, fuse: fuse.clone() };
            Backend { allocations: std::sync::Arc::new(allocations), ..store }
        },
    )
    .await;
    let (ann, seat) = (app.visitor(), app.fixture.seat(0, 0));
    let mut events = app.visitor().follow(&app.stream_path(0), &[]).await;
    until_init(&mut events).await;
    assert_eq!(ann.hold(app.fixture.match_id, seat).await.status, 201);
    assert_eq!(events.next_update().await, (seat.0, "HOLD".into()));
    fuse.set(true);
    observed::until(&app, restarts("expiry")).await;
    fuse.set(false);
    app.clock.advance(3_600_000);
    assert_eq!(events.next_update().await, (seat.0, "AVAILABLE".into()));
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_poller() {
    let (app, store) = TestApp::start_faulty(|_| {}).await;
    let mut events = app.visitor().follow(&app.stream_path(0), &[]).await;
    until_init(&mut events).await;
    until_live_is(&mut events, true).await;
    store.fuse().set(true);
    until_live_is(&mut events, false).await;
    store.fuse().set(false);
    until_live_is(&mut events, true).await;
    let seat = app.fixture.seat(0, 0);
    assert_eq!(app.visitor().hold(app.fixture.match_id, seat).await.status, 201);
    assert_eq!(events.next_update().await, (seat.0, "HOLD".into()));
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_follower() {
    let (ground, fuse) = (Ground::redis_sqlite(), Fuse::default());
    let fixture = Fixture::open(ground.config.clone()).await;
    let app = TestApp::serve(fixture, |store| {
        let ChangeSource::Subscription(inner) = store.changes else { panic!("Redis tells") };
        let events = Explosive { inner, fuse: fuse.clone() };
        Backend { changes: ChangeSource::Subscription(std::sync::Arc::new(events)), ..store }
    })
    .await;
    let mut events = app.visitor().follow(&app.stream_path(0), &[]).await;
    until_init(&mut events).await;
    until_live_is(&mut events, true).await;
    fuse.set(true);
    until_live_is(&mut events, false).await;
    // Who comes now is told at once.
    let mut late = app.visitor().follow(&app.stream_path(0), &[]).await;
    until_init(&mut late).await;
    until_live_is(&mut late, false).await;
    let seat = app.fixture.seat(0, 0);
    assert_eq!(app.visitor().hold(app.fixture.match_id, seat).await.status, 201);
    observed::until(&app, restarts("follower")).await;
    fuse.set(false);
    for events in [&mut events, &mut late] {
        assert_eq!(events.next_update().await, (seat.0, "HOLD".into()));
        until_live_is(events, true).await;
    }
    app.stop().await;
}
