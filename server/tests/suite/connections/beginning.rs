//! What a stream begins with, over each kind of connection: `init` first on a fresh one, `retry` in the block of the first
//! event whichever that is, and nothing that a client could take for an empty message.

use super::Identity;
use crate::support::{Events, TestApp, Visitor, command};
use jari_core::domain::SeatId;
use std::{env, path::PathBuf};
use tempfile::TempDir;
use tokio::task::spawn_blocking;

/// The names of the first events, heartbeats as well; a `+` marks the one with `retry`.
async fn names(events: &mut Events, count: usize) -> Vec<String> {
    let mut names = Vec::new();
    for _ in 0..count {
        let event = events.next_of_any_kind().await.expect("the stream is open");
        if let Some(retry) = event.retry {
            assert!((500..2_500).contains(&retry), "{retry}");
        }
        assert_eq!(event.id.is_none(), event.name == "heartbeat", "{event:?}");
        names.push(format!("{}{}", if event.retry.is_some() { "+" } else { "" }, event.name));
    }
    names
}

/// Both streams, fresh, resumed with nothing new, and resumed after a change; `ann` changes the seat.
async fn begins_as_it_should(app: &TestApp, ann: &Visitor, seat: SeatId) {
    for path in [app.stream_path(0), app.path("/seats/stream")] {
        let mut fresh = ann.follow(&path, &[]).await;
        let first = fresh.next_of_any_kind().await.unwrap();
        assert!(first.name == "init" && first.retry.is_some(), "{path}: {first:?}");
        assert_eq!(names(&mut fresh, 1).await, ["heartbeat"], "{path}");
        let id = first.id.unwrap();

        let mut same = ann.follow(&path, &[("last-event-id", &id)]).await;
        assert_eq!(names(&mut same, 1).await, ["+heartbeat"], "{path}");
        let mut lost = ann.follow(&path, &[("last-event-id", "elsewhere-7")]).await;
        assert_eq!(names(&mut lost, 2).await, ["+init", "heartbeat"], "{path}");

        assert_eq!(ann.hold(app.fixture.match_id, seat).await.status, 201);
        for events in [&mut fresh, &mut same, &mut lost] {
            assert_eq!(names(events, 1).await, ["update"], "{path}");
        }
        let mut behind = ann.follow(&path, &[("last-event-id", &id)]).await;
        assert_eq!(names(&mut behind, 2).await, ["+update", "heartbeat"], "{path}");

        assert_eq!(ann.release(app.fixture.match_id, seat).await.status, 200);
        for events in [&mut fresh, &mut same, &mut lost, &mut behind] {
            assert_eq!(names(events, 1).await, ["update"], "{path}");
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn plain() {
    let app = TestApp::start().await;
    begins_as_it_should(&app, &app.visitor(), app.fixture.seat(0, 0)).await;
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn encrypted() {
    let (folder, identity) = (TempDir::new().unwrap(), Identity::new());
    let app = identity.serve(&folder, |_| {}).await;
    let seat = app.fixture.seat(0, 0);
    begins_as_it_should(&app, &identity.visitor_with(&app, |client| client.http1_only()), seat).await;
    begins_as_it_should(&app, &identity.visitor(&app), seat).await;
    app.stop().await;
}

/// What httpx-sse makes of the first events of a stream: a line each.
async fn stranger(count: usize, url: &str, last: &str, cert: Option<&str>) -> String {
    let cache = env::var_os("JARI_CACHE").map_or_else(
        || PathBuf::from(env::var_os("HOME").unwrap_or_default()).join(".cache/jari"),
        PathBuf::from,
    );
    let python = cache.join("sse-client/bin/python");
    assert!(python.is_file(), "httpx-sse is not installed; please run: make setup-test");
    let mut command = command(python);
    command.args(["-c", include_str!("stranger.py"), &count.to_string(), url, last]).args(cert);
    // It waits for nothing without a bound of its own.
    let output = spawn_blocking(move || command.output()).await.unwrap().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

/// A parser that others have written sees no message that is none.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn read_by_a_stranger() {
    let (folder, identity) = (TempDir::new().unwrap(), Identity::new());
    let secure = identity.serve(&folder, |_| {}).await;
    let plain = TestApp::start().await;
    let cert = folder.path().join("cert.pem").display().to_string();
    for (app, scheme, version, cert) in
        [(&plain, "http", "HTTP/1.1", None), (&secure, "https", "HTTP/2", Some(cert.as_str()))]
    {
        for path in [app.stream_path(0), app.path("/seats/stream")] {
            let url = format!("{scheme}://{}{path}", app.address);
            let fresh = stranger(2, &url, "", cert).await;
            assert_eq!(fresh, format!("{version} init retry=True\n{version} heartbeat retry=False\n"));
            let ann = if cert.is_some() { identity.visitor(app) } else { app.visitor() };
            let id = ann.follow(&path, &[]).await.next().await.unwrap().id.unwrap();
            let resumed = stranger(1, &url, &id, cert).await;
            assert_eq!(resumed, format!("{version} heartbeat retry=True\n"));
        }
    }
    secure.stop().await;
    plain.stop().await;
}
