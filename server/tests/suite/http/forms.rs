//! Forms that a browser sends without scripts: where they lead, and what the page then says.

use crate::support::{TestApp, Visitor};
use reqwest::{Client, Method, redirect::Policy};

/// A visitor who looks at a redirect instead of following it.
fn standing(app: &TestApp) -> Visitor {
    let client = Client::builder().cookie_store(true).no_proxy().redirect(Policy::none());
    Visitor::with(client.build().unwrap(), app.url(""))
}

/// Where a form that holds a seat leads to, if it came from there.
async fn led_to(ann: &Visitor, from: &str, body: &str) -> String {
    let headers = [
        ("content-type", "application/x-www-form-urlencoded"),
        ("accept", "text/html,application/xhtml+xml"),
        ("referer", from),
    ];
    let answer = ann.send(Method::POST, "/fn/hold_seat", &headers, body).await;
    assert_eq!(answer.status, 303, "{from}");
    assert_eq!(answer.text, "", "{from}");
    answer.headers["location"].to_str().unwrap().to_owned()
}

#[tokio::test]
async fn a_form_leads_to_our_own_pages_and_nowhere_else() {
    let app = TestApp::start().await;
    let ann = standing(&app);
    ann.get("/ko").await;
    let page = app.page(1);
    let good = format!("match_id={}&seat_id={}", app.fixture.match_id, app.fixture.seat(1, 0));
    let bad = format!("match_id={}&seat_id=99999", app.fixture.match_id);
    let from = app.url(&format!("{page}?seat=7"));
    assert_eq!(led_to(&ann, &from, &good).await, format!("{page}?seat=7"));
    assert_eq!(led_to(&ann, &from, &bad).await, format!("{page}?seat=7&error=SEAT_NOT_FOUND"));
    // The error of an earlier form goes with the next one.
    let again = format!("{from}&error=SEAT_NOT_FOUND");
    assert_eq!(led_to(&ann, &again, &good).await, format!("{page}?seat=7"));
    assert_eq!(led_to(&ann, &from, "nonsense").await, format!("{page}?seat=7&error=INVALID_BODY"));
    for from in [
        "https://evil.example//evil.example/",
        "//evil.example/",
        "http:\\\\evil.example",
        "https://evil.example/\\evil.example",
        "javascript:evil()",
        "data:text/html,evil",
    ] {
        assert_eq!(led_to(&ann, from, &good).await, "/", "{from}");
    }
    assert_eq!(led_to(&ann, "https://evil.example/matches/1", &good).await, "/matches/1");
    app.stop().await;
}

/// An address comes from anybody. It chooses among our own words, and no more.
#[tokio::test]
async fn an_address_puts_no_words_into_a_page() {
    let app = TestApp::start().await;
    let ann = app.visitor();
    // {"status":409,"code":"SEAT_TAKEN","message":"Call 555-0100 at once"}, as Leptos would have an error in an address.
    let told = "eyJzdGF0dXMiOjQwOSwiY29kZSI6IlNFQVRfVEFLRU4iLCJtZXNzYWdlIjoiQ2FsbCA1NTUtMDEwMCBhdCBvbmNlIn0=";
    for page in [app.page(1), format!("/ko/matches/{}", app.fixture.match_id)] {
        for query in [
            format!("__path=%2Ffn%2Fhold_seat&__err={told}"),
            format!("__path=/fn/release_seat&__err={told}"),
            "error=Call+555-0100+at+once".to_owned(),
            "error=%3Cb%3E555-0100".to_owned(),
            "error=".to_owned(),
        ] {
            let text = ann.get(&format!("{page}?{query}")).await.text;
            assert!(!text.contains("555-0100") && !text.contains("is-error"), "{page}?{query}");
        }
        let known = ann.get(&format!("{page}?error=SEAT_TAKEN")).await.text;
        assert!(known.contains("다른 분이 먼저 선택한 좌석입니다"), "{page}");
        let limit = ann.get(&format!("{page}?error=HOLD_LIMIT")).await.text;
        assert!(limit.contains(&format!("{}석까지", app.config.allocation.max_holds)), "{page}");
        let fault = ann.get(&format!("{page}?error=INTERNAL")).await.text;
        assert!(fault.contains("is-error"), "a fault of ours is told as well");
    }
    app.stop().await;
}
