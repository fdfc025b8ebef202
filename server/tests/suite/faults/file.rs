use super::{assert_unavailable, hold_until_it_works, until_ready_is};
use crate::support::{Ground, TestApp};
use std::{
    fs,
    path::{Path, PathBuf},
};

/// A server over a file, and the file.
async fn start() -> (TestApp, PathBuf) {
    let app = TestApp::start().await;
    let file = app.ground.as_ref().and_then(|ground| ground.folder.as_ref()).unwrap().path().join("jari.db");
    assert_eq!(app.visitor().hold(app.fixture.match_id, app.fixture.seat(0, 0)).await.status, 201);
    until_ready_is(&app, 200).await;
    (app, file)
}

/// Nothing is acknowledged that nobody will ever find again, and nothing is told of a file that is not the database.
async fn assert_refused(app: &TestApp) {
    let (ann, match_id) = (app.visitor(), app.fixture.match_id);
    assert_unavailable(&ann.hold(match_id, app.fixture.seat(0, 1)).await);
    assert_unavailable(&ann.complete(match_id, &[app.fixture.seat(0, 0)]).await);
    until_ready_is(app, 503).await;
    assert_eq!(ann.get("/health/live").await.status, 200);
}

fn beside(file: &Path, end: &str) -> PathBuf {
    PathBuf::from(format!("{}{end}", file.display()))
}

/// Somebody removes it, and puts it back.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn removed() {
    let (app, file) = start().await;
    let elsewhere = beside(&file, ".moved");
    fs::rename(&file, &elsewhere).unwrap();
    assert_refused(&app).await;
    assert!(!file.exists(), "no other is made in its place");

    fs::rename(&elsewhere, &file).unwrap();
    hold_until_it_works(&app.visitor(), app.fixture.match_id, app.fixture.seat(0, 1)).await;
    until_ready_is(&app, 200).await;
    app.stop().await;
}

/// Somebody puts another one in its place, such as a backup.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn replaced() {
    let (app, file) = start().await;
    let copy = beside(&file, ".copy");
    fs::copy(&file, &copy).unwrap();
    fs::rename(&copy, &file).unwrap();
    assert_refused(&app).await;
    app.stop().await;
}

/// The log is as much a part of the database as its file: what was committed last is there and nowhere else.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn its_log_removed() {
    let (app, file) = start().await;
    fs::remove_file(beside(&file, "-wal")).unwrap();
    assert_refused(&app).await;
    app.stop().await;
}

/// The same where the file is the ledger alone: nothing is sold that is recorded nowhere.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn removed_beside_redis() {
    let app = TestApp::start_on(Ground::redis_sqlite()).await;
    let file = app.ground.as_ref().and_then(|ground| ground.folder.as_ref()).unwrap().path().join("jari.db");
    let (ann, match_id, seat) = (app.visitor(), app.fixture.match_id, app.fixture.seat(0, 0));
    assert_eq!(ann.hold(match_id, seat).await.status, 201);
    fs::remove_file(&file).unwrap();
    assert_unavailable(&ann.complete(match_id, &[seat]).await);
    until_ready_is(&app, 503).await;
    app.stop().await;
}
