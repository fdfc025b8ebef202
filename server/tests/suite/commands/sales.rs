//! What was sold, as other programs read it.

use super::Venue;
use crate::support::{Ground, Instance, Visitor};
use jari_core::domain::{BlockId, MatchId, SeatId};
use reqwest::Method;
use serde_json::Value;
use std::time::Duration;
use tokio::time::{Instant, sleep};

async fn what_was_sold_is_exported(ground: Ground) {
    let venue = Venue::on(ground);
    let nothing = venue.done(&["export-sales", "--match", "1"]);
    assert_eq!(nothing.lines().count(), 1, "the names of the columns alone: {nothing}");
    assert_eq!(venue.done(&["export-sales", "--match", "1", "--format", "json"]).trim(), "[]");

    let server = Instance::start(&venue.ground);
    let [ann, bob] = [server.visitor(), server.visitor()];
    for (buyer, seat) in [(&bob, SeatId(2)), (&ann, SeatId(1))] {
        assert_eq!(buyer.hold(MatchId(1), seat).await.status, 201);
        assert_eq!(buyer.complete(MatchId(1), &[seat]).await.status, 200);
    }
    assert_eq!(ann.hold(MatchId(1), SeatId(3)).await.status, 201, "which is not sold");

    let exported = venue.done(&["export-sales", "--match", "1"]);
    let mut reader = csv::Reader::from_reader(exported.as_bytes());
    let headings = reader.headers().unwrap().clone();
    let rows: Vec<_> = reader.records().map(Result::unwrap).collect();
    let column = |name: &str| headings.iter().position(|heading| heading == name).expect(name);
    let values = |name: &str| rows.iter().map(|row| row[column(name)].to_owned()).collect::<Vec<_>>();
    assert_eq!(values("seat_guid"), ["A-1", "z-A-2"], "in the order of the venue");
    assert_eq!(values("category"), ["R, \"best\""; 2]);
    assert_eq!(
        (values("block"), values("row"), values("number")),
        (vec!["Stalls".to_owned(); 2], vec!["A".to_owned(); 2], vec!["1".to_owned(), "2".to_owned()],)
    );
    assert!(values("cart").iter().all(|cart| !cart.is_empty()) && values("cart")[0] != values("cart")[1]);
    assert!(values("sold_at").iter().all(|at| at.starts_with("20") && at.ends_with('Z')), "{exported}");

    // The same as JSON, into a file.
    venue.done(&["export-sales", "--match", "1", "--format", "json", "--output", "sold.json"]);
    let written = std::fs::read_to_string(venue.folder.path().join("sold.json")).unwrap();
    let objects: Vec<Value> = serde_json::from_str(&written).unwrap();
    assert_eq!(objects.len(), 2);
    for (object, row) in objects.iter().zip(&rows) {
        for name in &headings {
            let value = &object[name];
            let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
            assert_eq!(text, row[column(name)], "{name}");
        }
    }
    venue.refused(&["export-sales", "--match", "5"], &["there is no match 5", "1 (First)"]);
    venue.refused(
        &["export-sales", "--match", "1", "--output", "no/such/folder.csv"],
        &["cannot write no/such"],
    );
}

/// What a match has sold and what came in for it; an order of somebody's is forgotten.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_books_are_reported() {
    let venue = Venue::on(Ground::sqlite());
    let server = Instance::start(&venue.ground);
    let ann = server.visitor();
    for seat in [1, 2, 3].map(SeatId) {
        assert_eq!(ann.hold(MatchId(1), seat).await.status, 201);
    }
    assert_eq!(ann.complete(MatchId(1), &[SeatId(1)]).await.status, 200);
    let order = serde_json::json!({
        "seats": [{"seatId": 2}],
        "buyer": {"name": "김하나", "email": "hana@example.com", "phone": "010-1234-5678"},
    });
    let headers = [("content-type", "application/json"), ("idempotency-key", "k")];
    let placed = ann.send(Method::POST, "/api/matches/1/orders", &headers, &order.to_string()).await;
    assert_eq!(placed.status, 201, "{}", placed.text);

    let report: Value = serde_json::from_str(&venue.done(&["report", "--match", "1", "--json"])).unwrap();
    let seats = &report["seats"];
    assert_eq!([&seats["sold"], &seats["reserved"], &seats["held"], &seats["blocked"]], [1, 1, 1, 0]);
    assert_eq!(seats["free"].as_i64(), seats["total"].as_i64().map(|total| total - 3));
    assert_eq!((&report["balances"], &report["sold"][0]["seats"]), (&Value::Bool(true), &1.into()));
    // It is the whole hall's one category.
    let category = &report["categories"][0];
    assert_eq!(
        (&category["sold"], &category["free"], &category["total"]),
        (&seats["sold"], &seats["free"], &seats["total"])
    );
    let told = venue.done(&["report", "--match", "1"]);
    assert!(told.contains("1 sold, 1 reserved, 1 on hold") && told.contains("The books balance"), "{told}");
    venue.refused(&["report", "--match", "5"], &["there is no match 5"]);

    let placed = placed.json()["data"].clone();
    let code = placed["code"].as_str().unwrap();
    let path = format!("/api/orders/{}", placed["orderId"].as_str().unwrap());
    assert_eq!(ann.get(&path).await.json()["data"]["buyer"]["name"], "김하나");
    assert!(venue.done(&["forget", "--order", code]).contains("erased"));
    let forgotten = ann.get(&path).await;
    assert_eq!(forgotten.status, 200, "{}", forgotten.text);
    assert!(forgotten.json()["data"].get("buyer").is_none(), "{}", forgotten.text);
    venue.refused(&["forget", "--order", "22222222"], &["there is no order 22222222"]);
    venue.refused(&["forget", "--order", "1"], &["eight letters"]);
}

/// Operators give back an order, and all of a match that does not take place; running instances refund them.
async fn orders_are_given_back(ground: Ground) {
    let venue = Venue::on(ground);
    let server = Instance::start(&venue.ground);
    let mut bought = Vec::new();
    for seat in [1, 2, 3] {
        let buyer = server.visitor();
        bought.push((paid(&buyer, seat).await, buyer));
    }
    let report =
        || -> Value { serde_json::from_str(&venue.done(&["report", "--match", "1", "--json"])).unwrap() };
    venue.refused(&["cancel-order", "--match", "1"], &["takes place", "cancel-match"]);
    venue.refused(&["cancel-order", "--order", "22222222"], &["there is no order 22222222"]);
    venue.refused(&["cancel-order"], &["--order"]);
    let order = bought[0].1.get(&bought[0].0).await.json()["data"].clone();
    let code = order["code"].as_str().unwrap();
    for _ in 0..2 {
        assert!(venue.done(&["cancel-order", "--order", code, "--by", "ann"]).contains("is cancelled"));
    }
    venue.done(&["cancel-match", "--match", "1"]);
    assert!(venue.done(&["cancel-order", "--match", "1"]).contains("Gave back 2 orders"));
    assert!(venue.done(&["cancel-order", "--match", "1"]).contains("Gave back 0 orders"));
    let end = Instant::now() + Duration::from_secs(60);
    while report()["money"]["refunded"] != 3_000 {
        assert!(Instant::now() < end, "{}", report());
        sleep(Duration::from_millis(50)).await;
    }
    let (report, seats) = (report(), bought[0].1.seats(MatchId(1), BlockId(1)).await);
    assert_eq!((&report["money"]["sold"], &report["balances"]), (&0.into(), &true.into()));
    assert!(seats.as_array().unwrap().iter().all(|seat| seat["status"] == "AVAILABLE"), "{seats}");
    let cancelled = bought[2].1.get(&bought[2].0).await.json()["data"].clone();
    assert_eq!(
        (&cancelled["status"], &cancelled["payments"][0]["status"]),
        (&"CANCELLED".into(), &"REFUNDED".into())
    );
}

/// An order that somebody has paid with play money; its path.
async fn paid(by: &Visitor, seat: i64) -> String {
    assert_eq!(by.hold(MatchId(1), SeatId(seat)).await.status, 201);
    let order = serde_json::json!({
        "seats": [{"seatId": seat}],
        "buyer": {"name": "김하나", "email": "hana@example.com", "phone": "010-1234-5678"},
    });
    let headers = [("content-type", "application/json"), ("idempotency-key", "k")];
    let placed = by.send(Method::POST, "/api/matches/1/orders", &headers, &order.to_string()).await;
    let order = format!("/api/orders/{}", placed.json()["data"]["orderId"].as_str().unwrap());
    let begun = by.post(&format!("{order}/payments")).await.json();
    let page = begun["data"]["payUrl"].as_str().unwrap().strip_prefix(&by.base).unwrap().to_owned();
    let form = [("content-type", "application/x-www-form-urlencoded")];
    // It follows the way back.
    by.send(Method::POST, &page, &form, "webhook=never&outcome=pay").await;
    assert_eq!(by.get(&order).await.json()["data"]["status"], "PAID");
    order
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn orders_are_given_back_over_sqlite() {
    orders_are_given_back(Ground::sqlite()).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn orders_are_given_back_over_redis() {
    orders_are_given_back(Ground::redis_postgres()).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_sqlite() {
    what_was_sold_is_exported(Ground::sqlite()).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_postgres() {
    what_was_sold_is_exported(Ground::postgres()).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_redis() {
    what_was_sold_is_exported(Ground::redis_postgres()).await;
}
