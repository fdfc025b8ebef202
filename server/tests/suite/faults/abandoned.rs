//! Who asked has gone while the database was still at it: what comes next on that connection finds nothing of it.

use super::until_ready_is;
use crate::support::{CompleteRequest, OPENS_AT, SeatRequests, TestApp};
use jari_core::domain::CartId;
use sqlx::{Connection, SqliteConnection};
use std::time::Duration;
use tokio::time::timeout;

/// The beginning of a transaction waits for somebody else who writes to the file, and succeeds when nobody wants it any more.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_transaction_that_begins_too_late() {
    let app = TestApp::start().await;
    let (ann, match_id) = (app.visitor(), app.fixture.match_id);
    let (held, next) = (app.fixture.seat(0, 0), app.fixture.seat(0, 1));
    assert_eq!(ann.hold(match_id, held).await.status, 201);
    let mut other = SqliteConnection::connect(&app.config.database.url).await.unwrap();
    let writing = other.begin_with("BEGIN IMMEDIATE").await.unwrap();
    // A request's own change would be carried through; whoever asks the store by itself may leave.
    let request = CompleteRequest {
        match_id,
        seats: vec![(app.fixture.block(0), held)],
        cart: CartId::from_verified("gone"),
        now: OPENS_AT,
    };
    let complete = app.fixture.store.allocations.complete(&request);
    assert!(timeout(Duration::from_millis(300), complete).await.is_err(), "it waits for the other one");
    writing.rollback().await.unwrap();
    assert_eq!(ann.hold(match_id, next).await.status, 201);
    // Nothing is left open that would keep others from writing.
    let writing = other.begin_with("BEGIN IMMEDIATE").await.expect("the file is free");
    writing.rollback().await.unwrap();
    assert_eq!(ann.complete(match_id, &[held, next]).await.status, 200);
    until_ready_is(&app, 200).await;
    app.stop().await;
}
