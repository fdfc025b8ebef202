use super::{NOW, until_told};
use crate::support::{Ground, Instance, Receiver, Reply, TestApp};

/// An instance that is told to end gives back what it has begun: the next one need not wait until its claim has run out.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_an_instance_has_begun_when_it_ends_is_told_by_the_next() {
    let receiver = Receiver::start([Reply::Never]).await;
    let mut ground = Ground::sqlite();
    receiver.is_told(&mut ground.config);
    ground.config.webhook.webhook_timeout_secs = 60;
    let mut app = TestApp::start_on(ground).await;
    let (ann, seat) = (app.visitor(), app.fixture.seat(0, 0));
    ann.hold(app.fixture.match_id, seat).await;
    assert_eq!(ann.complete(app.fixture.match_id, &[seat]).await.status, 200);
    receiver.until(1).await;
    let next = app.fixture.join().await;
    let _ground = app.ground.take();
    app.stop().await;
    // The clock stands still.
    let app = TestApp::serve(next, |store| store).await;
    let told = receiver.until(2).await;
    assert_eq!(told[0].id(), told[1].id());
    until_told(&app).await;
    assert_eq!(told[1].header("webhook-timestamp"), (NOW.0 / 1_000).to_string());
    app.stop().await;
}

/// An instance that dies in the middle leaves what it has claimed to others, who tell it by the same id.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_a_killed_instance_has_claimed_is_told_by_another() {
    let receiver = Receiver::start([Reply::Never]).await;
    let ground = Ground::postgres();
    Instance::load_demo(&ground);
    let mut first = Instance::start_with(&ground, &receiver.settings());
    let ann = first.visitor();
    assert_eq!(ann.post("/api/matches/1/allocation/seats/1/hold").await.status, 201);
    let body = r#"{"seatIds":[1]}"#;
    let json = [("content-type", "application/json")];
    let path = "/api/matches/1/allocation/seats/complete";
    assert_eq!(ann.send(reqwest::Method::POST, path, &json, body).await.status, 200);
    receiver.until(1).await;
    first.kill();
    let _second = Instance::start_with(&ground, &receiver.settings());
    let told = receiver.until(2).await;
    assert_eq!(told[0].id(), told[1].id());
    assert_eq!(told[1].verified()["data"]["seats"][0]["id"], 1);
}
