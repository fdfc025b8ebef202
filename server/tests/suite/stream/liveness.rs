//! Each viewer is told whether what it watches is up to date, and not whether all or any of the rest is.

use crate::support::{Event, Events, Ground, SeatRequest, SeatRequests, SeenView, TestApp, open};
use jari_core::{
    domain::{CartId, HoldPolicy, MatchId, UnixMillis},
    ports::AllocationStore,
};
use sqlx::{AssertSqlSafe, Connection, SqliteConnection};

async fn follow(app: &TestApp, path: &str) -> Events {
    let mut events = app.visitor().follow(path, &[]).await;
    assert_eq!(events.next().await.unwrap().name, "init");
    assert!(is_live(&events.next_of_any_kind().await.unwrap()));
    events
}

fn is_live(event: &Event) -> bool {
    assert_eq!(event.name, "heartbeat", "{event:?}");
    event.data["data"]["live"].as_bool().unwrap()
}

/// Puts something into the first seat of the first block that nobody can read, under a revision of its own, or puts it right.
async fn set_broken(app: &TestApp, broken: bool) {
    let mut other = SqliteConnection::connect(&app.config.database.url).await.unwrap();
    // No text is made of this byte.
    let status = if broken { "CAST(x'ff' AS TEXT)" } else { "'AVAILABLE'" };
    let (match_id, block_id, seat_id) =
        (app.fixture.match_id.0, app.fixture.block(0).0, app.fixture.seat(0, 0).0);
    sqlx::query("PRAGMA busy_timeout = 5000").execute(&mut other).await.unwrap();
    let mut tx = other.begin_with("BEGIN IMMEDIATE").await.unwrap();
    sqlx::query("UPDATE match_blocks SET rev = rev + 1 WHERE match_id = $1 AND block_id = $2")
        .bind(match_id)
        .bind(block_id)
        .execute(&mut *tx)
        .await
        .unwrap();
    sqlx::query(AssertSqlSafe(format!(
        "UPDATE allocations SET status = {status}, rev = (SELECT rev FROM match_blocks WHERE match_id = $1 AND block_id = $2)
         WHERE match_id = $1 AND seat_id = $3"
    )))
    .bind(match_id)
    .bind(block_id)
    .bind(seat_id)
    .execute(&mut *tx)
    .await
    .unwrap();
    tx.commit().await.unwrap();
}

async fn hold(app: &TestApp, store: &dyn AllocationStore, match_id: MatchId, block: usize, seat: usize) {
    let request = SeatRequest {
        match_id,
        block_id: app.fixture.block(block),
        seat_id: app.fixture.seat(block, seat),
        cart: CartId::from_verified("another"),
        now: UnixMillis(2_000_000),
    };
    store.hold(&request, HoldPolicy { ttl_millis: 600_000, max_holds: 0 }).await.unwrap();
}

/// One block cannot be read. Those who watch it are told so, and nobody else; and what others watch goes on, whether this
/// instance or another changes it.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_block_that_cannot_be_read_polled() {
    let app = TestApp::start().await;
    let (match_id, upcoming) = (app.fixture.match_id, app.fixture.upcoming);
    assert!(match_id < upcoming, "it comes later in the poller's round");
    let later = format!("/api/matches/{upcoming}/blocks/{}/seats/stream", app.fixture.block(0));
    let mut bad = follow(&app, &app.stream_path(0)).await;
    let mut good = follow(&app, &app.stream_path(1)).await;
    let mut later = follow(&app, &later).await;
    set_broken(&app, true).await;
    assert!(!is_live(&bad.next_of_any_kind().await.unwrap()));

    let (_db, other) = open(&app.config, &app.clock).await;
    for seat in 0..3 {
        hold(&app, &*other.allocations, match_id, 1, seat).await;
        hold(&app, &*other.allocations, upcoming, 0, seat).await;
        let (near, far) = (app.fixture.seat(1, seat).0, app.fixture.seat(0, seat).0);
        for (events, seat) in [(&mut good, near), (&mut later, far)] {
            let event = events.next_of_any_kind().await.unwrap();
            assert_eq!((event.name.as_str(), &event.data["data"]["seatId"]), ("update", &seat.into()));
        }
        // A look at another block that succeeds says nothing of this one.
        let seat = app.fixture.seat(1, seat + 3);
        assert_eq!(app.visitor().hold(match_id, seat).await.status, 201);
        assert_eq!(good.next_of_any_kind().await.unwrap().data["data"]["seatId"], seat.0);
    }
    set_broken(&app, false).await;
    let event = bad.next_of_any_kind().await.unwrap();
    assert_eq!((event.name.as_str(), &event.data["data"]["status"]), ("update", &"AVAILABLE".into()));
    assert!(is_live(&bad.next_of_any_kind().await.unwrap()));
    app.stop().await;
}

/// The next event that is of no block's free seats: these can be counted whatever else can be read.
async fn next_but_counts(events: &mut Events) -> Event {
    loop {
        let event = events.next_of_any_kind().await.unwrap();
        if event.name != "counts" {
            return event;
        }
    }
}

/// Who follows several blocks is told so if any of them cannot be read, and is told of the others all the same.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_of_several_blocks_that_cannot_be_read() {
    let app = TestApp::start().await;
    let (match_id, seat) = (app.fixture.match_id, app.fixture.seat(1, 0));
    let mut seen = SeenView::default();
    let blocks = [0, 1, 2].map(|place| app.fixture.block(place));
    let mut bad = app.visitor().follow(&seen.path(match_id, &blocks), &[]).await;
    seen.begin(&mut bad).await;
    let mut good = app.visitor().follow(&SeenView::default().path(match_id, &blocks[1..]), &[]).await;
    SeenView::default().begin(&mut good).await;
    set_broken(&app, true).await;
    assert!(!is_live(&next_but_counts(&mut bad).await));
    app.visitor().hold(match_id, seat).await;
    for events in [&mut bad, &mut good] {
        let event = next_but_counts(events).await;
        assert_eq!(
            (event.name.as_str(), &event.data["data"]["seatId"]),
            ("update", &seat.0.into()),
            "{event:?}"
        );
    }
    set_broken(&app, false).await;
    loop {
        let event = bad.next_of_any_kind().await.unwrap();
        seen.take(&event);
        if event.name == "heartbeat" {
            assert!(is_live(&event));
            break;
        }
    }
    app.stop().await;
}

/// The same over Redis, where the follower learns of it when it reads everything again.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_block_that_cannot_be_read_followed() {
    let app = TestApp::start_on(Ground::redis_sqlite()).await;
    let redis = app.ground.as_ref().and_then(|ground| ground.redis.as_ref()).unwrap();
    let (match_id, seat) = (app.fixture.match_id, app.fixture.seat(0, 0).to_string());
    let mut bad = follow(&app, &app.stream_path(0)).await;
    let mut good = follow(&app, &app.stream_path(1)).await;
    let key = format!("jari:{{m{match_id}}}:block:{}", app.fixture.block(0));
    redis.cli(&["HSET", &key, &seat, "?"]);
    redis.cli(&["CLIENT", "KILL", "TYPE", "normal"]);
    while is_live(&bad.next_of_any_kind().await.unwrap()) {}
    let ann = app.visitor();
    for index in 0..3 {
        let seat = app.fixture.seat(1, index);
        while ann.hold(match_id, seat).await.status != 201 {}
        assert_eq!(good.next_update().await, (seat.0, "HOLD".into()));
    }
    // While the subscription was lost nobody was told that all is well, and now those who can be are.
    let mut again = app.visitor().follow(&app.stream_path(1), &[]).await;
    assert_eq!(again.next().await.unwrap().name, "init");
    assert!(is_live(&again.next_of_any_kind().await.unwrap()));
    redis.cli(&["HSET", &key, &seat, "A|0"]);
    assert!(is_live(&bad.next_of_any_kind().await.unwrap()));
    app.stop().await;
}
