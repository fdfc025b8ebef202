use super::{assert_unavailable, epoch, hold_until_it_works, until_live_is, until_ready_is};
use crate::support::{Fixture, Fleet, Ground, PostgresServer, Proxy, TestApp, config, open};
use futures_util::{StreamExt, future::join_all, stream};
use std::time::{Duration, Instant};

/// It crashes and recovers: nothing that was acknowledged is lost, and so the history goes on.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn killed_and_started_again() {
    let mut server = PostgresServer::start_own();
    let app = TestApp::start_on(Ground::at(&server.create_database())).await;
    let (ann, match_id) = (app.visitor(), app.fixture.match_id);
    let mut events = app.visitor().follow(&app.stream_path(0), &[]).await;
    let init = events.next().await.unwrap();
    ann.hold(match_id, app.fixture.seat(0, 0)).await;
    assert_eq!(events.next_update().await, (app.fixture.seat(0, 0).0, "HOLD".into()));

    server.kill();
    until_live_is(&mut events, false).await;
    assert_unavailable(&ann.hold(match_id, app.fixture.seat(0, 1)).await);
    assert_unavailable(&ann.complete(match_id, &[app.fixture.seat(0, 0)]).await);
    assert_eq!(ann.get("/health/ready").await.status, 503);
    assert_eq!(ann.get("/health/live").await.status, 200);

    server.restart();
    hold_until_it_works(&ann, match_id, app.fixture.seat(0, 1)).await;
    // The same stream goes on: that it lives again and the change, in whichever order, and no second init.
    let mut told = Vec::new();
    while told.len() < 2 {
        let event = events.next_of_any_kind().await.unwrap();
        match event.name.as_str() {
            "heartbeat" if event.data["data"]["live"] == false => {}
            "heartbeat" if told.contains(&"live".to_owned()) => {}
            "heartbeat" => told.push("live".to_owned()),
            _ => told.push(format!("{} {}", event.name, event.data["data"]["seatId"])),
        }
    }
    told.sort_unstable();
    assert_eq!(told, ["live".to_owned(), format!("update {}", app.fixture.seat(0, 1))]);
    assert_eq!(ann.complete(match_id, &[app.fixture.seat(0, 0)]).await.status, 200);
    let last = events.next().await.unwrap();
    assert_eq!(epoch(&last.id.unwrap()), epoch(&init.id.unwrap()));
    app.stop().await;
}

/// It does not answer any more, and does not hang up either.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn silent() {
    let server = PostgresServer::shared();
    let proxy = Proxy::start(server.address()).unwrap();
    let mut ground = Ground::at(&proxy.through(&server.create_database()));
    ground.config.database.timeout_ms = 1_000;
    // What was answered 503 may have been done all the same, when the database speaks again.
    ground.config.allocation.max_holds = 0;
    let app = TestApp::start_on(ground).await;
    let (ann, match_id) = (app.visitor(), app.fixture.match_id);
    // The first request of a busy machine makes its connections and reads all that is not known yet.
    hold_until_it_works(&ann, match_id, app.fixture.seat(1, 0)).await;
    let mut events = app.visitor().follow(&app.stream_path(0), &[]).await;
    assert_eq!(events.next().await.unwrap().name, "init");

    proxy.black_hole();
    let asked = Instant::now();
    assert_unavailable(&ann.hold(match_id, app.fixture.seat(0, 0)).await);
    assert!(asked.elapsed() < Duration::from_secs(10), "a bounded answer: {:?}", asked.elapsed());
    until_live_is(&mut events, false).await;
    // More requests than there are connections: each is answered in time.
    for _ in 0..3 {
        let many: Vec<_> = (0..30).map(|n| ann.hold(match_id, app.fixture.seat(0, n))).collect();
        futures_util::future::join_all(many).await.iter().for_each(assert_unavailable);
    }

    proxy.heal().unwrap();
    hold_until_it_works(&ann, match_id, app.fixture.seat(0, 0)).await;
    app.stop().await;
}

/// A standby can be read and nothing else; promoted, it may have lost what viewers have seen, so they begin anew.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn read_only_and_then_promoted() {
    let mut server = PostgresServer::start_own();
    let app = TestApp::start_on(Ground::at(&server.create_database())).await;
    let (ann, match_id) = (app.visitor(), app.fixture.match_id);
    let seats = [app.fixture.seat(0, 0), app.fixture.seat(0, 1)];
    ann.hold(match_id, seats[0]).await;
    ann.complete(match_id, &seats[..1]).await;
    let mut events = app.visitor().follow(&app.stream_path(0), &[]).await;
    let before = events.next().await.unwrap().id.unwrap();

    server.stop();
    server.demote();
    server.restart();
    until_live_is(&mut events, false).await;
    assert_unavailable(&ann.hold(match_id, seats[1]).await);
    until_ready_is(&app, 503).await;

    server.promote();
    hold_until_it_works(&ann, match_id, seats[1]).await;
    let anew = events.next().await.unwrap();
    assert_eq!(anew.name, "init");
    assert_ne!(epoch(&anew.id.unwrap()), epoch(&before));
    // What was sold is sold.
    assert_eq!(app.visitor().hold(match_id, seats[0]).await.code(), (409, "SEAT_TAKEN".into()));
    // Who comes with an id of the old history gets everything.
    let mut late = app.visitor().follow(&app.stream_path(0), &[("last-event-id", &before)]).await;
    assert_eq!(late.next().await.unwrap().name, "init");
    app.stop().await;
}

/// A copy of the database is another history, although it has the same revisions.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn restored_from_a_backup() {
    let server = PostgresServer::shared();
    let url = server.create_database();
    let fixture = Fixture::open(config(&url)).await;
    let before = fixture.store.status.block_counts(fixture.match_id, None).await.unwrap();
    fixture.db.close().await;
    let name = url.rsplit_once('/').unwrap().1;
    let copy = format!("{name}_restored");
    server.psql("postgres", &format!("CREATE DATABASE {copy} TEMPLATE {name} OWNER jari"));

    let counts = async || {
        let (_db, store) = open(&config(&server.url(&copy)), &fixture.clock).await;
        store.status.block_counts(fixture.match_id, None).await.unwrap()
    };
    let after = counts().await;
    assert_eq!(after.blocks, before.blocks);
    assert_ne!(after.epoch, before.epoch);
    assert_eq!(counts().await, after, "opened again it is the same");
}

/// Instances tell each other: nobody waits for a poll that comes once in an hour.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn instances_tell_each_other() {
    let mut ground = Ground::postgres();
    ground.config.stream.poll_interval_ms = 3_600_000;
    let fleet = Fleet::start(ground, 2).await;
    let (match_id, seat) = (fleet.fixture().match_id, fleet.fixture().seat(0, 3));
    let mut events = fleet.apps[1].visitor().follow(&fleet.apps[1].stream_path(0), &[]).await;
    assert_eq!(events.next().await.unwrap().name, "init");
    // The listener may not be there yet: until it is, a change may go unheard.
    let ann = fleet.apps[0].visitor();
    let heard = async { events.next_update().await };
    let hold = async {
        loop {
            ann.hold(match_id, seat).await;
            ann.release(match_id, seat).await;
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    tokio::select! {
        (heard, _) = heard => assert_eq!(heard, seat.0),
        () = hold => unreachable!(),
    }
    fleet.stop().await;
}

/// Behind a pooler that breaks `LISTEN` the poll finds everything.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn polling_is_enough() {
    let mut ground = Ground::postgres();
    ground.config.database.notify = false;
    let fleet = Fleet::start(ground, 2).await;
    let (match_id, seat) = (fleet.fixture().match_id, fleet.fixture().seat(0, 3));
    let mut events = fleet.apps[1].visitor().follow(&fleet.apps[1].stream_path(0), &[]).await;
    assert_eq!(events.next().await.unwrap().name, "init");
    fleet.apps[0].visitor().hold(match_id, seat).await;
    assert_eq!(events.next_update().await, (seat.0, "HOLD".into()));
    fleet.stop().await;
}

/// Somebody changes a column while the server runs. What was prepared before is refused from then on, once for each
/// connection at most, and prepared anew.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_column_changes() {
    let server = PostgresServer::shared();
    let url = server.create_database();
    let app = TestApp::start_on(Ground::at(&url)).await;
    let (ann, match_id) = (app.visitor(), app.fixture.match_id);
    let seat = |n| app.fixture.seat(0, n);
    // Every connection has prepared everything.
    let both = async |n| {
        let held = ann.hold(match_id, seat(n)).await;
        (held.status.as_u16(), ann.release(match_id, seat(n)).await.status.as_u16())
    };
    for _ in 0..3 {
        assert!(join_all((0..6).map(both)).await.iter().all(|both| *both == (201, 200)));
    }
    let name = url.rsplit_once('/').unwrap().1;
    server.psql(name, "ALTER TABLE allocations ALTER COLUMN cart TYPE varchar(180)");
    server.psql(name, "ALTER TABLE orders ALTER COLUMN cart TYPE varchar(180)");
    let most = (app.config.database.writers + app.config.database.readers) as usize;
    let refused = hold_until_it_works(&ann, match_id, seat(0)).await;
    assert!(refused <= most, "{refused}");
    let mut refused = 0;
    while ann.complete(match_id, &[seat(0)]).await.status != 200 {
        refused += 1;
        assert!(refused <= most, "{refused}");
    }
    // From now on there is nothing left to be prepared anew.
    for _ in 0..most {
        both(1).await;
    }
    assert!(join_all((1..7).map(both)).await.iter().all(|both| *both == (201, 200)));
    app.stop().await;
}

/// A database whose transactions are serializable by default aborts those that meet; ours ask for what they need.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn serializable_by_default() {
    let server = PostgresServer::shared();
    let url = server.create_database();
    let name = url.rsplit_once('/').unwrap().1;
    let sql = format!("ALTER DATABASE {name} SET default_transaction_isolation = 'serializable'");
    server.psql("postgres", &sql);
    let mut ground = Ground::at(&url);
    // How soon a busy machine does it is another matter.
    ground.config.database.timeout_ms = 20_000;
    let fleet = Fleet::start(ground, 3).await;
    let (match_id, fixture) = (fleet.fixture().match_id, fleet.fixture());
    let viewers = join_all(fleet.apps.iter().map(async |app| {
        let visitor = app.visitor();
        visitor.follow(&app.stream_path(0), &[]).await
    }))
    .await;
    let sale = async |n: usize| {
        let buyer = fleet.apps[n % fleet.apps.len()].visitor();
        let seat = if n < 12 { fixture.seat(1, n) } else { fixture.seat(0, n) };
        let held = buyer.hold(match_id, seat).await.status.as_u16();
        let shown = buyer.get(&fleet.apps[0].path(&format!("/blocks/{}/seats", fixture.block(0)))).await;
        let sold = buyer.complete(match_id, &[seat]).await.status.as_u16();
        (held, shown.status.as_u16(), sold)
    };
    let sales: Vec<_> = stream::iter(0..60).map(sale).buffer_unordered(15).collect().await;
    let refused: Vec<_> = sales.iter().filter(|sale| **sale != (201, 200, 200)).collect();
    let aborted: Vec<_> =
        server.log().lines().filter(|line| line.contains("serialize")).map(str::to_owned).collect();
    assert!(refused.is_empty(), "{} of {}: {refused:?} {aborted:#?}", refused.len(), sales.len());
    drop(viewers);
    fleet.stop().await;
}
