use super::{assert_unavailable, epoch, hold_until_it_works, until_init, until_live_is};
use crate::support::{Events, Fixture, Fleet, Ground, PostgresServer, Proxy, RedisServer, Seen, TestApp};
use jari_core::domain::SeatId;

/// A viewer on each instance, who has seen everything so far.
async fn viewers(fleet: &Fleet) -> (Vec<Events>, Seen) {
    let mut viewers = Vec::new();
    let mut seen = Seen::default();
    for app in &fleet.apps {
        let mut events = app.visitor().follow(&app.stream_path(0), &[]).await;
        seen = until_init(&mut events).await;
        viewers.push(events);
    }
    (viewers, seen)
}

/// One seat is sold and one on hold.
async fn sell_and_hold(fleet: &Fleet) -> (SeatId, SeatId) {
    let (ann, match_id) = (&fleet.visitors()[0], fleet.fixture().match_id);
    let (sold, held) = (fleet.fixture().seat(0, 0), fleet.fixture().seat(0, 1));
    ann.hold(match_id, sold).await;
    assert_eq!(ann.complete(match_id, &[sold]).await.status, 200);
    assert_eq!(ann.hold(match_id, held).await.status, 201);
    (sold, held)
}

/// It comes back with its file. Nobody can be sure that the file has everything, so viewers begin anew.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn killed_and_started_again() {
    let redis = RedisServer::start_with(&["--appendonly", "yes"]);
    let mut fleet = Fleet::start(Ground::sqlite().with_redis(redis), 2).await;
    let (sold, held) = sell_and_hold(&fleet).await;
    let (mut viewers, before) = viewers(&fleet).await;
    let (bob, match_id) = (fleet.apps[1].visitor(), fleet.fixture().match_id);

    fleet.ground.redis.as_mut().unwrap().kill();
    for events in &mut viewers {
        until_live_is(events, false).await;
    }
    let free = fleet.fixture().seat(0, 2);
    assert_unavailable(&bob.hold(match_id, free).await);
    assert_unavailable(&bob.hold(match_id, held).await);
    assert_unavailable(
        &bob.get(&fleet.apps[1].path(&format!("/blocks/{}/seats", fleet.fixture().block(0)))).await,
    );
    // Who comes now is told to come again; who was there stays.
    assert_unavailable(&bob.get(&fleet.apps[1].stream_path(1)).await);

    fleet.ground.redis.as_mut().unwrap().restart();
    hold_until_it_works(&bob, match_id, free).await;
    for events in &mut viewers {
        let Seen { id, mut seats } = until_init(events).await;
        assert_ne!(epoch(&id), epoch(&before.id));
        // The new hold is in the init, or comes after it.
        if seats[&free.0] == "AVAILABLE" {
            let (seat, status) = events.next_update().await;
            seats.insert(seat, status);
        }
        let shown = [sold, held, free].map(|seat| seats[&seat.0].clone());
        assert_eq!(shown, ["OCCUPIED", "HOLD", "HOLD"]);
    }
    assert_eq!(bob.hold(match_id, held).await.code(), (409, "SEAT_TAKEN".into()));
    fleet.stop().await;
}

/// It comes back with nothing: what was on hold is lost, what was sold is not.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn restarted_empty() {
    let mut fleet = Fleet::start(Ground::redis_sqlite(), 2).await;
    let (sold, held) = sell_and_hold(&fleet).await;
    let (mut viewers, before) = viewers(&fleet).await;
    let redis = fleet.ground.redis.as_mut().unwrap();
    redis.kill();
    redis.wipe();
    redis.restart();
    for events in &mut viewers {
        let Seen { id, seats } = until_init(events).await;
        assert_ne!(epoch(&id), epoch(&before.id));
        assert_eq!((seats[&sold.0].as_str(), seats[&held.0].as_str()), ("OCCUPIED", "AVAILABLE"));
    }
    let (bob, match_id) = (fleet.apps[1].visitor(), fleet.fixture().match_id);
    assert_eq!(bob.hold(match_id, sold).await.code(), (409, "SEAT_TAKEN".into()));
    assert_eq!(bob.hold(match_id, held).await.status, 201);
    for events in &mut viewers {
        assert_eq!(events.next_update().await, (held.0, "HOLD".into()));
    }
    fleet.stop().await;
}

/// The primary acknowledges a hold and a sale, and is gone before its replica has heard of them.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_replica_is_promoted_that_lacks_the_latest() {
    let (mut primary, replica) = (RedisServer::start(), RedisServer::start());
    replica.replica_of(&primary);
    let address = Proxy::start(primary.address()).unwrap();
    let mut ground = Ground::redis_sqlite();
    ground.config.redis.url = address.through(&primary.url());
    let fleet = Fleet::start(ground, 2).await;
    let (bob, match_id) = (fleet.apps[1].visitor(), fleet.fixture().match_id);
    let early = fleet.fixture().seat(0, 9);
    assert_eq!(bob.hold(match_id, early).await.status, 201);
    primary.cli(&["WAIT", "1", "5000"]);
    // The line between the two is cut.
    replica.cli(&["REPLICAOF", "127.0.0.1", "1"]);
    let (sold, held) = sell_and_hold(&fleet).await;
    let (mut viewers, before) = viewers(&fleet).await;

    primary.kill();
    replica.promote();
    address.set_target(replica.address());
    address.disconnect().unwrap();
    for events in &mut viewers {
        let Seen { id, seats } = until_init(events).await;
        assert_ne!(epoch(&id), epoch(&before.id), "the epoch shows that something was lost");
        let shown = [early, sold, held].map(|seat| seats[&seat.0].clone());
        assert_eq!(shown, ["HOLD", "OCCUPIED", "AVAILABLE"]);
    }
    assert_eq!(bob.hold(match_id, sold).await.code(), (409, "SEAT_TAKEN".into()));
    hold_until_it_works(&bob, match_id, held).await;
    fleet.stop().await;
}

/// It takes commands and refuses to carry them out: read-only, too few replicas, no memory.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn it_refuses() {
    let fleet = Fleet::start(Ground::redis_sqlite(), 1).await;
    let redis = fleet.ground.redis.as_ref().unwrap();
    let (ann, match_id, seat) =
        (fleet.apps[0].visitor(), fleet.fixture().match_id, fleet.fixture().seat(0, 3));
    let (mut viewers, mut seen) = viewers(&fleet).await;
    for (set, back) in [
        (
            vec!["CONFIG", "SET", "min-replicas-to-write", "1"],
            vec!["CONFIG", "SET", "min-replicas-to-write", "0"],
        ),
        (vec!["CONFIG", "SET", "maxmemory", "1"], vec!["CONFIG", "SET", "maxmemory", "0"]),
        (vec!["REPLICAOF", "127.0.0.1", "1"], vec!["REPLICAOF", "NO", "ONE"]),
    ] {
        redis.cli(&set);
        assert_unavailable(&ann.hold(match_id, seat).await);
        redis.cli(&back);
        hold_until_it_works(&ann, match_id, seat).await;
        assert_eq!(ann.release(match_id, seat).await.status, 200);
    }
    // The viewer has been through all of it and ends with what the store says.
    let last = fleet.fixture().seat(0, 4);
    assert_eq!(ann.hold(match_id, last).await.status, 201);
    let path = fleet.apps[0].path(&format!("/blocks/{}/seats", fleet.fixture().block(0)));
    // The follower may be the one who finds out last that it is another Redis, so that the history begins anew once more.
    let truth = loop {
        let truth = Seen::of_store(&ann, &path).await;
        if seen.id == truth.id {
            break truth;
        }
        seen.take(&viewers[0].next().await.expect("the stream is open"));
    };
    assert_eq!(seen, truth);
    assert_eq!((truth.seats[&last.0].as_str(), truth.seats[&seat.0].as_str()), ("HOLD", "AVAILABLE"));
    fleet.stop().await;
}

/// Redis is well and the ledger is not: nothing is sold, nobody is told so, and the seat stays whose it is.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_ledger_is_gone() {
    let mut ledger = PostgresServer::start_own();
    let ground = Ground::at(&ledger.create_database()).with_redis(RedisServer::start());
    let app = TestApp::start_on(ground).await;
    let (ann, match_id, seat) = (app.visitor(), app.fixture.match_id, app.fixture.seat(0, 0));
    assert_eq!(ann.hold(match_id, seat).await.status, 201);
    let mut events = app.visitor().follow(&app.stream_path(0), &[]).await;
    assert_eq!(until_init(&mut events).await.seats[&seat.0], "HOLD");

    ledger.kill();
    assert_unavailable(&ann.complete(match_id, &[seat]).await);
    ledger.restart();
    let sold = loop {
        let answer = ann.complete(match_id, &[seat]).await;
        if answer.status == 200 {
            break answer;
        }
        assert_unavailable(&answer);
    };
    assert_eq!(sold.json()["data"]["seats"][0]["status"], "OCCUPIED");
    // Meanwhile the viewer is told of nothing but the attempts, in which the seat is nobody else's, and of the sale.
    let mut told = vec![events.next_update().await];
    while told[told.len() - 1].1 != "OCCUPIED" {
        told.push(events.next_update().await);
    }
    assert_eq!(told[0], (seat.0, "RESERVED".into()));
    assert!(told.iter().all(|(id, status)| *id == seat.0 && status != "AVAILABLE"), "{told:?}");
    app.stop().await;
}

/// One instance cannot hear Redis while another makes more changes than the stream keeps.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_stream_is_trimmed_past_a_reader_that_stalls() {
    let mut ground = Ground::redis_sqlite();
    ground.config.allocation.max_holds = 0;
    ground.config.redis.stream_maxlen = 1;
    let redis = ground.redis.as_ref().unwrap();
    let wire = Proxy::start(redis.address()).unwrap();
    let near = Fixture::open(ground.config.clone()).await;
    let mut config = ground.config.clone();
    config.redis.url = wire.through(&redis.url());
    let far = TestApp::serve(near.join_by(config).await, |store| store).await;
    let near = TestApp::serve(near, |store| store).await;
    let (ann, match_id) = (near.visitor(), near.fixture.match_id);
    let mut events = far.visitor().follow(&far.stream_path(0), &[]).await;
    let mut seen = until_init(&mut events).await;
    let before = seen.id.clone();
    ann.hold(match_id, near.fixture.seat(0, 0)).await;
    seen.take(&events.next().await.unwrap());

    wire.black_hole();
    for index in 0..120 {
        ann.hold(match_id, near.fixture.seat(0, index)).await;
    }
    for index in 1..120 {
        ann.release(match_id, near.fixture.seat(0, index)).await;
    }
    let last = format!("-{}", 1 + 119 * 2);
    let kept: usize = redis.cli(&["XLEN", &format!("jari:{{m{match_id}}}:stream")]).parse().unwrap();
    assert!(kept < 200, "what it missed is not in the stream any more: {kept}");
    wire.heal().unwrap();
    while !seen.id.ends_with(&last) {
        let event = events.next().await.unwrap();
        assert_eq!(event.name, "update", "it is the same history: no init");
        seen.take(&event);
    }
    assert_eq!(epoch(&seen.id), epoch(&before));
    let held: Vec<_> = seen.seats.iter().filter(|(_, status)| *status == "HOLD").map(|(id, _)| *id).collect();
    assert_eq!(held, [near.fixture.seat(0, 0).0]);
    near.stop().await;
    far.stop().await;
}
