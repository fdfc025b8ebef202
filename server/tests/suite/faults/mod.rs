//! What happens when a part is gone, slow, or comes back as another one than it was.

mod abandoned;
mod deadline;
mod disk;
mod file;
mod killed_instance;
mod killed_purchase;
mod log;
mod lost_key;
mod lost_news;
mod panics;
mod peers;
mod postgres;
mod redis;
mod shutdown;
mod silent_instance;
mod startup;
mod sweep;
mod writable;

use crate::support::{Answer, Events, Seen, TestApp, Visitor};
use jari_core::domain::{MatchId, SeatId};
use std::time::{Duration, Instant};
use tokio::time::sleep;

/// How long anything may take to be well again.
const PATIENCE: Duration = Duration::from_secs(20);

/// Holds a seat as often as it takes until it is held; every answer before must be a 503 that says when to come again.
/// Answers how often it was refused.
async fn hold_until_it_works(visitor: &Visitor, match_id: MatchId, seat: SeatId) -> usize {
    let deadline = Instant::now() + PATIENCE;
    for refused in 0.. {
        let answer = visitor.hold(match_id, seat).await;
        if answer.status == 201 {
            return refused;
        }
        assert_unavailable(&answer);
        assert!(Instant::now() < deadline, "it never works again");
    }
    unreachable!()
}

fn assert_unavailable(answer: &Answer) {
    assert_eq!(answer.code(), (503, "STORE_UNAVAILABLE".into()), "{answer:?}");
    assert!(answer.headers.contains_key("retry-after"));
}

/// Reads until everything comes anew.
async fn until_init(events: &mut Events) -> Seen {
    loop {
        let event = events.next().await.expect("the stream stays open");
        if event.name == "init" {
            let mut seen = Seen::default();
            seen.take(&event);
            return seen;
        }
    }
}

/// The part of an id that names the history.
fn epoch(id: &str) -> &str {
    id.split_once('-').expect("an id").0
}

/// Reads until a heartbeat says whether the store can be read. Nothing but such heartbeats may come before.
async fn until_live_is(events: &mut Events, live: bool) {
    loop {
        let event = events.next_of_any_kind().await.expect("the stream stays open");
        assert_eq!(event.name, "heartbeat", "{event:?}");
        if event.data["data"]["live"] == live {
            return;
        }
    }
}

/// Asks whether the server should be sent requests until it says so, or not.
async fn until_ready_is(app: &TestApp, status: u16) {
    let (visitor, deadline) = (app.visitor(), Instant::now() + PATIENCE);
    while visitor.get("/health/ready").await.status != status {
        assert!(Instant::now() < deadline, "it never says {status}");
        sleep(Duration::from_millis(10)).await;
    }
}
