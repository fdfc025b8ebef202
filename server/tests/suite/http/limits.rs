//! How many seats an order and a buyer may have, as programs and people are told.

use crate::support::{Answer, TestApp, Visitor};
use jari_core::domain::SeatId;
use reqwest::Method;
use serde_json::json;

async fn order(by: &Visitor, app: &TestApp, language: &str, seats: &[SeatId]) -> Answer {
    let seats: Vec<_> = seats.iter().map(|seat| json!({ "seatId": seat })).collect();
    let buyer = json!({"name": "김하나", "email": "hana@example.com", "phone": "010-1234-5678"});
    let headers =
        [("content-type", "application/json"), ("idempotency-key", "k"), ("accept-language", language)];
    let body = json!({"seats": seats, "buyer": buyer}).to_string();
    by.send(Method::POST, &app.path("/orders"), &headers, &body).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_wants_more_than_one_may_is_told_how_many() {
    let configure = |config: &mut server::config::Config| {
        config.orders.max_seats_per_buyer = 1;
        config.orders.max_seats_per_order = 2;
    };
    let app = TestApp::start_with(configure, |store| store).await;
    let (ann, match_id) = (app.visitor(), app.fixture.match_id);
    let seats = [0, 1, 2].map(|seat| app.fixture.seat(0, seat));
    for seat in seats {
        assert_eq!(ann.hold(match_id, seat).await.status, 201);
    }
    for (count, code, english, korean) in [
        (3, "ORDER_LIMIT", "Seats in one order: 2 at most.", "한 번에 2석까지"),
        (2, "BUYER_LIMIT", "Seats of this match for one buyer: 1 at most", "모두 합쳐 1석까지"),
    ] {
        for (language, said) in [("en", english), ("ko", korean)] {
            let refused = order(&ann, &app, language, &seats[..count]).await;
            assert_eq!(refused.code(), (409, code.to_owned()));
            assert!(refused.text.contains(said), "{}", refused.text);
            // And so is whoever sends the form, which is still filled in.
            let chosen: String = seats[..count].iter().map(|seat| format!("&seat={seat}")).collect();
            let form = format!("key=a1{chosen}&name=Hana&email=hana%40example.com&phone=010-1234-5678");
            let headers = [("content-type", "application/x-www-form-urlencoded")];
            let path = format!("/{language}/matches/{match_id}/order");
            let page = ann.send(Method::POST, &path, &headers, &form).await;
            assert_eq!(page.status, 409);
            assert!(
                page.text.contains(said) && page.text.contains("value=\"hana@example.com\""),
                "{}",
                page.text
            );
        }
    }
    assert_eq!(order(&ann, &app, "en", &seats[..1]).await.status, 201);
    app.stop().await;
}
