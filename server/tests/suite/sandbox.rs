//! The sandbox: play money over real databases, by its page, and told by real webhooks.

use crate::support::{Answer, Fixture, Ground, Receiver, TestApp, Visitor};
use jari_core::{
    domain::{
        Destination, Language, Money, OrderId, PaymentId, UnixMillis,
        payment::{ChargeRef, ChargeRequest, ChargeState, WebhookSubject},
    },
    ports::{Clock, PaymentGateway, WebhookRequest},
};
use jari_gateways::{
    GatewayPlay, Outcome, Play, ReturnPlay, Sandbox, SandboxCharges, SandboxState, WebhookPlay,
};
use reqwest::{Client, Method, redirect::Policy};
use server::{config::Config, gateways::OpenGateways, http::session_keys};
use std::{collections::BTreeSet, sync::Arc};

const BACK: &str = "https://shop.example/return?of=1";

fn sandbox(fixture: &Fixture) -> Arc<Sandbox> {
    let keys = session_keys(&fixture.config).unwrap();
    let (charges, clock) = (Arc::clone(&fixture.db.sandbox), Arc::clone(&fixture.clock) as Arc<dyn Clock>);
    OpenGateways::open(&fixture.config.gateway, charges, clock, &keys).unwrap().sandbox.unwrap()
}

fn request(payment: &str, now: UnixMillis) -> ChargeRequest {
    ChargeRequest {
        payment_id: PaymentId::from_stored(payment),
        order_id: OrderId::from_stored("b1"),
        money: Money { amount: 15_000, currency: Default::default() },
        title: "A <b> & \"C\"".to_owned(),
        language: Language::En,
        return_url: BACK.to_owned(),
        pay_until: now + 600_000,
    }
}

fn charge(payment: &str) -> ChargeRef {
    let ChargeRequest { payment_id, order_id, money, .. } = request(payment, UnixMillis(0));
    ChargeRef { payment_id, order_id, gateway_id: None, money }
}

async fn charges_are_kept_and_changed_once(ground: Ground) {
    let one = Fixture::open(ground.config.clone()).await;
    let other = one.join().await;
    let (now, payment) = (one.clock.now(), PaymentId::from_stored("a1"));
    let store: [&dyn SandboxCharges; 2] = [&*one.db.sandbox, &*other.db.sandbox];
    assert_eq!(store[0].get(&payment).await.unwrap(), None);
    sandbox(&one).begin(&request("a1", now)).await.unwrap();
    let charge = store[1].get(&payment).await.unwrap().unwrap();
    assert_eq!((charge.state, charge.version, &*charge.title), (SandboxState::Open, 0, "A <b> & \"C\""));
    assert_eq!((charge.pay_until, charge.language, charge.return_lost), (now + 600_000, Language::En, false));

    // Both have read the same, and one of them is first.
    let mut changed = charge.clone();
    changed.state = SandboxState::Paid;
    changed.return_lost = true;
    changed.down_until = Some(now + 1);
    changed.slow_until = Some(now + 2);
    let due = [now, now + 30_000];
    let (first, second) =
        tokio::join!(store[0].update(&changed, &due, now), store[1].update(&changed, &due, now));
    assert_eq!([first.unwrap(), second.unwrap()].into_iter().filter(|done| *done).count(), 1);
    changed.version = 1;
    for store in store {
        assert_eq!(store.get(&payment).await.unwrap(), Some(changed.clone()));
        assert!(!store.update(&charge, &due, now).await.unwrap());
    }
    // It is told as often as it was changed.
    let claim = |at| one.db.outbox.claim(Destination::Sandbox, at, at + 1, 10);
    assert_eq!(claim(now).await.unwrap().len(), 1);
    assert_eq!(claim(now + 30_000).await.unwrap().len(), 2);
    assert!(one.db.outbox.claim(Destination::Webhook, now + 60_000, now, 10).await.unwrap().is_empty());
    // What is there already is not begun anew.
    sandbox(&other).begin(&request("a1", now)).await.unwrap();
    assert_eq!(store[0].get(&payment).await.unwrap().unwrap().version, 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn charges_are_kept_and_changed_once_by_sqlite() {
    charges_are_kept_and_changed_once(Ground::sqlite()).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn charges_are_kept_and_changed_once_by_postgres() {
    charges_are_kept_and_changed_once(Ground::postgres()).await;
}

/// A server whose sandbox tells this receiver.
async fn told(receiver: &Receiver) -> TestApp {
    let (base, _) = receiver.url.rsplit_once("/hooks").unwrap();
    let base = base.to_owned();
    TestApp::start_with(|config: &mut Config| config.gateway.sandbox_url = Some(base), |store| store).await
}

/// Somebody who shows where he is sent.
fn buyer(app: &TestApp) -> Visitor {
    let client = Client::builder().cookie_store(true).no_proxy().redirect(Policy::none()).build().unwrap();
    Visitor::with(client, format!("http://{}", app.address))
}

async fn play(app: &TestApp, payment: &str, form: &str) -> Answer {
    let headers = [("content-type", "application/x-www-form-urlencoded")];
    buyer(app).send(Method::POST, &format!("/sandbox/payments/{payment}"), &headers, form).await
}

async fn page(app: &TestApp, path: &str) -> Answer {
    buyer(app).send(Method::GET, &format!("/sandbox/payments/{path}"), &[], "").await
}

fn location(answer: &Answer) -> &str {
    assert_eq!(answer.status, 303, "{}", answer.text);
    answer.headers["location"].to_str().unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_page_shows_what_is_to_be_paid_and_everything_that_can_be_played() {
    let app = TestApp::start().await;
    sandbox(&app.fixture).begin(&request("a1", app.clock.now())).await.unwrap();
    let page = page(&app, "a1").await;
    assert_eq!((page.status.as_u16(), &page.headers["content-language"]), (200, &"en".parse().unwrap()));
    assert_eq!(page.headers["cache-control"], "no-store");
    let policy = page.headers["content-security-policy"].to_str().unwrap();
    assert!(
        policy.contains("default-src 'none'") && policy.contains("form-action 'self' https://shop.example;"),
        "{policy}"
    );
    for part in ["Play money", "₩15,000", "A &lt;b&gt; &amp; "] {
        assert!(page.text.contains(part), "{part}: {}", page.text);
    }
    assert!(!page.text.contains("<script"));
    let values: BTreeSet<&str> =
        page.text.split(" value=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
    let words = Outcome::ALL.iter().map(|play| play.as_str());
    let words = words.chain(WebhookPlay::ALL.iter().map(|play| play.as_str()));
    let words = words.chain(ReturnPlay::ALL.iter().map(|play| play.as_str()));
    let words = words.chain(GatewayPlay::ALL.iter().map(|play| play.as_str()));
    assert_eq!(values, words.collect());
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_played_is_told_by_a_signed_webhook() {
    let receiver = Receiver::start([]).await;
    let app = told(&receiver).await;
    let sandbox = sandbox(&app.fixture);
    sandbox.begin(&request("a1", app.clock.now())).await.unwrap();
    let paid = play(&app, "a1", "webhook=twice&return=comes&gateway=up&outcome=pay").await;
    assert_eq!(location(&paid), BACK);
    assert!(matches!(sandbox.look_up(&charge("a1")).await.unwrap().state, ChargeState::Captured(_)));
    for received in receiver.until(2).await {
        let headers: Vec<_> = received
            .headers
            .iter()
            .map(|(name, value)| (name.as_str().to_owned(), value.to_str().unwrap().to_owned()))
            .collect();
        let webhook = WebhookRequest { headers: &headers, body: &received.body, now: app.clock.now() };
        sandbox.verify(&webhook).unwrap();
        assert_eq!(sandbox.parse(&webhook).unwrap(), WebhookSubject::Payment(PaymentId::from_stored("a1")));
        assert!(sandbox.verify(&WebhookRequest { body: b"{}", ..webhook }).is_err());
        assert!(sandbox.verify(&WebhookRequest { now: app.clock.now() + 301_000, ..webhook }).is_err());
    }
    assert_eq!(receiver.ids().len(), 2);
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_late_webhook_waits_for_its_time() {
    let receiver = Receiver::start([]).await;
    let app = told(&receiver).await;
    sandbox(&app.fixture).begin(&request("a1", app.clock.now())).await.unwrap();
    play(&app, "a1", "webhook=late&outcome=decline").await;
    let waiting = app.fixture.db.outbox.waiting(Destination::Sandbox, app.clock.now()).await.unwrap();
    assert!(!waiting.is_due && waiting.oldest.is_some());
    app.clock.advance(30_000);
    receiver.until(1).await;
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_buyer_is_sent_back_or_is_not_as_it_is_played() {
    let app = TestApp::start().await;
    let sandbox = sandbox(&app.fixture);
    let begin = async |payment: &str| sandbox.begin(&request(payment, app.clock.now())).await.unwrap();
    begin("a1").await;
    let lost = play(&app, "a1", "return=lost&outcome=pay").await;
    assert_eq!(location(&lost), "/sandbox/payments/a1");
    let shown = page(&app, "a1").await.text;
    assert!(shown.contains("It is paid") && !shown.contains(BACK), "{shown}");

    begin("a2").await;
    let told_first = play(&app, "a2", "webhook=before-return&outcome=pay").await;
    assert_eq!(location(&told_first), "/sandbox/payments/a2?back=soon");
    let soon = page(&app, "a2?back=soon").await.text;
    assert!(soon.contains("http-equiv=\"refresh\"") && soon.contains(&format!("3;url={BACK}")), "{soon}");

    begin("a3").await;
    assert_eq!(location(&play(&app, "a3", "outcome=give-up").await), BACK);
    // A second click plays nothing, and shows what the first has done.
    assert_eq!(location(&play(&app, "a3", "outcome=pay").await), "/sandbox/payments/a3");
    assert!(page(&app, "a3").await.text.contains("You gave up"));

    begin("a4").await;
    app.clock.advance(600_000);
    assert!(page(&app, "a4").await.text.contains("The time to pay is over"));
    assert_eq!(location(&play(&app, "a4", "outcome=pay").await), "/sandbox/payments/a4");
    assert_eq!(sandbox.look_up(&charge("a4")).await.unwrap().state, ChargeState::Open);
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_no_play_changes_nothing() {
    let app = TestApp::start().await;
    let sandbox = sandbox(&app.fixture);
    sandbox.begin(&request("a1", app.clock.now())).await.unwrap();
    for form in ["outcome=win", "outcome=pay&amount=1", "webhook=%00"] {
        assert_eq!(play(&app, "a1", form).await.status, 400, "{form}");
    }
    let headers = [("content-type", "application/x-www-form-urlencoded"), ("sec-fetch-site", "cross-site")];
    let foreign = buyer(&app).send(Method::POST, "/sandbox/payments/a1", &headers, "outcome=pay").await;
    assert_eq!(foreign.status, 403);
    assert_eq!(sandbox.look_up(&charge("a1")).await.unwrap().state, ChargeState::Open);
    for path in ["a2", "..%2fa1", &"a".repeat(65)] {
        let none = page(&app, path).await;
        assert_eq!(none.status, 404, "{path}");
        assert!(none.text.contains("<!DOCTYPE html>") && !none.text.contains("<form"));
    }
    app.stop().await;
}

/// A charge outlives the instance that has begun it.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn any_instance_knows_the_charge() {
    let fixture = Fixture::open(Ground::postgres().config).await;
    sandbox(&fixture).begin(&request("a1", fixture.clock.now())).await.unwrap();
    let app = TestApp::serve(fixture.join().await, |store| store).await;
    drop(fixture);
    assert_eq!(location(&play(&app, "a1", "outcome=pay").await), BACK);
    let other = app.fixture.join().await;
    let played = sandbox(&other).play(&PaymentId::from_stored("a1"), Play::default()).await.unwrap().unwrap();
    assert_eq!((played.0.state, played.1), (SandboxState::Paid, false));
    app.stop().await;
}

/// A charge that could be paid long ago is dropped, and others stay.
async fn what_is_old_is_dropped(ground: Ground) {
    let fixture = Fixture::open(ground.config.clone()).await;
    let (sandbox, now) = (sandbox(&fixture), fixture.clock.now());
    for (id, at) in [("a1", now), ("a2", now), ("a3", now + 10_000)] {
        sandbox.begin(&request(id, at)).await.unwrap();
    }
    let pay_until = request("a1", now).pay_until;
    let prune = async |before, limit| sandbox.charges().prune(before, limit).await.unwrap();
    assert_eq!(prune(pay_until, 9).await, 0);
    assert_eq!(
        [prune(pay_until + 1, 1).await, prune(pay_until + 1, 9).await, prune(pay_until + 1, 9).await],
        [1, 1, 0]
    );
    assert!(sandbox.charge(&PaymentId::from_stored("a3")).await.unwrap().is_some());
}

#[tokio::test]
async fn what_is_old_is_dropped_from_sqlite() {
    what_is_old_is_dropped(Ground::sqlite()).await;
}

#[tokio::test]
async fn what_is_old_is_dropped_from_postgres() {
    what_is_old_is_dropped(Ground::postgres()).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_play_money_there_is_no_page() {
    let configure = |config: &mut Config| {
        config.gateway.gateway = server::config::GatewayName::Toss;
        config.gateway.toss_secret_key = Some("live_sk_1".to_owned());
    };
    let app = TestApp::start_with(configure, |store| store).await;
    assert_eq!(page(&app, "a1").await.status, 404);
    let OpenGateways { gateways, sandbox } = {
        let keys = session_keys(&app.config).unwrap();
        let (charges, clock) =
            (Arc::clone(&app.fixture.db.sandbox), Arc::clone(&app.clock) as Arc<dyn Clock>);
        OpenGateways::open(&app.config.gateway, charges, clock, &keys).unwrap()
    };
    assert!(sandbox.is_none() && gateways.get("sandbox").is_none());
    assert_eq!(
        gateways.choose(None, request("a1", app.clock.now()).money).map(|gateway| gateway.name()),
        Some("toss")
    );
    app.stop().await;
}
