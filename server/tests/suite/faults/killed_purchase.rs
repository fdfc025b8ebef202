//! The real binary is killed at each step of a purchase, before the step and after it, and the buyer goes on at another instance, or
//! at the same one when it was started again. Whatever died, he has his seat and has paid once.

use super::PATIENCE;
use crate::{
    commands::Venue,
    support::{Ground, Instance},
};
use reqwest::{Client, Method, redirect::Policy};
use serde_json::{Value, json};
use std::{os::unix::process::ExitStatusExt, time::Duration};
use tokio::time::{Instant, sleep};

/// The steps of a purchase by the names of their fault points: what is asked of the stores and of the gateway, and the how manieth
/// time.
const STEPS: &[&str] = &[
    "hold:1",
    "make_order:1",
    "reserve:1",
    "save_order:1",
    "begin:1",
    "save_order:2",
    "confirm:1",
    "sell:1",
];

/// Those between Redis and the ledger: the reservation, and the sale.
const OF_REDIS: &[&str] = &["ledger.reserved:1", "ledger.change:1"];

/// What a seat costs.
const PRICE: usize = 1_000;

/// A file of a hall with so many seats in a row.
fn hall(seats: usize) -> String {
    let seat = |n: usize| json!({"seat_number": n.to_string(), "seat_guid": format!("A-{n}"), "category": "R", "position": {"x": 10 * n, "y": 0}});
    let seats: Vec<_> = (1..=seats).map(seat).collect();
    let row = json!({"row_number": "A", "position": {"x": 0, "y": 0}, "seats": seats});
    let zone =
        json!({"name": "Stalls", "zone_id": "z", "position": {"x": 0, "y": 0}, "areas": [], "rows": [row]});
    json!({"name": "Hall", "categories": [{"name": "R", "color": "#aa3355"}], "zones": [zone]}).to_string()
}

/// Somebody who buys where he is served, and elsewhere when that is dead.
struct Buyer<'a> {
    client: Client,
    ground: &'a Ground,
    dying: Instance,
    /// Who serves besides; none where one is started in the place of the dead one.
    other: Option<&'a Instance>,
    /// The one that was.
    started: Option<Instance>,
    base: String,
}

struct Answer {
    status: u16,
    text: String,
    location: Option<String>,
}

impl Buyer<'_> {
    /// Sends something, and again elsewhere if there is no answer, as a person does.
    async fn send(&mut self, method: Method, path: &str, kind: &str, body: &str) -> Answer {
        loop {
            let asked = self
                .client
                .request(method.clone(), format!("{}{path}", self.base))
                .header("content-type", kind)
                .header("idempotency-key", "k1")
                .body(body.to_owned())
                .send();
            let answer = async {
                let answer = asked.await?;
                let location = answer.headers().get("location").map(|to| to.to_str().unwrap().to_owned());
                Ok(Answer { status: answer.status().as_u16(), location, text: answer.text().await? })
            };
            match answer.await {
                Ok(answer) => return answer,
                Err(error) => self.go_elsewhere(&error).await,
            }
        }
    }

    async fn go_elsewhere(&mut self, error: &reqwest::Error) {
        assert_eq!(self.base, self.dying.base, "who goes on does not answer: {error}");
        assert_eq!(self.dying.ended().await.signal(), Some(9), "it has ended by itself");
        if self.other.is_none() {
            self.started = Some(Instance::start(self.ground));
        }
        let elsewhere = self.other.or(self.started.as_ref()).unwrap();
        self.base.clone_from(&elsewhere.base);
    }

    async fn post(&mut self, path: &str, body: &Value) -> Value {
        let Answer { status, text, .. } =
            self.send(Method::POST, path, "application/json", &body.to_string()).await;
        assert!((200..300).contains(&status), "{path}: {status} {text}");
        serde_json::from_str::<Value>(&text).unwrap()["data"].clone()
    }

    async fn get(&mut self, path: &str) -> Answer {
        self.send(Method::GET, path, "text/plain", "").await
    }

    /// Buys a seat.
    async fn buy(&mut self, seat: usize, point: &str) {
        self.get("/api/matches").await;
        self.post(&format!("/api/matches/1/allocation/seats/{seat}/hold"), &json!({})).await;
        let buyer = json!({"name": "김하나", "email": "hana@example.com", "phone": "010-1234-5678"});
        let order = json!({"seats": [{ "seatId": seat }], "buyer": buyer});
        let order = self.post("/api/matches/1/orders", &order).await;
        let path = format!("/api/orders/{}", order["orderId"].as_str().unwrap());
        let begun = self.post(&format!("{path}/payments"), &json!({})).await;
        let page = path_of(begun["payUrl"].as_str().unwrap());
        let form = "webhook=never&outcome=pay";
        let played = self.send(Method::POST, &page, "application/x-www-form-urlencoded", form).await;
        assert_eq!(played.status, 303, "{point}: {}", played.text);
        self.get(&path_of(&played.location.unwrap())).await;
        let order = self.until(&path, point, |order| order["status"] == "PAID").await;
        assert_eq!(order["payments"].as_array().unwrap().len(), 1, "{point}: {order}");
        // It may be for whoever lives to show it.
        let sold = json!({"id": seat, "status": "OCCUPIED"});
        self.until("/api/matches/1/blocks/1/seats", point, |shown| shown["seats"][seat - 1] == sold).await;
    }

    /// Asks until the answer is as it should be.
    async fn until(&mut self, path: &str, point: &str, is_so: impl Fn(&Value) -> bool) -> Value {
        let end = Instant::now() + 3 * PATIENCE;
        loop {
            let answer = self.get(path).await;
            let data = serde_json::from_str::<Value>(&answer.text).unwrap()["data"].clone();
            if is_so(&data) {
                return data;
            }
            assert!(Instant::now() < end, "{point}: {data}");
            sleep(Duration::from_millis(50)).await;
        }
    }
}

/// An address without its host.
fn path_of(url: &str) -> String {
    let rest = url.split_once("://").unwrap().1;
    rest[rest.find('/').unwrap()..].to_owned()
}

/// Somebody buys a seat at each point, and the books say so.
async fn bought_whatever_dies(ground: Ground, steps: &[&str], goes_on_at_another: bool) {
    let points: Vec<_> =
        steps.iter().flat_map(|step| ["before", "after"].map(|when| format!("{when}:{step}"))).collect();
    let details = json!({"prices": {"R": PRICE}}).to_string();
    let venue = Venue::with(ground, &hall(points.len()), &details);
    let other = goes_on_at_another.then(|| Instance::start(&venue.ground));
    for (seat, point) in (1..).zip(&points) {
        let dying = Instance::start_with(&venue.ground, &[("JARI_DIE_AT", point)]);
        let client =
            Client::builder().cookie_store(true).no_proxy().redirect(Policy::none()).build().unwrap();
        let base = dying.base.clone();
        let mut buyer =
            Buyer { client, ground: &venue.ground, dying, other: other.as_ref(), started: None, base };
        buyer.buy(seat, point).await;
        assert_ne!(buyer.base, buyer.dying.base, "{point} was not reached");
    }
    let report: Value = serde_json::from_str(&venue.done(&["report", "--match", "1", "--json"])).unwrap();
    let money = &report["money"];
    let all = json!(PRICE * points.len());
    assert_eq!((&money["sold"], &money["charged"]), (&all, &all), "{report}");
    assert_eq!(
        (&money["refunded"], &money["pending"], &report["balances"]),
        (&json!(0), &json!(0), &json!(true))
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_restarted_one_goes_on_over_sqlite() {
    bought_whatever_dies(Ground::sqlite(), STEPS, false).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn another_one_goes_on_over_postgres() {
    bought_whatever_dies(Ground::postgres(), STEPS, true).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn another_one_goes_on_over_redis() {
    bought_whatever_dies(Ground::redis_postgres(), &[STEPS, OF_REDIS].concat(), true).await;
}
