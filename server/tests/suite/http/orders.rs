//! Orders and payments over the wire.

use crate::support::{Answer, Fixture, Ground, ScriptedGateway, TestApp, Visitor, orders::PAY_TTL};
use jari_core::domain::{PaymentId, SeatId};
use reqwest::{Method, redirect::Policy};
use serde_json::{Value, json};
use std::{sync::Arc, time::Duration};
use tokio::time::{Instant, sleep};

struct Stage {
    app: TestApp,
    gateway: Arc<ScriptedGateway>,
    _ground: Ground,
}

async fn stage() -> Stage {
    let ground = Ground::sqlite();
    let mut fixture = Fixture::open(ground.config.clone()).await;
    let gateway = ScriptedGateway::new();
    fixture.gateways = Some(gateway.alone());
    Stage { app: TestApp::serve(fixture, |store| store).await, gateway, _ground: ground }
}

fn buyer() -> Value {
    json!({"name": "김하나", "email": "hana@example.com", "phone": "010-1234-5678"})
}

async fn place(by: &Visitor, app: &TestApp, key: Option<&str>, body: &Value) -> Answer {
    let headers = [("content-type", "application/json"), ("idempotency-key", key.unwrap_or_default())];
    let headers = if key.is_some() { &headers[..] } else { &headers[..1] };
    by.send(Method::POST, &app.path("/orders"), headers, &body.to_string()).await
}

fn order_of(seats: &[SeatId]) -> Value {
    let seats: Vec<_> = seats.iter().map(|seat| json!({ "seatId": seat })).collect();
    json!({"seats": seats, "buyer": buyer()})
}

async fn until(by: &Visitor, path: &str, status: &str) -> Value {
    let end = Instant::now() + Duration::from_secs(20);
    loop {
        let order = by.get(path).await.json()["data"].clone();
        if order["status"] == status {
            return order;
        }
        assert!(Instant::now() < end, "{order}");
        sleep(Duration::from_millis(50)).await;
    }
}

#[tokio::test]
async fn from_seats_to_an_order_that_is_paid() {
    let Stage { app, gateway, _ground } = stage().await;
    let (ann, bob) = (app.visitor(), app.visitor());
    let seats = [app.fixture.seat(0, 1), app.fixture.seat(1, 0)];
    for seat in seats {
        ann.hold(app.fixture.match_id, seat).await;
    }
    let placed = place(&ann, &app, Some("k1"), &order_of(&seats)).await;
    assert_eq!(placed.status.as_u16(), 201, "{}", placed.text);
    let order = placed.json()["data"].clone();
    assert_eq!(order["status"], "PENDING");
    assert_eq!(
        (&order["amount"], &order["currency"], &order["fee"]),
        (&json!(60_000), &json!("KRW"), &json!(0))
    );
    assert_eq!(
        order["seats"][1],
        json!({"seatId": seats[1], "blockId": app.fixture.block(1), "amount": 30_000})
    );
    assert_eq!(order["code"].as_str().map(str::len), Some(8));
    assert!(order.get("buyer").is_none());
    assert_eq!(place(&ann, &app, Some("k1"), &order_of(&seats)).await.json()["data"], order);
    let other = place(&ann, &app, Some("k1"), &order_of(&seats[..1])).await;
    assert_eq!(other.code(), (422, "IDEMPOTENCY_KEY_REUSED".into()));

    let path = format!("/api/orders/{}", order["orderId"].as_str().unwrap());
    let read = ann.get(&path).await;
    assert_eq!(
        read.json()["data"]["buyer"],
        json!({"name": "김하나", "email": "hana@example.com", "phone": "01012345678"})
    );
    assert!(
        read.headers["cache-control"].to_str().unwrap().contains("private")
            || read.headers["cache-control"] == "no-store"
    );
    // Its id alone opens nothing.
    for answer in [
        bob.get(&path).await,
        bob.post(&format!("{path}/payments")).await,
        bob.post(&format!("{path}/cancel")).await,
        ann.get("/api/orders/00000000000000000000000000000000").await,
        ann.get("/api/orders/1").await,
    ] {
        assert_eq!(answer.code(), (404, "ORDER_NOT_FOUND".into()), "{}", answer.text);
    }

    let begun = ann.post(&format!("{path}/payments")).await;
    let page = begun.json()["data"].clone();
    assert_eq!(begun.status.as_u16(), 200, "{}", begun.text);
    assert_eq!(ann.post(&format!("{path}/payments")).await.json()["data"], page);
    let payment = page["paymentId"].as_str().unwrap();
    assert_eq!(page["payUrl"], format!("https://pay.example/{payment}"));
    let back = gateway.begun()[0].return_url.clone();
    assert_eq!(back, app.url(&format!("{path}/payments/{payment}/return")));
    let none = ann.send(Method::POST, &format!("{path}/payments"), &[], r#"{"gateway":"none"}"#).await;
    assert_eq!(none.status.as_u16(), 200, "what is under way goes on: {}", none.text);

    assert!(gateway.pay(&PaymentId::from_stored(payment)));
    let browser = reqwest::Client::builder().redirect(Policy::none()).no_proxy().build().unwrap();
    let came = browser.get(format!("{back}?status=paid&x=%20")).send().await.unwrap();
    assert_eq!(came.status().as_u16(), 303);
    let page = format!("/ko/orders/{}", order["orderId"].as_str().unwrap());
    assert_eq!(came.headers()["location"], page);
    let paid = ann.get(&path).await.json()["data"].clone();
    assert_eq!((&paid["status"], &paid["payments"][0]["status"]), (&json!("PAID"), &json!("CAPTURED")));
    let states = bob.seats(app.fixture.match_id, app.fixture.block(1)).await;
    assert_eq!(states[0]["status"], "OCCUPIED");
    let again = ann.post(&format!("{path}/payments")).await;
    assert_eq!(again.code(), (409, "ORDER_PAID".into()));
    app.stop().await;
}

#[tokio::test]
async fn what_is_wrong_with_an_order_is_told() {
    let Stage { app, gateway: _gateway, _ground } = stage().await;
    let ann = app.visitor();
    let seats = [app.fixture.seat(0, 1), app.fixture.seat(0, 2)];
    ann.hold(app.fixture.match_id, seats[0]).await;
    let fine = order_of(&seats[..1]);
    assert_eq!(place(&ann, &app, None, &fine).await.code(), (400, "IDEMPOTENCY_KEY_REQUIRED".into()));
    for key in [" ", &"k".repeat(101)] {
        assert_eq!(place(&ann, &app, Some(key), &fine).await.code().1, "IDEMPOTENCY_KEY_REQUIRED");
    }
    let stranger = Visitor::new(format!("http://{}", app.address));
    let path = app.path("/orders");
    let headers = [("content-type", "application/json"), ("idempotency-key", "k")];
    let mut request = stranger.client.post(app.url(&path)).body(fine.to_string());
    for (name, value) in headers {
        request = request.header(name, value);
    }
    assert_eq!(request.send().await.unwrap().status().as_u16(), 403);
    for body in [
        json!({}),
        json!({"seats": [], "buyer": buyer()}),
        json!({"seats": [{"seatId": seats[0]}, {"seatId": seats[0]}], "buyer": buyer()}),
        json!({"seats": [{"seatId": seats[0], "type": ""}], "buyer": buyer()}),
        json!({"seats": [{"seatId": seats[0], "price": 1}], "buyer": buyer()}),
        json!({"seats": vec![json!({"seatId": 1}); 201], "buyer": buyer()}),
    ] {
        assert_eq!(place(&ann, &app, Some("k"), &body).await.code(), (400, "INVALID_BODY".into()), "{body}");
    }
    let mut body = fine.clone();
    body["buyer"] = json!({"name": "", "email": "hana", "phone": "1".repeat(50)});
    let invalid = place(&ann, &app, Some("k"), &body).await;
    assert_eq!(invalid.code(), (422, "BUYER_INVALID".into()));
    assert_eq!(
        invalid.json()["fields"],
        json!([{"field": "name", "code": "REQUIRED"}, {"field": "email", "code": "INVALID"}, {"field": "phone", "code": "TOO_LONG"}])
    );
    let refused = place(&ann, &app, Some("k"), &order_of(&seats)).await;
    assert_eq!(refused.code(), (409, "SEAT_NOT_HELD".into()));
    assert_eq!(refused.json()["seatIds"], json!([seats[1]]));
    let missing = place(&ann, &app, Some("l"), &order_of(&[SeatId(9_999_999)])).await;
    assert_eq!(missing.code(), (404, "SEAT_NOT_FOUND".into()));
    assert_eq!(place(&ann, &app, Some("m"), &fine).await.status.as_u16(), 201);
    app.stop().await;
}

#[tokio::test]
async fn whoever_does_not_pay_gives_the_seats_back_in_time() {
    let Stage { app, gateway, _ground } = stage().await;
    let ann = app.visitor();
    let seats = [app.fixture.seat(0, 1), app.fixture.seat(0, 2)];
    let mut paths = Vec::new();
    for (key, seat) in ["a", "b"].into_iter().zip(seats) {
        ann.hold(app.fixture.match_id, seat).await;
        let order = place(&ann, &app, Some(key), &order_of(&[seat])).await.json()["data"].clone();
        paths.push(format!("/api/orders/{}", order["orderId"].as_str().unwrap()));
    }
    assert_eq!(ann.post(&format!("{}/cancel", paths[0])).await.json()["data"]["status"], "FAILED");
    ann.post(&format!("{}/payments", paths[1])).await;
    app.clock.advance(PAY_TTL);
    let ended = until(&ann, &paths[1], "EXPIRED").await;
    assert_eq!(ended["payments"][0]["status"], "DECLINED");
    assert_eq!(gateway.open(), 0);
    let end = Instant::now() + Duration::from_secs(20);
    loop {
        let states = ann.seats(app.fixture.match_id, app.fixture.block(0)).await;
        if states[1]["status"] == "AVAILABLE" && states[2]["status"] == "AVAILABLE" {
            break;
        }
        assert!(Instant::now() < end, "{states}");
        sleep(Duration::from_millis(50)).await;
    }
    let late = ann.post(&format!("{}/payments", paths[1])).await;
    assert_eq!(late.code(), (409, "ORDER_ENDED".into()));
    app.stop().await;
}

#[tokio::test]
async fn a_webhook_is_verified_and_what_it_says_is_asked() {
    let Stage { app, gateway, _ground } = stage().await;
    let ann = app.visitor();
    let seat = app.fixture.seat(0, 1);
    ann.hold(app.fixture.match_id, seat).await;
    let order = place(&ann, &app, Some("k"), &order_of(&[seat])).await.json()["data"].clone();
    let path = format!("/api/orders/{}", order["orderId"].as_str().unwrap());
    let page = ann.post(&format!("{path}/payments")).await.json()["data"].clone();
    let payment = PaymentId::from_stored(page["paymentId"].as_str().unwrap());
    gateway.pay(&payment);
    let body = format!("payment:{payment}");
    let gateways = Visitor::new(format!("http://{}", app.address));
    let told = async |signature: &str, name: &str| {
        let path = format!("/api/payments/{name}/webhook");
        gateways.send(Method::POST, &path, &[("x-signature", signature)], &body).await
    };
    assert_eq!(told("forged", "scripted").await.code(), (400, "WEBHOOK_REJECTED".into()));
    assert_eq!(told("good", "none").await.code(), (404, "GATEWAY_NOT_FOUND".into()));
    assert_eq!(ann.get(&path).await.json()["data"]["status"], "PENDING");
    assert_eq!(told("good", "scripted").await.status.as_u16(), 204);
    until(&ann, &path, "PAID").await;
    assert_eq!(told("good", "scripted").await.status.as_u16(), 204);
    let large =
        gateways.send(Method::POST, "/api/payments/scripted/webhook", &[], &"x".repeat(300_000)).await;
    assert_eq!(large.status.as_u16(), 413);
    app.stop().await;
}
