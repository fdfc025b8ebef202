//! Companion seats over HTTP: for programs, and on a page without scripts.

use crate::support::{Ground, TestApp, Visitor, with_companions};
use jari_core::domain::SeatId;
use reqwest::Method;
use serde_json::json;

/// A server at which companion seats are sold with accessible ones until the match begins. Of a block the accessible seats are 3, with
/// companions at 2 and 4, and 5, with one at 6.
async fn start() -> TestApp {
    let mut ground = Ground::sqlite();
    ground.config.allocation.companion_until_hours = 0;
    TestApp::start_in(ground, &with_companions(1)).await
}

async fn send(by: &Visitor, path: &str, seats: &[SeatId]) -> crate::support::Answer {
    let body = json!({ "seatIds": seats }).to_string();
    by.send(Method::POST, path, &[("content-type", "application/json")], &body).await
}

#[tokio::test]
async fn a_companions_seat_is_refused_with_what_to_do() {
    let app = start().await;
    let (ann, id) = (app.visitor(), app.fixture.match_id);
    let seat = |n| app.fixture.seat(0, n);
    let alone = ann.hold(id, seat(4)).await;
    assert_eq!(alone.code(), (409, "COMPANION_SEAT".into()));
    assert_eq!(alone.json()["seatIds"], json!([seat(4)]));
    assert_eq!(alone.json()["accessibleSeatId"], json!(seat(3)));
    assert!(alone.json()["message"].as_str().unwrap().contains("휠체어석"));
    let hold = app.path("/allocation/seats/hold");
    let several = send(&ann, &hold, &[seat(0), seat(2), seat(4)]).await;
    assert_eq!(several.json()["seatIds"], json!([seat(2), seat(4)]));
    assert_eq!(send(&ann, &hold, &[seat(2), seat(3), seat(4)]).await.status, 201);
    assert_eq!(ann.complete(id, &[seat(4)]).await.code(), (409, "COMPANION_SEAT".into()));
    let released = ann.release(id, seat(4)).await.json();
    assert_eq!(released["data"].as_object().unwrap().len(), 3, "{released}");
    let released = ann.release(id, seat(3)).await.json();
    assert_eq!(released["data"]["seatId"], json!(seat(3)));
    let with = released["data"]["releasedWith"].clone();
    assert_eq!((&with[0]["seatId"], &with[0]["status"]), (&json!(seat(2)), &json!("AVAILABLE")));
    assert_eq!(with.as_array().unwrap().len(), 1);
    app.stop().await;
}

/// What is said of a seat, and what may be done, without scripts.
#[tokio::test]
async fn a_page_without_scripts_leads_to_both_seats() {
    let app = start().await;
    let (ann, page) = (app.visitor(), app.page(0));
    let (accessible, companion) = (app.fixture.seat(0, 5), app.fixture.seat(0, 6));
    let chosen = format!("{page}?seat={companion}");
    let text = ann.get(&chosen).await.text;
    let said = ["동반인석", "시야 제한", "동반인석은 곁의 휠체어석과 함께", "휠체어석과 함께 선택 가능"];
    assert!(said.iter().all(|words| text.contains(words)), "{text}");
    assert!(!text.contains("action=\"/fn/hold_seat\""), "it is not offered alone");
    let both = format!("{accessible},{companion}");
    assert!(text.contains("action=\"/fn/hold_seats\"") && text.contains(&format!("value=\"{both}\"")));
    let from = app.url(&chosen);
    let headers =
        [("content-type", "application/x-www-form-urlencoded"), ("accept", "text/html"), ("referer", &*from)];
    let id = app.fixture.match_id;
    let alone = format!("match_id={id}&seat_id={companion}");
    let alone = ann.send(Method::POST, "/fn/hold_seat", &headers, &alone).await;
    assert!(alone.text.contains("동반인석은 바로 곁의 휠체어석과 함께 예매합니다"));
    let body = format!("match_id={id}&seat_ids={}", both.replace(',', "%2C"));
    let held = ann.send(Method::POST, "/fn/hold_seats", &headers, &body).await;
    assert!(held.status.is_success() && held.text.contains("2 / 6석"), "{}", held.text);
    // The accessible seat goes with its companion's, and may then be had alone, with an offer.
    let release = format!("match_id={id}&seat_id={companion}");
    ann.send(Method::POST, "/fn/release_seat", &headers, &release).await;
    let text = ann.get(&format!("{page}?seat={accessible}")).await.text;
    assert!(text.contains("1 / 6석") && text.contains("동반인석도 잡기"), "{text}");
    let english = app.page(0).replace("/ko/", "/en/");
    let text = ann.get(&format!("{english}?seat={companion}")).await.text;
    assert!(["Companion seat", "Restricted view"].iter().all(|words| text.contains(words)));
    app.stop().await;
}
