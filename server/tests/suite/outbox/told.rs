use super::{NOW, buy, on_grounds, until_told};
use crate::{
    observed::until,
    support::{Answer, Fixture, Fleet, Ground, Receiver, Reply, TestApp, Visitor},
};
use jari_core::{domain::Destination, domain::SeatId, ports::Clock};
use serde_json::json;

on_grounds!([sqlite, redis_sqlite, redis_postgres], [a_sale_is_told_once_and_signed]);

const FAILED: &str = "jari_outbox_failed_total{destination=\"webhook\"}";

async fn serve(mut ground: Ground, receiver: &Receiver) -> TestApp {
    receiver.is_told(&mut ground.config);
    TestApp::start_on(ground).await
}

async fn buy_through(visitor: &Visitor, app: &TestApp, seats: &[SeatId]) -> Answer {
    let match_id = app.fixture.match_id;
    for seat in seats {
        assert_eq!(visitor.hold(match_id, *seat).await.status, 201);
    }
    visitor.complete(match_id, seats).await
}

async fn a_sale_is_told_once_and_signed(ground: Ground) {
    let receiver = Receiver::start([]).await;
    let app = serve(ground, &receiver).await;
    let (ann, seats) = (app.visitor(), [app.fixture.seat(0, 3), app.fixture.seat(1, 2)]);
    assert_eq!(buy_through(&ann, &app, &seats).await.status, 200);
    let told = receiver.until(1).await.remove(0);
    let payload = told.verified();
    assert_eq!(payload["type"], "order.paid");
    assert_eq!(payload["timestamp"], "1970-01-01T00:16:40Z");
    let ids: Vec<_> =
        payload["data"]["seats"].as_array().unwrap().iter().map(|seat| seat["id"].clone()).collect();
    assert_eq!(ids, [json!(seats[0]), json!(seats[1])]);
    let order = payload["data"]["orderId"].as_str().unwrap();
    assert_eq!(told.id(), format!("order_paid_{order}"));
    assert_eq!(told.header("webhook-timestamp"), (NOW.0 / 1_000).to_string());
    assert!(told.header("user-agent").starts_with("jari/"));

    // What is repeated is not told again, and what is refused is not told at all.
    assert_eq!(ann.complete(app.fixture.match_id, &seats).await.status, 200);
    assert_ne!(app.visitor().complete(app.fixture.match_id, &seats).await.status, 200);
    until_told(&app).await;
    assert_eq!(buy_through(&ann, &app, &[app.fixture.seat(2, 0)]).await.status, 200);
    receiver.until(2).await;
    until_told(&app).await;
    assert_eq!((receiver.received().len(), receiver.ids().len()), (2, 2));
    let series =
        until(&app, |series| series.get("jari_outbox_told_total{destination=\"webhook\"}") == 2.0).await;
    assert_eq!(series.get(FAILED), 0.0);
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_fails_is_told_again_by_the_same_id() {
    let elsewhere = Receiver::start([]).await;
    let replies = [Reply::Status(500), Reply::Redirect(elsewhere.url.clone()), Reply::Status(200)];
    let receiver = Receiver::start(replies).await;
    let app = serve(Ground::sqlite(), &receiver).await;
    buy_through(&app.visitor(), &app, &[app.fixture.seat(0, 0)]).await;
    for (attempt, longest_wait) in [(1, 5_000), (2, 10_000)] {
        receiver.until(attempt).await;
        until(&app, |series| series.get(FAILED) == attempt as f64).await;
        let waiting = app.fixture.db.outbox.waiting(Destination::Webhook, app.clock.now()).await.unwrap();
        assert!(!waiting.is_due && waiting.oldest == Some(NOW), "{waiting:?}");
        app.clock.advance(longest_wait);
    }
    let told = receiver.until(3).await;
    until_told(&app).await;
    assert!(told.iter().all(|one| (one.id(), &one.body) == (told[0].id(), &told[0].body)));
    let times: Vec<_> = told.iter().map(|one| one.header("webhook-timestamp").to_owned()).collect();
    assert_eq!(times, ["1000", "1005", "1015"]);
    told.iter().for_each(|one| drop(one.verified()));
    assert!(elsewhere.received().is_empty(), "a redirect is not followed");
    app.stop().await;
}

/// A receiver that does not answer keeps one message waiting, and not the others.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_never_answers_is_told_again_and_holds_up_nothing_else() {
    let receiver = Receiver::start([Reply::Never]).await;
    let app = serve(Ground::sqlite(), &receiver).await;
    let ann = app.visitor();
    buy_through(&ann, &app, &[app.fixture.seat(0, 0)]).await;
    let silent = receiver.until(1).await[0].id();
    for seat in 1..6 {
        buy_through(&ann, &app, &[app.fixture.seat(0, seat)]).await;
    }
    receiver.until(6).await;
    until(&app, |series| series.get(FAILED) == 1.0).await;
    app.clock.advance(5_000);
    until_told(&app).await;
    let received = receiver.received();
    assert_eq!((received.len(), received[6].id(), receiver.ids().len()), (7, silent, 6));
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_instances_tell_each_message_once() {
    let receiver = Receiver::start([]).await;
    let mut ground = Ground::postgres();
    ground.config.database.timeout_ms = 20_000;
    receiver.is_told(&mut ground.config);
    let fleet = Fleet::start(ground, 2).await;
    let visitors = fleet.visitors();
    for seat in 0..40 {
        let seat = fleet.fixture().seat(0, seat);
        assert_eq!(visitors[0].hold(fleet.fixture().match_id, seat).await.status, 201);
        let sold = visitors[usize::from(seat.0 % 2 == 0)].complete(fleet.fixture().match_id, &[seat]).await;
        assert_eq!(sold.status, 200);
    }
    for app in &fleet.apps {
        until_told(app).await;
    }
    assert_eq!((receiver.received().len(), receiver.ids().len()), (40, 40));
    fleet.stop().await;
}

/// What was committed by an instance that died at once is told by whoever comes next.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_committed_before_a_crash_is_told_after_it() {
    let receiver = Receiver::start([]).await;
    let mut ground = Ground::sqlite();
    receiver.is_told(&mut ground.config);
    let fixture = Fixture::open(ground.config.clone()).await;
    // Nobody is there to tell it.
    buy(&fixture, "ann", &[(0, 0)]).await.unwrap();
    let app = TestApp::serve(fixture.join().await, |store| store).await;
    receiver.until(1).await[0].verified();
    until_told(&app).await;
    app.stop().await;
}
