//! How long Redis keeps a match that is moved in time.

use super::Venue;
use crate::support::{Ground, Instance, Visitor, servers::until};
use jari_core::domain::{MatchId, SeatId};
use std::time::Duration;

/// A week and a day, in milliseconds: longer than a match is kept whose beginning is near.
const LONGER: i64 = 8 * 24 * 60 * 60 * 1_000;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn its_keys_go_a_week_after_it_begins_now() {
    let venue = Venue::on(Ground::redis_sqlite());
    let server = Instance::start(&venue.ground);
    let ann = server.visitor();
    assert_eq!(ann.hold(MatchId(1), SeatId(1)).await.status, 201);
    let redis = venue.ground.redis.as_ref().unwrap();
    let keys = ["meta", "stream", "expiry", "carts", "block:1"].map(|key| format!("jari:{{m1}}:{key}"));
    let lasts = || keys.clone().map(|key| redis.cli(&["PTTL", &key]).trim().parse::<i64>().unwrap());
    assert!(lasts().iter().all(|millis| *millis > LONGER), "{:?}", lasts());

    // It is over: a week from now is the end of it.
    venue.done(&[
        "postpone-match",
        "--match",
        "1",
        "--starts-at",
        "2020-01-01T00:00:00Z",
        "--sale-opens-at",
        "2019-01-01T00:00:00Z",
        "--force",
    ]);
    let patience = Duration::from_secs(20);
    let shorter = || lasts().iter().all(|millis| (0..LONGER).contains(millis)).then_some(());
    assert!(until(patience, shorter).is_some(), "{:?}", lasts());
    // It is not over after all, as an instance finds out that was not there when it was moved.
    drop(server);
    venue.done(&["postpone-match", "--match", "1", "--starts-at", super::START]);
    let server = Instance::start(&venue.ground);
    let longer = || lasts().iter().all(|millis| *millis > LONGER).then_some(());
    assert!(until(patience, longer).is_some(), "{:?}", lasts());
    let ann = Visitor::with(ann.client.clone(), server.base.clone());
    assert_eq!(ann.release(MatchId(1), SeatId(1)).await.status, 200, "what was on hold is");
}
