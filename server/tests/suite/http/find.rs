//! An order that was made in one browser, looked up in another.

use crate::support::{
    Answer, Fixture, Ground, ScriptedGateway, TestApp, Visitor,
    orders::{begin, ordered, service},
    run_in,
};
use jari_core::{
    domain::{CartId, Order, OrderState},
    services::OrderService,
};
use reqwest::{Client, Method, redirect::Policy};

const FORM: (&str, &str) = ("content-type", "application/x-www-form-urlencoded");

struct Stage {
    app: TestApp,
    service: OrderService,
    order: Order,
    _ground: Ground,
}

/// A server, and an order that somebody has paid: of 김하나, hana@example.com, 010-1234-5678.
async fn stage() -> Stage {
    let ground = Ground::sqlite();
    let mut fixture = Fixture::open(ground.config.clone()).await;
    let gateway = ScriptedGateway::new();
    fixture.gateways = Some(gateway.alone());
    let app = TestApp::serve(fixture, |store| store).await;
    let service = service(&app.fixture, &gateway);
    let order = ordered(&app.fixture, &service, "ann", "k", &[app.fixture.seat(0, 1)]).await;
    let page = begin(&service, "ann", &order.id).await.unwrap();
    gateway.pay(&page.payment_id);
    let order = service.returned(&order.id, &page.payment_id, &[]).await.unwrap();
    Stage { app, service, order, _ground: ground }
}

fn browser(app: &TestApp) -> Visitor {
    let client = Client::builder().cookie_store(true).no_proxy().redirect(Policy::none()).build().unwrap();
    Visitor::with(client, app.url(""))
}

async fn send(by: &Visitor, path: &str, body: &str) -> Answer {
    by.send(Method::POST, path, &[FORM], body).await
}

async fn look_up(by: &Visitor, code: &str, email: &str) -> Answer {
    let body = url::form_urlencoded::Serializer::new(String::new())
        .append_pair("code", code)
        .append_pair("email", email)
        .finish();
    send(by, "/en/orders/find", &body).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_knows_code_and_address_reads_the_order_from_then_on() {
    let stage = stage().await;
    let Stage { app, order, .. } = &stage;
    let path = format!("/en/orders/{}", order.id);
    let (left, right) = order.code.as_str().split_at(4);
    // Typed as people type.
    let typed = [
        (order.code.to_string(), "hana@example.com"),
        (format!(" {}-{} ", left.to_lowercase(), right), "Hana@Example.COM"),
        (format!("{left} {right}"), " hana@example.com "),
    ];
    for (code, email) in typed {
        let other = browser(app);
        let unknown = other.get(&path).await;
        assert_eq!(unknown.status, 404);
        assert!(unknown.text.contains("name=\"email\""), "it can be looked up right there: {}", unknown.text);
        assert_eq!(other.get(&format!("{path}/calendar.ics")).await.status, 404);
        let found = look_up(&other, &code, email).await;
        assert_eq!(found.status, 303, "{code} {email}: {}", found.text);
        assert_eq!(found.headers["location"], path);
        assert_eq!(found.headers["cache-control"], "no-store");
        let cookies: Vec<_> = found.headers.get_all("set-cookie").iter().collect();
        let cookie =
            cookies.iter().find(|cookie| cookie.to_str().unwrap().starts_with("jari_found_")).unwrap();
        assert!(cookie.to_str().unwrap().contains("; HttpOnly"), "{cookie:?}");
        let page = other.get(&path).await;
        assert_eq!(page.status, 200);
        assert!(page.text.contains("Your tickets are ready") && page.text.contains("class=\"ticket-code\""));
        assert!(other.get(&format!("{path}/calendar.ics")).await.text.starts_with("BEGIN:VCALENDAR"));
        // Other orders are others', and the list is of what was made here.
        assert_eq!(other.get("/en/orders/00000000000000000000000000000001").await.status, 404);
        assert!(other.get("/en/orders").await.text.contains("/en/orders/find"));
        // The routes for programs are for the session alone.
        assert_eq!(other.get(&format!("/api/orders/{}", order.id)).await.status, 404);
    }
    let filled = browser(app).get(&format!("/ko/orders/find?code={}&email=x%40y.z", order.code)).await.text;
    assert!(filled.contains(&format!("value=\"{}\"", order.code)) && !filled.contains("x@y.z"), "{filled}");
    let hostile = browser(app).get("/ko/orders/find?code=%22%3E%3Cscript%3E").await.text;
    assert!(!hostile.contains("<script"), "{hostile}");
    stage.app.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nobody_learns_what_was_wrong_and_guessing_is_bounded() {
    let stage = stage().await;
    let Stage { app, order, .. } = &stage;
    let other = browser(app);
    let page = |answer: &Answer, code: &str, email: &str| {
        // Whoever has written something sees it again, and that is all that differs.
        answer.text.replace(code, "CODE").replace(email, "EMAIL")
    };
    let wrong_code = if order.code.as_str() == "22222222" { "33333333" } else { "22222222" };
    let no_order = look_up(&other, wrong_code, "hana@example.com").await;
    let no_buyer = look_up(&other, order.code.as_str(), "dul@example.com").await;
    assert_eq!((no_order.status.as_u16(), no_buyer.status.as_u16()), (404, 404));
    assert_eq!(
        page(&no_order, wrong_code, "hana@example.com"),
        page(&no_buyer, order.code.as_str(), "dul@example.com")
    );
    for (code, email) in [("", ""), ("x", "hana@example.com"), (order.code.as_str(), "")] {
        let refused = look_up(&other, code, email).await;
        assert_eq!(refused.status, 404, "{code} {email}");
        let cookies = refused.headers.get_all("set-cookie").iter();
        assert!(!cookies.into_iter().any(|cookie| cookie.to_str().unwrap().contains("found")));
    }
    // Two tries were made with the code; three more are, by whomever, and then it is not told even if it is right.
    for _ in 0..3 {
        assert_eq!(look_up(&browser(app), order.code.as_str(), "dul@example.com").await.status, 404);
    }
    let late = look_up(&browser(app), order.code.as_str(), "hana@example.com").await;
    assert_eq!((late.status.as_u16(), &late.headers["retry-after"]), (429, &"60".parse().unwrap()));
    assert!(late.text.contains("too many times"), "{}", late.text);
    // Of another code it is.
    assert_eq!(look_up(&browser(app), "33333334", "hana@example.com").await.status, 404);
    stage.app.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_is_forgotten_is_found_by_nobody() {
    let stage = stage().await;
    let Stage { app, order, .. } = &stage;
    assert!(app.fixture.db.orders.forget(&order.code).await.unwrap());
    assert_eq!(look_up(&browser(app), order.code.as_str(), "hana@example.com").await.status, 404);
    assert_eq!(look_up(&browser(app), order.code.as_str(), "nobody@example.invalid").await.status, 404);
    stage.app.stop().await;
}

/// A mail with tickets may have been passed on: it has code and address in it, and not the phone.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn to_give_it_back_takes_the_phone_as_well() {
    let stage = stage().await;
    let Stage { app, order, service, .. } = &stage;
    // There is time until the match.
    let later = format!("UPDATE matches SET starts_at = {}", i64::from(i32::MAX) * 1_000);
    run_in(&app.config.database.url, &later).await;
    let (friend, path) = (browser(app), format!("/en/orders/{}", order.id));
    assert_eq!(look_up(&friend, order.code.as_str(), "hana@example.com").await.status, 303);
    let page = friend.get(&path).await.text;
    assert!(page.contains("name=\"phone\"") && page.contains("Cancel and refund"), "{page}");
    for body in ["", "phone=", "phone=010-0000-0000"] {
        let refused = send(&friend, &format!("{path}/cancel"), body).await;
        assert_eq!(refused.headers["location"], format!("{path}?error=PHONE_MISMATCH"), "{body}");
    }
    let told = friend.get(&format!("{path}?error=PHONE_MISMATCH")).await.text;
    assert!(told.contains("That isn’t the phone number"), "{told}");
    let ann = CartId::from_verified("ann");
    assert_eq!(service.order(&order.id, &ann).await.unwrap().state, OrderState::Paid);
    // Its owner knows it, however it is written.
    let done = send(&friend, &format!("{path}/cancel"), "phone=%2B82+10+1234+5678").await;
    assert_eq!(done.headers["location"], path);
    assert_eq!(service.order(&order.id, &ann).await.unwrap().state, OrderState::Cancelled);
    stage.app.stop().await;
}
