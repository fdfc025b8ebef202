//! The best seats together.

use crate::{
    observed::Series,
    support::{Answer, TestApp, Visitor},
};
use reqwest::Method;
use serde_json::{Value, json};

const JSON: [(&str, &str); 1] = [("content-type", "application/json")];

async fn ask(by: &Visitor, app: &TestApp, wish: Value) -> Answer {
    by.send(Method::POST, &app.path("/allocation/best"), &JSON, &wish.to_string()).await
}

#[tokio::test]
async fn a_group_is_given_seats_side_by_side() {
    let app = TestApp::start().await;
    let (ann, bob) = (app.visitor(), app.visitor());
    let given = ask(&ann, &app, json!({ "count": 4 })).await;
    assert_eq!((given.status.as_u16(), given.json()["status"].as_u64()), (201, Some(201)));
    let data = &given.json()["data"];
    assert_eq!(data["sideBySide"], true);
    let seats: Vec<_> =
        data["seats"].as_array().unwrap().iter().map(|seat| seat["seatId"].as_i64().unwrap()).collect();
    assert_eq!(seats.len(), 4);
    assert!(data["seats"].as_array().unwrap().iter().all(|seat| seat["status"] == "HOLD"));
    let shown = bob
        .seats(
            app.fixture.match_id,
            app.fixture.venue.block_of(jari_core::domain::SeatId(seats[0])).unwrap().info.id,
        )
        .await;
    let held: Vec<_> = shown
        .as_array()
        .unwrap()
        .iter()
        .filter(|seat| seat["status"] == "HOLD")
        .map(|seat| seat["id"].as_i64().unwrap())
        .collect();
    assert_eq!(held, seats);

    assert_eq!(ask(&ann, &app, json!({ "count": 3 })).await.code(), (409, "HOLD_LIMIT".into()));
    let narrow = json!({ "count": 2, "maxPrice": 29_999 });
    let none = ask(&bob, &app, narrow).await;
    assert_eq!(none.code(), (409, "NO_SEATS_TOGETHER".into()));
    assert!(none.json()["message"].as_str().unwrap().contains("자리"));
    assert_eq!(ask(&bob, &app, json!({ "count": 2, "accessible": true })).await.code().0, 409);

    let categories = bob.get(&app.path("/categories")).await;
    let category = categories.json()["data"]["categories"][0].clone();
    assert_eq!((&category["name"], &category["price"]), (&json!("일반석"), &json!(30_000)));
    let wish = json!({ "count": 1, "categories": [category["id"]], "minPrice": 30_000, "maxPrice": 30_000 });
    assert_eq!(ask(&bob, &app, wish).await.status, 201);

    let series = Series::of(&app).await;
    assert_eq!(series.get("jari_best_available_answers_total{result=\"ok\"}"), 2.0);
    assert_eq!(series.get("jari_best_available_answers_total{result=\"NO_SEATS_TOGETHER\"}"), 2.0);
    assert_eq!(series.get("jari_best_available_answers_total{result=\"HOLD_LIMIT\"}"), 1.0);
    assert_eq!(series.get("jari_best_available_tries_total"), 3.0);
    app.stop().await;
}

#[tokio::test]
async fn what_is_no_wish() {
    let app = TestApp::start().await;
    let ann = app.visitor();
    let many: Vec<i64> = (0..101).collect();
    for wish in [
        json!({}),
        json!({ "count": 0 }),
        json!({ "count": 21 }),
        json!({ "count": -1 }),
        json!({ "count": "2" }),
        json!({ "count": 2, "cart": "bob" }),
        json!({ "count": 2, "categories": many }),
        json!({ "count": 2, "maxPrice": "cheap" }),
        json!([2]),
    ] {
        let answer = ask(&ann, &app, wish.clone()).await;
        assert_eq!(answer.code(), (400, "INVALID_BODY".into()), "{wish}");
    }
    let nowhere = "/api/matches/99/allocation/best";
    let answer = ann.send(Method::POST, nowhere, &JSON, r#"{"count":2}"#).await;
    assert_eq!(answer.code(), (404, "MATCH_NOT_FOUND".into()));
    let upcoming = format!("/api/matches/{}/allocation/best", app.fixture.upcoming);
    let answer = ann.send(Method::POST, &upcoming, &JSON, r#"{"count":2}"#).await;
    assert_eq!(answer.code(), (409, "SALE_NOT_OPEN".into()));
    let stranger = Visitor::with(reqwest::Client::builder().no_proxy().build().unwrap(), app.url(""));
    assert_eq!(ask(&stranger, &app, json!({ "count": 2 })).await.code(), (403, "SESSION_REQUIRED".into()));
    assert_eq!(ann.get("/api/matches/99/categories").await.code(), (404, "MATCH_NOT_FOUND".into()));
    app.stop().await;
}

/// A store that does not answer is no full house.
#[tokio::test]
async fn a_store_that_is_gone_is_told() {
    let (app, store) = TestApp::start_faulty(|_| {}).await;
    let ann = app.visitor();
    store.set_down(true);
    let answer = ask(&ann, &app, json!({ "count": 2 })).await;
    assert_eq!(answer.code(), (503, "STORE_UNAVAILABLE".into()));
    assert_eq!(answer.headers["retry-after"], "1");
    store.set_down(false);
    assert_eq!(ask(&ann, &app, json!({ "count": 2 })).await.status, 201);
    app.stop().await;
}

/// Without scripts the form leads to the seats, in the language of its page, and says why it came back in vain.
#[tokio::test]
async fn a_form_leads_to_the_seats_that_it_was_given() {
    let app = TestApp::start().await;
    let client =
        reqwest::Client::builder().cookie_store(true).no_proxy().redirect(reqwest::redirect::Policy::none());
    let ann = Visitor::with(client.build().unwrap(), app.url(""));
    let page = format!("/en/matches/{}", app.fixture.match_id);
    let text = ann.get(&page).await.text;
    for part in [
        "action=\"/fn/hold_best\"",
        "name=\"count\"",
        "name=\"max_price\"",
        "name=\"accessible\"",
        "Up to ₩30,000",
    ] {
        assert!(text.contains(part), "{part}");
    }
    let from = app.url(&page);
    let headers =
        [("content-type", "application/x-www-form-urlencoded"), ("accept", "text/html"), ("referer", &*from)];
    let send = async |fields: &str| {
        let body = format!("match_id={}&{fields}", app.fixture.match_id);
        let answer = ann.send(Method::POST, "/fn/hold_best", &headers, &body).await;
        assert_eq!(answer.status, 303, "{fields}: {}", answer.text);
        answer.headers["location"].to_str().unwrap().to_owned()
    };
    let to = send("count=2&max_price=30000").await;
    assert!(to.starts_with(&format!("{page}/blocks/")) && !to.contains('?'), "{to}");
    let text = ann.get(&to).await.text;
    assert!(text.contains("2 of 6 seats"), "they are the viewer's");
    assert_eq!(send("count=1&max_price=").await.split('?').next(), Some(&*to));
    assert_eq!(send("count=2&max_price=1").await, format!("{page}?error=NO_SEATS_TOGETHER"));
    assert_eq!(send("count=2&max_price=&accessible=true").await, format!("{page}?error=NO_SEATS_TOGETHER"));
    for bad in ["count=0", "count=21", "count=2&max_price=x", "count=x", "count=2&instead_of=x"] {
        assert_eq!(send(bad).await, format!("{page}?error=INVALID_BODY"), "{bad}");
    }
    app.stop().await;
}
