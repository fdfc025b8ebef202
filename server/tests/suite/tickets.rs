//! Tickets: what a gate makes of them.

use crate::support::{TestApp, Visitor, command};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use jari_core::domain::{MatchId, SeatId, TicketId, ticket::TicketClaim};
use reqwest::{Method, StatusCode, redirect::Policy};
use serde_json::{Value, json};
use server::config::Config;
use server::tickets::TicketKeys;
use std::fs;
use tempfile::TempDir;

/// OpenSSL, which knows nothing of us, verifies a ticket by the public key alone.
#[test]
fn a_gate_verifies_it_by_the_public_key_alone() {
    let keys = TicketKeys::new([[1; 32]]).unwrap();
    let claim = TicketClaim { ticket: TicketId::from_random(7), match_id: MatchId(1), seat_id: SeatId(2) };
    let folder = TempDir::new().unwrap();
    let [key, claim_file, signature] = ["key", "claim", "signature"].map(|name| folder.path().join(name));
    // What comes before the key in its ASN.1 form (RFC 8410).
    let prefix = [0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00];
    fs::write(&key, [&prefix[..], keys.public_keys().next().unwrap()].concat()).unwrap();
    let bytes = URL_SAFE_NO_PAD.decode(keys.sign(claim)).unwrap();
    let verifies = |bytes: &[u8]| {
        let (claim, signed) = bytes.split_at(TicketClaim::LENGTH);
        fs::write(&claim_file, claim).unwrap();
        fs::write(&signature, signed).unwrap();
        let mut openssl = command("openssl");
        openssl.args(["pkeyutl", "-verify", "-rawin", "-pubin", "-keyform", "DER", "-inkey"]).arg(&key);
        openssl.arg("-in").arg(&claim_file).arg("-sigfile").arg(&signature);
        openssl.output().unwrap().status.success()
    };
    assert!(verifies(&bytes));
    let mut other = bytes.clone();
    other[32] ^= 1;
    assert!(!verifies(&other));
}

/// What the settings of these tests give to gates.
const OPERATOR: &str = "gates-show-this-and-nobody-else-knows-it";

/// Somebody buys a seat, with play money; its ticket's token.
async fn bought(app: &TestApp, by: &Visitor) -> String {
    let seat = app.fixture.seat(0, 1);
    by.hold(app.fixture.match_id, seat).await;
    let buyer = json!({"name": "김하나", "email": "hana@example.com", "phone": "010-1234-5678"});
    let order = json!({"seats": [{"seatId": seat}], "buyer": buyer}).to_string();
    let headers = [("content-type", "application/json"), ("idempotency-key", "k")];
    let placed = by.send(Method::POST, &app.path("/orders"), &headers, &order).await.json();
    let order = placed["data"]["orderId"].as_str().unwrap().to_owned();
    let begun = by.post(&format!("/api/orders/{order}/payments")).await.json();
    let pay_url = begun["data"]["payUrl"].as_str().unwrap();
    let browser = reqwest::Client::builder().redirect(Policy::none()).no_proxy().build().unwrap();
    let form = "webhook=never&return=comes&gateway=up&outcome=pay";
    let paid = browser.post(pay_url).header("content-type", "application/x-www-form-urlencoded").body(form);
    let paid = paid.send().await.unwrap();
    assert_eq!(paid.status(), StatusCode::SEE_OTHER);
    let back = browser.get(paid.headers()["location"].to_str().unwrap()).send().await.unwrap();
    assert_eq!(back.status(), StatusCode::SEE_OTHER);
    let order = jari_core::domain::OrderId::from_stored(order);
    let (ticket, state) = app.fixture.db.tickets.of_order(&order).await.unwrap()[0].clone();
    let keys = server::http::session_keys(&app.config).unwrap();
    let claim = TicketClaim { ticket, match_id: state.match_id, seat_id: state.seat_id };
    TicketKeys::new(keys.ticket_seeds()).unwrap().sign(claim)
}

async fn shown(at: &Visitor, authorization: &str, body: &Value) -> (u16, Value) {
    let headers = [("content-type", "application/json"), ("authorization", authorization)];
    let headers = if authorization.is_empty() { &headers[..1] } else { &headers[..] };
    let answer = at.send(Method::POST, "/api/tickets/redeem", headers, &body.to_string()).await;
    (answer.status.as_u16(), answer.json())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_gate_lets_in_once_and_says_why_not() {
    let configure = |config: &mut Config| config.operator.operator_token = Some(OPERATOR.to_owned());
    let app = TestApp::start_with(configure, |store| store).await;
    let (ann, gate) = (app.visitor(), app.visitor());
    let token = bought(&app, &ann).await;
    let bearer = format!("Bearer {OPERATOR}");
    let body = json!({"token": token, "matchId": app.fixture.match_id, "gate": "Gate 3"});

    for wrong in ["", "Bearer", "Bearer x", OPERATOR, &format!("{bearer}x")] {
        let (status, answer) = shown(&gate, wrong, &body).await;
        assert_eq!((status, &answer["code"]), (401, &json!("OPERATOR_REQUIRED")), "{wrong}");
    }
    let other = json!({"token": token, "matchId": app.fixture.upcoming});
    assert_eq!(shown(&gate, &bearer, &other).await.1["code"], "TICKET_OTHER_MATCH");
    let mut forged = token.clone();
    forged.replace_range(40..41, if &token[40..41] == "A" { "B" } else { "A" });
    for wrong in ["", "x", &forged, &"A".repeat(130)] {
        let (status, answer) = shown(&gate, &bearer, &json!({ "token": wrong })).await;
        assert_eq!((status, &answer["code"]), (404, &json!("TICKET_NOT_FOUND")), "{wrong}");
    }
    for unreadable in
        [json!({}), json!({"token": token, "gate": "x".repeat(81)}), json!({"token": token, "a": 1})]
    {
        assert_eq!(shown(&gate, &bearer, &unreadable).await.1["code"], "INVALID_BODY");
    }

    let (status, entered) = shown(&gate, &bearer, &body).await;
    assert_eq!(status, 200, "{entered}");
    let data = &entered["data"];
    assert_eq!(data["seatId"], json!(app.fixture.seat(0, 1)));
    assert!(["area", "block", "row", "number"].iter().all(|name| data[name].is_string()), "{data}");
    let (status, used) = shown(&gate, &bearer, &body).await;
    assert_eq!((status, &used["code"], &used["gate"]), (409, &json!("TICKET_USED"), &json!("Gate 3")));
    assert_eq!(used["enteredAt"], data["enteredAt"]);
    app.stop().await;
}

#[tokio::test]
async fn nobody_is_let_in_where_there_are_no_operators() {
    let app = TestApp::start().await;
    for authorization in ["", "Bearer ", "Bearer"] {
        let (status, _) = shown(&app.visitor(), authorization, &json!({"token": "x"})).await;
        assert_eq!(status, 401);
    }
    let keys = app.visitor().get("/api/tickets/keys").await.json();
    let key = &keys["data"]["keys"][0];
    assert_eq!((&key["kty"], &key["crv"]), (&json!("OKP"), &json!("Ed25519")));
    assert_eq!(key["x"].as_str().map(str::len), Some(43));
    app.stop().await;
}
