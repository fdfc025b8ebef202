//! Who may change seats, and how often.

use crate::support::{Answer, TestApp, Visitor};
use reqwest::{Client, Method};
use server::config::Config;
use std::time::Duration;
use tokio::time::timeout;

/// How a script sends a form.
const FORM: [(&str, &str); 2] =
    [("content-type", "application/x-www-form-urlencoded"), ("accept", "application/json")];

/// Somebody who keeps no cookies.
fn without_cookies(app: &TestApp) -> Visitor {
    Visitor::with(Client::builder().no_proxy().build().unwrap(), app.url(""))
}

fn form(app: &TestApp, place: usize) -> String {
    format!("match_id={}&seat_id={}", app.fixture.match_id, app.fixture.seat(0, place))
}

/// Each request without a session would be another cart, whom nothing bounds.
#[tokio::test]
async fn a_change_needs_a_session_that_came_with_an_earlier_answer() {
    let app = TestApp::start().await;
    let (stranger, seat, match_id) = (without_cookies(&app), app.fixture.seat(0, 0), app.fixture.match_id);
    let mut refused = vec![
        stranger.hold(match_id, seat).await,
        stranger.release(match_id, seat).await,
        stranger.complete(match_id, &[seat]).await,
    ];
    for function in ["/fn/hold_seat", "/fn/release_seat"] {
        refused.push(stranger.send(Method::POST, function, &FORM, &form(&app, 0)).await);
    }
    for answer in &refused {
        assert_eq!(answer.code(), (403, "SESSION_REQUIRED".into()));
    }
    assert_eq!(app.visitor().seats(match_id, app.fixture.block(0)).await[0]["status"], "AVAILABLE");

    // The refusal brings what the next try needs.
    for answer in refused {
        let cookie = answer.headers["set-cookie"].to_str().unwrap().split(';').next().unwrap();
        let hold = app.path(&format!("/allocation/seats/{seat}/hold"));
        let held = stranger.send(Method::POST, &hold, &[("cookie", cookie)], "").await;
        assert!([201, 409].contains(&held.status.as_u16()), "{held:?}");
    }
    app.stop().await;
}

/// A browser that has no script and keeps no cookie is told so in the page.
#[tokio::test]
async fn a_form_without_cookies_is_told_what_it_lacks() {
    let app = TestApp::start().await;
    let from = app.url(&app.page(0));
    let headers = [FORM[0], ("accept", "text/html,application/xhtml+xml"), ("referer", from.as_str())];
    let page = without_cookies(&app).send(Method::POST, "/fn/hold_seat", &headers, &form(&app, 0)).await;
    assert_eq!(page.status, 200);
    assert!(page.text.contains("쿠키가 필요합니다"), "{}", page.text);
    let seats = app.visitor().seats(app.fixture.match_id, app.fixture.block(0)).await;
    assert_eq!(seats[0]["status"], "AVAILABLE");
    app.stop().await;
}

async fn limited(configure: impl FnOnce(&mut Config)) -> TestApp {
    TestApp::start_with(configure, |store| store).await
}

/// Repeats a hold until it is let in.
async fn until_admitted(ann: &Visitor, app: &TestApp) {
    let seat = app.fixture.seat(0, 0);
    let admitted = async { while ann.hold(app.fixture.match_id, seat).await.status == 429 {} };
    timeout(Duration::from_secs(10), admitted).await.expect("it is let in again in time");
}

fn assert_too_many(answer: &Answer, code: &str) {
    assert_eq!(answer.code(), (429, code.into()));
    assert_eq!(answer.headers["retry-after"], "1");
}

#[tokio::test]
async fn a_session_changes_seats_so_often() {
    let app = limited(|config| {
        config.rates.change_rate_per_session = 1;
        config.rates.change_burst_per_session = 3;
    })
    .await;
    let (ann, match_id) = (app.visitor(), app.fixture.match_id);
    let seat = |place| app.fixture.seat(0, place);
    assert_eq!(ann.hold(match_id, seat(0)).await.status, 201);
    assert_eq!(ann.send(Method::POST, "/fn/hold_seat", &FORM, &form(&app, 1)).await.status, 200);
    assert_eq!(ann.release(match_id, seat(0)).await.status, 200);
    for answer in [
        ann.hold(match_id, seat(2)).await,
        ann.complete(match_id, &[seat(1)]).await,
        ann.send(Method::POST, "/fn/release_seat", &FORM, &form(&app, 1)).await,
    ] {
        assert_too_many(&answer, "TOO_MANY_CHANGES");
    }
    // Reading is no change, and somebody else is somebody else.
    assert_eq!(ann.get(&app.page(0)).await.status, 200);
    assert_eq!(app.visitor().hold(match_id, seat(3)).await.status, 201);
    until_admitted(&ann, &app).await;
    app.stop().await;
}

#[tokio::test]
async fn an_address_changes_seats_so_often_whatever_its_sessions() {
    let app = limited(|config| {
        config.rates.change_rate_per_address = 1;
        config.rates.change_burst_per_address = 3;
        config.connections.trusted_proxies = "127.0.0.0/8".parse().unwrap();
    })
    .await;
    let hold = |place, client: &'static str| {
        let (stranger, seat) = (app.visitor(), app.fixture.seat(0, place));
        let path = app.path(&format!("/allocation/seats/{seat}/hold"));
        async move { stranger.send(Method::POST, &path, &[("x-forwarded-for", client)], "").await }
    };
    for place in 0..3 {
        assert_eq!(hold(place, "203.0.113.1").await.status, 201);
    }
    assert_too_many(&hold(3, "203.0.113.1").await, "TOO_MANY_CHANGES_FROM_ADDRESS");
    assert_too_many(&hold(3, "10.0.0.1, 203.0.113.1").await, "TOO_MANY_CHANGES_FROM_ADDRESS");
    assert_eq!(hold(4, "203.0.113.2").await.status, 201);
    app.stop().await;
}

/// In the page, as everything that a form is answered.
#[tokio::test]
async fn a_form_that_comes_too_often_is_told_so() {
    let app = limited(|config| {
        config.rates.change_rate_per_session = 1;
        config.rates.change_burst_per_session = 1;
    })
    .await;
    let (ann, from) = (app.visitor(), app.url(&app.page(0)));
    let headers = [FORM[0], ("accept", "text/html,application/xhtml+xml"), ("referer", from.as_str())];
    assert_eq!(ann.hold(app.fixture.match_id, app.fixture.seat(0, 0)).await.status, 201);
    let page = ann.send(Method::POST, "/fn/hold_seat", &headers, &form(&app, 1)).await;
    assert!(page.text.contains("요청이 너무 잦습니다"), "{}", page.text);
    app.stop().await;
}

/// A carrier has thousands of phones behind one address, and a sale opens for all of them at the same time.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_crowd_behind_one_address_passes() {
    let app = limited(|config| config.rates = crate::support::defaults().rates).await;
    let client = Client::builder().no_proxy().build().unwrap();
    let buyer = |number: usize| {
        let (client, app) = (client.clone(), &app);
        async move {
            let greeted = client.get(app.url("/api/matches")).send().await.unwrap();
            let cookie = greeted.headers()["set-cookie"].to_str().unwrap().split(';').next().unwrap();
            let seat = app.fixture.seat(0, number % 120);
            let hold = app.url(&app.path(&format!("/allocation/seats/{seat}/hold")));
            client.post(hold).header("cookie", cookie).send().await.unwrap().status().as_u16()
        }
    };
    let mut answers = Vec::new();
    for hundred in 0..6 {
        let people = (0..100).map(|number| buyer(hundred * 100 + number));
        answers.extend(futures_util::future::join_all(people).await);
    }
    let count = |status| answers.iter().filter(|answer| **answer == status).count();
    assert_eq!((count(201), count(409)), (120, 480));
    app.stop().await;
}
