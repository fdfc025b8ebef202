//! From seats to an order that is paid or not, with play money: over the routes, the sandbox's page and its webhooks, which come by
//! real HTTP to the route of every gateway's.

use crate::{
    observed::{Series, until},
    support::{Answer, Fixture, Ground, TestApp, Visitor},
};
use jari_core::ports::Clock;
use reqwest::{Client, Method, redirect::Policy};
use serde_json::{Value, json};
use server::{gateways::OpenGateways, http::session_keys};
use std::{sync::Arc, time::Duration};
use tokio::time::{Instant, sleep};

struct Stage {
    app: TestApp,
    buyer: Visitor,
    _ground: Ground,
}

async fn stage() -> Stage {
    let ground = Ground::sqlite();
    let mut fixture = Fixture::open(ground.config.clone()).await;
    let keys = session_keys(&fixture.config).unwrap();
    let (charges, clock) = (Arc::clone(&fixture.db.sandbox), Arc::clone(&fixture.clock) as Arc<dyn Clock>);
    let open = OpenGateways::open(&fixture.config.gateway, charges, clock, &keys).unwrap();
    // So that it tells what has become of it.
    fixture.gateways = Some(open.gateways);
    let app = TestApp::serve(fixture, |store| store).await;
    let client = Client::builder().cookie_store(true).no_proxy().redirect(Policy::none()).build().unwrap();
    let buyer = Visitor::with(client, format!("http://{}", app.address));
    Stage { app, buyer, _ground: ground }
}

impl Stage {
    /// An order of one seat; answers its path.
    async fn place(&self) -> String {
        let seat = self.app.fixture.seat(0, 1);
        self.buyer.hold(self.app.fixture.match_id, seat).await;
        let buyer = json!({"name": "김하나", "email": "hana@example.com", "phone": "010-1234-5678"});
        let body = json!({"seats": [{"seatId": seat}], "buyer": buyer}).to_string();
        let headers = [("content-type", "application/json"), ("idempotency-key", "k1")];
        let placed = self.buyer.send(Method::POST, &self.app.path("/orders"), &headers, &body).await;
        assert_eq!(placed.status, 201, "{}", placed.text);
        format!("/api/orders/{}", placed.json()["data"]["orderId"].as_str().unwrap())
    }

    /// Begins a payment; answers the path of the sandbox's page.
    async fn begin(&self, order: &str) -> String {
        let begun = self.buyer.post(&format!("{order}/payments")).await;
        assert_eq!(begun.status, 200, "{}", begun.text);
        let begun = begun.json();
        let page = begun["data"]["payUrl"].as_str().unwrap();
        // It is a page of this very server, told as a whole address.
        let page = page.strip_prefix(&self.app.url("")).unwrap_or_else(|| panic!("{page}")).to_owned();
        assert!(page.starts_with("/sandbox/payments/"), "{page}");
        assert!(self.buyer.get(&page).await.text.contains("name=\"outcome\""));
        page
    }

    async fn play(&self, page: &str, form: &str) -> Answer {
        let headers = [("content-type", "application/x-www-form-urlencoded")];
        let played = self.buyer.send(Method::POST, page, &headers, form).await;
        assert_eq!(played.status, 303, "{}", played.text);
        played
    }

    /// Goes where he is sent, back to the shop.
    async fn go_back(&self, played: &Answer) {
        let to = played.headers["location"].to_str().unwrap();
        let came = self.buyer.client.get(to).send().await.unwrap();
        assert_eq!(came.status().as_u16(), 303);
    }

    async fn status(&self, order: &str) -> Value {
        self.buyer.get(order).await.json()["data"].clone()
    }

    async fn until(&self, order: &str, is_so: impl Fn(&Value) -> bool) -> Value {
        let end = Instant::now() + Duration::from_secs(20);
        loop {
            let order = self.status(order).await;
            if is_so(&order) {
                return order;
            }
            assert!(Instant::now() < end, "{order}");
            sleep(Duration::from_millis(50)).await;
        }
    }
}

fn is_paid(order: &Value) -> bool {
    order["status"] == "PAID"
}

/// The way back is lost, and the webhook alone tells, however often it comes.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_webhook_alone_makes_it_paid() {
    for webhook in ["at-once", "before-return", "twice"] {
        let stage = stage().await;
        let order = stage.place().await;
        let page = stage.begin(&order).await;
        stage.play(&page, &format!("webhook={webhook}&return=lost&outcome=pay")).await;
        let paid = stage.until(&order, is_paid).await;
        assert_eq!(paid["payments"][0]["status"], "CAPTURED", "{webhook}");
        stage.app.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_way_back_alone_makes_it_paid() {
    let stage = stage().await;
    let order = stage.place().await;
    let page = stage.begin(&order).await;
    let played = stage.play(&page, "webhook=never&outcome=pay").await;
    assert_eq!(stage.status(&order).await["status"], "PENDING");
    stage.go_back(&played).await;
    stage.until(&order, is_paid).await;
    stage.app.stop().await;
}

/// Neither comes: whoever looks after orders asks by himself.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_that_is_told_is_needed() {
    let stage = stage().await;
    let order = stage.place().await;
    let page = stage.begin(&order).await;
    stage.play(&page, "webhook=never&return=lost&outcome=pay").await;
    stage.app.clock.advance(120_000);
    stage.until(&order, is_paid).await;
    stage.app.stop().await;
}

/// The gateway is down after the charge: nobody takes that for a refusal.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_gateway_that_is_down_is_asked_again() {
    let stage = stage().await;
    let order = stage.place().await;
    let page = stage.begin(&order).await;
    let played = stage.play(&page, "gateway=down&outcome=pay").await;
    stage.go_back(&played).await;
    let unknown = stage.status(&order).await;
    assert_eq!(unknown["status"], "PENDING", "{unknown}");
    stage.app.clock.advance(120_000);
    stage.until(&order, is_paid).await;
    stage.app.stop().await;
}

/// What costs nothing is ordered in the same way, and no gateway is asked to charge nothing; it is counted as all else is.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_costs_nothing_meets_no_gateway() {
    let stage = stage().await;
    let fixture = &stage.app.fixture;
    let before = fixture.store.catalogue.find_match(fixture.match_id).await.unwrap().unwrap();
    let category = fixture.venue.categories[0].id;
    fixture.db.match_admin.set_price(fixture.match_id, category, 0).await.unwrap();
    assert!(before.prices.of(&fixture.venue.categories[0]) != Some(0));
    let order = stage.place().await;
    assert_eq!(stage.status(&order).await["amount"], 0);
    // By no other gateway either.
    let headers = [("content-type", "application/json")];
    let path = format!("{order}/payments");
    let begun = stage.buyer.send(Method::POST, &path, &headers, r#"{"gateway":"sandbox"}"#).await.json();
    let page = begun["data"]["payUrl"].as_str().unwrap();
    assert!(page.ends_with("/return"), "{page}");
    assert_eq!(stage.buyer.client.get(page).send().await.unwrap().status().as_u16(), 303);
    let paid = stage.status(&order).await;
    assert_eq!((&paid["status"], &paid["payments"][0]["status"]), (&json!("PAID"), &json!("CAPTURED")));

    let series = Series::of(&stage.app).await;
    assert_eq!(series.get("jari_orders_total{state=\"PENDING\"}"), 1.0);
    assert_eq!(series.get("jari_orders_total{state=\"PAID\"}"), 1.0);
    assert_eq!(series.get("jari_payments_total{gateway=\"free\",state=\"CAPTURED\"}"), 1.0);
    assert_eq!(series.get("jari_gateway_request_seconds_count{gateway=\"free\",question=\"begin\"}"), 1.0);
    stage.app.stop().await;
}

/// For how long something has been due is told: nothing is stuck that nobody sees.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_overdue_is_measured() {
    let stage = stage().await;
    let order = stage.place().await;
    let page = stage.begin(&order).await;
    stage.play(&page, "webhook=never&return=lost&gateway=down&outcome=pay").await;
    assert_eq!(Series::of(&stage.app).await.get("jari_orders_overdue_seconds"), 0.0);
    // The gateway does not answer when it is asked, for as long as the clock stands still.
    stage.app.clock.advance(16_000);
    let failed = "jari_gateway_failures_total{gateway=\"sandbox\",question=\"look_up\",reason=\"unknown\"}";
    until(&stage.app, |series| series.0.get(failed).is_some_and(|count| *count >= 1.0)).await;
    stage.app.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_card_that_is_declined_is_followed_by_another() {
    let stage = stage().await;
    let order = stage.place().await;
    let first = stage.begin(&order).await;
    let played = stage.play(&first, "webhook=never&outcome=decline").await;
    stage.go_back(&played).await;
    let declined = stage.until(&order, |order| order["payments"][0]["status"] == "DECLINED").await;
    assert_eq!(declined["status"], "PENDING");
    let second = stage.begin(&order).await;
    assert_ne!(first, second);
    let played = stage.play(&second, "outcome=pay").await;
    stage.go_back(&played).await;
    stage.until(&order, is_paid).await;
    stage.app.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_forged_webhook_is_not_taken() {
    let stage = stage().await;
    let order = stage.place().await;
    let page = stage.begin(&order).await;
    let payment = page.rsplit('/').next().unwrap();
    let body = json!({"type": "payment.updated", "paymentId": payment}).to_string();
    let headers = [("webhook-id", "1"), ("webhook-timestamp", "1000"), ("webhook-signature", "v1,AAAA")];
    let webhook = "/api/payments/sandbox/webhook";
    let forged = stage.buyer.send(Method::POST, webhook, &headers, &body).await;
    assert_eq!(forged.code(), (400, "WEBHOOK_REJECTED".into()));
    // What a gateway tells may be long, and is read; what is longer than anything that one tells is not.
    for (length, code) in [(200_000, (400, "WEBHOOK_REJECTED")), (300_000, (413, "PAYLOAD_TOO_LARGE"))] {
        let long = stage.buyer.send(Method::POST, webhook, &headers, &"x".repeat(length)).await;
        assert_eq!(long.code(), (code.0, code.1.into()), "{length}");
    }
    stage.app.stop().await;
}
