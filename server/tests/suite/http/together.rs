//! Several seats at once.

use crate::support::{Answer, TestApp, Visitor};
use jari_core::domain::SeatId;
use reqwest::Method;
use serde_json::{Value, json};

const JSON: [(&str, &str); 1] = [("content-type", "application/json")];

async fn hold(by: &Visitor, app: &TestApp, seats: &[SeatId]) -> Answer {
    let body = json!({ "seatIds": seats }).to_string();
    by.send(Method::POST, &app.path("/allocation/seats/hold"), &JSON, &body).await
}

fn ids(seats: &[SeatId]) -> Value {
    json!(seats)
}

#[tokio::test]
async fn all_of_them_are_held_or_none() {
    let app = TestApp::start().await;
    let (ann, bob) = (app.visitor(), app.visitor());
    let [a, b, c, d] = [(0, 4), (0, 5), (1, 2), (2, 0)].map(|(block, seat)| app.fixture.seat(block, seat));
    let held = hold(&ann, &app, &[c, a, b]).await;
    assert_eq!((held.status.as_u16(), held.json()["status"].as_u64()), (201, Some(201)));
    let told = held.json()["data"]["seats"].clone();
    let told: Vec<_> = told
        .as_array()
        .unwrap()
        .iter()
        .map(|seat| {
            assert_eq!((&seat["status"], &seat["expiresAt"]), (&json!("HOLD"), &json!(1_600_000)));
            (
                seat["seatId"].as_i64().unwrap(),
                seat["blockId"].as_i64().unwrap(),
                seat["rev"].as_u64().unwrap(),
            )
        })
        .collect();
    let (first, second) = (app.fixture.block(0).0, app.fixture.block(1).0);
    assert_eq!(told, [(a.0, first, 1), (b.0, first, 2), (c.0, second, 1)]);
    // The answer may have been lost: repeating is the same.
    assert_eq!(hold(&ann, &app, &[a, b, c]).await.text, held.text);

    let refused = hold(&bob, &app, &[d, c, a]).await;
    assert_eq!(refused.code(), (409, "SEAT_TAKEN".into()));
    assert_eq!(refused.json()["seatIds"], ids(&[a, c]));
    assert_eq!(refused.headers["cache-control"], "no-store");
    let block = app.fixture.block(2);
    assert_eq!(bob.seats(app.fixture.match_id, block).await[0]["status"], "AVAILABLE");
    // A seat alone is refused as it always was.
    let alone = bob.hold(app.fixture.match_id, a).await;
    assert_eq!((alone.code().0, alone.json().as_object().unwrap().len()), (409, 3));
    app.stop().await;
}

#[tokio::test]
async fn what_cannot_be_held_together() {
    let app = TestApp::start().await;
    let ann = app.visitor();
    let seat = app.fixture.seat(0, 0);
    let nowhere = hold(&ann, &app, &[seat, SeatId(9_999_999)]).await;
    assert_eq!(nowhere.code(), (404, "SEAT_NOT_FOUND".into()));
    assert_eq!(nowhere.json()["seatIds"], ids(&[SeatId(9_999_999)]));
    let seven: Vec<_> = (0..7).map(|n| app.fixture.seat(0, n)).collect();
    let too_many = hold(&ann, &app, &seven).await;
    assert_eq!(too_many.code(), (409, "HOLD_LIMIT".into()));
    assert!(too_many.json()["seatIds"].is_null());
    assert!(too_many.json()["message"].as_str().unwrap().contains('6'));

    let path = app.path("/allocation/seats/hold");
    let many = json!({ "seatIds": vec![1; 201] }).to_string();
    for (headers, body) in [
        (&JSON[..], r#"{"seatIds":[]}"#),
        (&JSON, r#"{"seatIds":["x"]}"#),
        (&JSON, r#"{"seatIds":[1],"cart":"bob"}"#),
        (&JSON, "{"),
        (&JSON, ""),
        (&JSON, &many),
        (&[], r#"{"seatIds":[1]}"#),
    ] {
        let answer = ann.send(Method::POST, &path, headers, body).await;
        assert_eq!(answer.code(), (400, "INVALID_BODY".into()), "{body}");
    }
    let get = ann.get(&path).await;
    assert_eq!(get.code(), (405, "METHOD_NOT_ALLOWED".into()));
    let upcoming = format!("/api/matches/{}/allocation/seats/hold", app.fixture.upcoming);
    let body = json!({ "seatIds": [seat] }).to_string();
    assert_eq!(ann.send(Method::POST, &upcoming, &JSON, &body).await.code(), (409, "SALE_NOT_OPEN".into()));
    app.stop().await;
}

/// Nobody takes more seats in a second by asking for several at once.
#[tokio::test]
async fn each_seat_counts_as_a_change() {
    let app = TestApp::start_with(
        |config| {
            config.allocation.max_holds = 0;
            config.rates.change_rate_per_session = 1;
            config.rates.change_burst_per_session = 8;
        },
        |store| store,
    )
    .await;
    let (ann, bob) = (app.visitor(), app.visitor());
    let seats = |from: usize, to: usize| -> Vec<_> { (from..to).map(|n| app.fixture.seat(0, n)).collect() };
    assert_eq!(hold(&ann, &app, &seats(0, 5)).await.status, 201);
    let refused = hold(&ann, &app, &seats(5, 10)).await;
    assert_eq!(refused.code(), (429, "TOO_MANY_CHANGES".into()));
    assert_eq!(refused.headers["retry-after"], "1");
    // What is more than anybody's burst takes all of it, and is not shut out for ever.
    assert_eq!(hold(&bob, &app, &seats(20, 32)).await.status, 201);
    assert_eq!(
        bob.hold(app.fixture.match_id, seats(40, 41)[0]).await.code(),
        (429, "TOO_MANY_CHANGES".into())
    );
    app.stop().await;
}

#[tokio::test]
async fn a_group_needs_a_session() {
    let app = TestApp::start().await;
    let stranger = Visitor::with(reqwest::Client::builder().no_proxy().build().unwrap(), app.url(""));
    // It is said before what is sent is read.
    for body in [json!({ "seatIds": [app.fixture.seat(0, 0)] }).to_string(), "{".to_owned()] {
        let answer = stranger.send(Method::POST, &app.path("/allocation/seats/hold"), &JSON, &body).await;
        assert_eq!(answer.code(), (403, "SESSION_REQUIRED".into()));
    }
    app.stop().await;
}

/// All that a cart has on hold lasts longer, until it cannot, and then it is told when it ends.
#[tokio::test]
async fn a_cart_is_lengthened_until_it_is_at_its_end() {
    let app = TestApp::start_with(
        |config| {
            config.allocation.hold_ttl_secs = 600;
            config.allocation.hold_max_secs = 900;
        },
        |store| store,
    )
    .await;
    let (ann, path) = (app.visitor(), app.path("/allocation/lengthen"));
    let lengthen = || ann.send(Method::POST, &path, &[], "");
    assert_eq!(lengthen().await.code(), (409, "SEAT_NOT_HELD".into()));
    let seats = [app.fixture.seat(0, 4), app.fixture.seat(1, 2)];
    assert_eq!(hold(&ann, &app, &seats).await.status, 201);
    app.fixture.clock.advance(200_000);
    let longer = lengthen().await;
    let data = longer.json()["data"].clone();
    assert_eq!(
        (longer.status.as_u16(), &data["expiresAt"], &data["latest"]),
        (200, &json!(1_800_000), &json!(1_900_000))
    );
    let told: Vec<_> =
        data["seats"].as_array().unwrap().iter().map(|seat| seat["expiresAt"].clone()).collect();
    assert_eq!(told, [json!(1_800_000), json!(1_800_000)]);
    app.fixture.clock.advance(200_000);
    assert_eq!(lengthen().await.json()["data"]["expiresAt"], json!(1_900_000));
    let at_its_end = lengthen().await;
    assert_eq!(at_its_end.code(), (409, "HOLDS_AT_THEIR_END".into()));
    assert_eq!(at_its_end.json()["endsAt"], json!(1_900_000));
    assert_eq!(lengthen().await.headers["cache-control"], "no-store");
    assert_eq!(ann.get(&path).await.code(), (405, "METHOD_NOT_ALLOWED".into()));
    // A page without scripts has a form for it, and is told why not where it comes back in vain.
    let page = format!("/ko/matches/{}", app.fixture.match_id);
    assert!(!ann.get(&page).await.text.contains("/fn/lengthen_holds"), "it is at its end");
    let bob = app.visitor();
    assert_eq!(hold(&bob, &app, &[app.fixture.seat(2, 0)]).await.status, 201);
    assert!(bob.get(&page).await.text.contains("action=\"/fn/lengthen_holds\""));
    app.fixture.clock.advance(100_000);
    let from = app.url(&page);
    let headers =
        [("content-type", "application/x-www-form-urlencoded"), ("accept", "text/html"), ("referer", &*from)];
    let body = format!("match_id={}", app.fixture.match_id);
    let form = bob.send(Method::POST, "/fn/lengthen_holds", &headers, &body).await;
    assert!(form.status.is_success() && form.text.contains("시간 연장") && !form.text.contains("is-error"));
    assert!(form.text.contains("10:00"), "as long as a new hold");
    let vain = ann.send(Method::POST, "/fn/lengthen_holds", &headers, &body).await;
    assert!(vain.text.contains("더 이상 시간을 연장할 수 없습니다"), "{}", vain.status);
    let stranger = Visitor::with(reqwest::Client::builder().no_proxy().build().unwrap(), app.url(""));
    assert_eq!(stranger.send(Method::POST, &path, &[], "").await.code(), (403, "SESSION_REQUIRED".into()));
    app.stop().await;
}
