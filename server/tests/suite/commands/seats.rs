//! Seats that are kept from being sold, and what has happened to seats.

use super::Venue;
use crate::support::{Ground, Instance};
use jari_core::domain::{MatchId, SeatId};
use std::time::{Duration, Instant};

async fn blocked_seats_are_not_sold_and_the_log_says_why(ground: Ground) {
    let venue = Venue::on(ground);
    let server = Instance::start(&venue.ground);
    let ann = server.visitor();
    assert_eq!(ann.hold(MatchId(1), SeatId(3)).await.status, 201);

    let block = ["block-seats", "--match", "1", "--reason", "camera", "--by", "kim"];
    let done = venue.done(&[&block[..], &["--seat", "1,2"]].concat());
    assert!(done.contains("Blocked 2 seats"), "{done}");
    // All or nothing: one of the block is somebody's.
    venue.refused(&[&block[..], &["--block", "1"]].concat(), &["the seat is taken", "none of the 4 seats"]);
    venue.refused(&[&block[..], &["--seat", "99"]].concat(), &["match 1 has no seat 99"]);
    venue.refused(&["block-seats", "--match", "7", "--reason", "x", "--seat", "1"], &["there is no match 7"]);
    venue.refused(&["block-seats", "--match", "1", "--reason", " ", "--seat", "1"], &["a reason"]);

    // A buyer is told no more than that it is sold.
    let taken = ann.hold(MatchId(1), SeatId(1)).await;
    assert_eq!((taken.status.as_u16(), taken.json()["code"].as_str()), (409, Some("SEAT_TAKEN")));
    let seats = ann.get("/api/matches/1/blocks/1/seats").await;
    let told = |seat: usize| seats.json()["data"]["seats"][seat]["status"].as_str().map(str::to_owned);
    assert_eq!([told(0), told(1), told(3)].map(Option::unwrap), ["OCCUPIED", "OCCUPIED", "AVAILABLE"]);
    assert!(!seats.text.contains("BLOCKED") && !seats.text.contains("camera"));

    assert!(venue.done(&["unblock-seats", "--match", "1", "--seat", "1,4"]).contains("Unblocked 1 seats"));
    assert_eq!(ann.hold(MatchId(1), SeatId(1)).await.status, 201);

    // What happened to it, once all of it is told.
    let begun = Instant::now();
    let history = loop {
        let history = venue.done(&["replay", "--match", "1", "--seat", "1"]);
        if history.lines().count() > 3 {
            break history;
        }
        assert!(begun.elapsed() < Duration::from_secs(20), "{history}");
        tokio::time::sleep(Duration::from_millis(50)).await;
    };
    let mut reader = csv::Reader::from_reader(history.as_bytes());
    let rows: Vec<_> = reader.records().map(Result::unwrap).collect();
    let column = |name: &str| reader.headers().unwrap().iter().position(|heading| heading == name).unwrap();
    let columns = ["command", "actor", "status", "reason"].map(column);
    let values = |row: usize| columns.map(|column| rows[row][column].to_owned());
    assert_eq!(values(0), ["block", "operator:kim", "BLOCKED", "camera"]);
    assert_eq!(values(1), ["unblock", "operator:operator", "AVAILABLE", ""]);
    assert!(values(2)[1].starts_with("buyer:") && values(2)[2] == "HOLD", "{history}");

    // Who has what on hold now.
    let held = venue.done(&["list-holds", "--match", "1"]);
    let holds: Vec<_> = held.lines().skip(1).collect();
    assert!(holds.len() == 2 && holds.iter().all(|line| line.contains(",Stalls,A,")), "{held}");
    venue.refused(&["list-holds", "--match", "9"], &["there is no match 9"]);

    // The match as it is, and as it was at the block's first revision.
    let now = venue.done(&["replay", "--match", "1"]);
    assert_eq!(now.lines().count(), 4, "three seats have ever changed: {now}");
    let first = venue.done(&["replay", "--match", "1", "--at", "1"]);
    assert!(first.lines().count() == 2 && first.contains(",HOLD,"), "{first}");
    let before = venue.done(&["replay", "--match", "1", "--at", "2020-01-01T00:00:00Z"]);
    assert_eq!(before.lines().count(), 0, "{before}");
    venue.refused(&["replay", "--match", "9"], &["there is no match 9"]);
    venue.refused(&["replay", "--match", "1", "--at", "soon"], &["soon"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_sqlite() {
    blocked_seats_are_not_sold_and_the_log_says_why(Ground::sqlite()).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_postgres() {
    blocked_seats_are_not_sold_and_the_log_says_why(Ground::postgres()).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_redis() {
    blocked_seats_are_not_sold_and_the_log_says_why(Ground::redis_postgres()).await;
}
