//! From seats on hold to tickets by forms and links alone, with play money.

use crate::support::{Answer, TestApp, Visitor};
use jari_core::{
    domain::{MatchInfo, SaleWindow, SeatId},
    ports::Clock,
};
use reqwest::{Client, Method, redirect::Policy};
use std::time::Duration;
use tokio::time::{Instant, sleep};

const FORM: (&str, &str) = ("content-type", "application/x-www-form-urlencoded");
const BUYER: &str = "name=%EA%B9%80%ED%95%98%EB%82%98&email=hana%40example.com&phone=010-1234-5678";

/// Somebody whose browser shows each answer, and follows nothing by itself.
fn browser(app: &TestApp) -> Visitor {
    let client = Client::builder().cookie_store(true).no_proxy().redirect(Policy::none()).build().unwrap();
    Visitor::with(client, format!("http://{}", app.address))
}

async fn send(by: &Visitor, path: &str, body: &str) -> Answer {
    by.send(Method::POST, path, &[FORM], body).await
}

fn led_to(answer: &Answer) -> String {
    assert_eq!(answer.status.as_u16(), 303, "{}", answer.text);
    answer.headers["location"].to_str().unwrap().to_owned()
}

/// The value of the first field of that name.
fn field(page: &str, name: &str) -> String {
    let rest = page.split(&format!("name=\"{name}\"")).nth(1).unwrap_or_else(|| panic!("{name} in {page}"));
    rest.split("value=\"").nth(1).and_then(|rest| rest.split('"').next()).unwrap().to_owned()
}

/// The form as it is filled in.
fn filled(page: &str, seats: &[SeatId], buyer: &str) -> String {
    let seats: String = seats.iter().map(|seat| format!("&seat={seat}")).collect();
    format!("key={}{seats}&{buyer}", field(page, "key"))
}

async fn play(by: &Visitor, pay_url: &str, outcome: &str) -> String {
    let form = format!("webhook=never&return=comes&gateway=up&outcome={outcome}");
    led_to(&send(by, path_of(pay_url), &form).await)
}

/// An address without its host.
fn path_of(url: &str) -> &str {
    url.strip_prefix("http://").map_or(url, |rest| &rest[rest.find('/').unwrap()..])
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn seats_become_tickets_by_forms_alone() {
    let app = TestApp::start().await;
    let ann = browser(&app);
    let seats = [app.fixture.seat(0, 1), app.fixture.seat(0, 2)];
    for seat in seats {
        ann.hold(app.fixture.match_id, seat).await;
    }
    let form = format!("/en/matches/{}/order", app.fixture.match_id);
    let page = ann.get(&form).await;
    assert_eq!(page.status.as_u16(), 200, "{}", page.text);
    assert!(page.text.contains("Your details") && page.text.contains("₩60,000"), "{}", page.text);
    assert!(!page.text.contains("<script") && page.headers["cache-control"] == "no-store");

    // What is wrong is told at its field, and nothing is lost.
    let wrong = send(&ann, &form, &filled(&page.text, &seats, "name=&email=hana&phone=010-1234-5678")).await;
    assert_eq!(wrong.status.as_u16(), 422);
    assert_eq!([field(&wrong.text, "email"), field(&wrong.text, "phone")], ["hana", "010-1234-5678"]);
    assert!(wrong.text.contains("Please fill this in.") && wrong.text.contains("like name@example.com"));
    assert!(wrong.text.contains("id=\"buyer-email-fault\""), "{}", wrong.text);

    // Sent twice it is one order.
    let body = filled(&wrong.text, &seats, BUYER);
    let pay_url = led_to(&send(&ann, &form, &body).await);
    assert_eq!(led_to(&send(&ann, &form, &body).await), pay_url);
    let back = play(&ann, &pay_url, "decline").await;
    let order = led_to(&ann.get(path_of(&back)).await);
    let declined = ann.get(&order).await.text;
    assert!(declined.contains("didn’t go through") && declined.contains("Pay ₩60,000"), "{declined}");

    let pay_url = led_to(&send(&ann, &format!("{order}/pay"), "").await);
    let waiting = ann.get(&order).await.text;
    assert!(waiting.contains("http-equiv=\"refresh\"") && waiting.contains("waiting for your payment"));
    let back = play(&ann, &pay_url, "pay").await;
    assert_eq!(led_to(&ann.get(path_of(&back)).await), order);
    let paid = ann.get(&order).await.text;
    assert!(paid.contains("Your tickets are ready") && paid.contains("김하나"), "{paid}");
    assert_eq!(paid.matches("class=\"ticket-code\"").count(), 2);
    assert_eq!(paid.matches("<svg").count(), 3, "two codes and the mark");
    let calendar = ann.get(&format!("{order}/calendar.ics")).await;
    assert!(calendar.text.starts_with("BEGIN:VCALENDAR"), "{}", calendar.text);
    // In Korean it is the same order.
    assert!(ann.get(&order.replacen("/en", "/ko", 1)).await.text.contains("티켓이 준비되었습니다"));

    let list = ann.get("/en/orders").await.text;
    assert!(list.contains(&format!("href=\"{}\"", order.replacen("/ko", "/en", 1))), "{list}");
    assert!(list.contains("Your tickets are ready") && list.contains("Seats: 2, ₩60,000"), "{list}");

    // Nobody else sees any of it.
    let bob = browser(&app);
    assert!(bob.get("/en/orders").await.text.contains("haven’t ordered anything"));
    for path in [order.clone(), format!("{order}/calendar.ics"), "/en/orders/1".to_owned()] {
        let answer = bob.get(&path).await;
        assert_eq!(answer.status.as_u16(), 404, "{path}");
        assert!(!answer.text.contains("김하나"), "{path}");
    }
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_cannot_be_ordered_is_said() {
    let app = TestApp::start().await;
    let (ann, bob) = (browser(&app), browser(&app));
    let form = format!("/ko/matches/{}/order", app.fixture.match_id);
    // Nothing is on hold.
    let page = ann.get(&form).await;
    assert!(page.text.contains("선택한 좌석이 없습니다"), "{}", page.text);
    // A seat that was let go meanwhile, and taken by another.
    let [seat, other] = [app.fixture.seat(0, 1), app.fixture.seat(0, 2)];
    ann.hold(app.fixture.match_id, seat).await;
    ann.hold(app.fixture.match_id, other).await;
    let page = ann.get(&form).await.text;
    ann.release(app.fixture.match_id, seat).await;
    bob.get("/ko").await;
    bob.hold(app.fixture.match_id, seat).await;
    let refused = send(&ann, &form, &filled(&page, &[seat, other], BUYER)).await;
    assert_eq!(refused.status.as_u16(), 403, "{}", refused.text);
    assert!(refused.text.contains("role=\"alert\""), "{}", refused.text);
    assert_eq!(field(&refused.text, "phone"), "010-1234-5678", "nothing is lost");
    assert_eq!(field(&refused.text, "seat"), other.to_string(), "what is left may be ordered");
    for body in ["", "key=1", "seat=1", "key=a&seat=x"] {
        assert_eq!(send(&ann, &form, body).await.status.as_u16(), 400, "{body}");
    }
    // What was ordered may be given up, and is anybody's.
    let pay_url = led_to(&send(&ann, &form, &filled(&refused.text, &[other], BUYER)).await);
    assert!(pay_url.starts_with("/sandbox/") || pay_url.contains("/sandbox/"), "{pay_url}");
    let page = ann.get(path_of(&pay_url)).await;
    assert_eq!(page.status.as_u16(), 200);
    let back = play(&ann, &pay_url, "give-up").await;
    let order = led_to(&ann.get(path_of(&back)).await);
    assert_eq!(led_to(&send(&ann, &format!("{order}/cancel"), "").await), order);
    assert!(ann.get(&order).await.text.contains("취소된 주문입니다"));
    let end = Instant::now() + Duration::from_secs(20);
    loop {
        let states = bob.seats(app.fixture.match_id, app.fixture.block(0)).await;
        let of = states.as_array().unwrap().iter().find(|state| state["id"] == other.0).unwrap().clone();
        if of["status"] == "AVAILABLE" {
            break;
        }
        assert!(Instant::now() < end, "{of}");
        sleep(Duration::from_millis(50)).await;
    }
    app.stop().await;
}

/// Whatever happens while somebody buys, each step ends in a page that says what is the case, and what to do.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_happens_meanwhile_is_said() {
    let app = TestApp::start().await;
    let (ann, fixture) = (browser(&app), &app.fixture);
    let (form, seat) = (format!("/en/matches/{}/order", fixture.match_id), fixture.seat(0, 1));

    // The holds run out while the form is filled in.
    ann.hold(fixture.match_id, seat).await;
    let page = ann.get(&form).await.text;
    app.clock.advance(fixture.config.allocation.policy().ttl_millis + 1_000);
    let late = send(&ann, &form, &filled(&page, &[seat], BUYER)).await;
    assert!(late.status.is_client_error(), "{}", late.text);
    assert!(late.text.contains("holding any seats") && late.text.contains("Choose seats"), "{}", late.text);
    let empty = ann.get(&form).await;
    assert!(empty.status.is_success() && empty.text.contains("holding any seats"), "{}", empty.text);

    // The sale closes in the middle: what is on hold is still sold.
    app.clock.advance(1);
    ann.hold(fixture.match_id, seat).await;
    let page = ann.get(&form).await.text;
    let info = fixture.store.catalogue.find_match(fixture.match_id).await.unwrap().unwrap();
    let sale = SaleWindow { closes_at: Some(app.clock.now()), ..info.sale };
    let closed = MatchInfo { sale, ..info.clone() };
    assert!(fixture.db.match_admin.update(&info, &closed).await.unwrap());
    let pay_url = led_to(&send(&ann, &form, &filled(&page, &[seat], BUYER)).await);
    // The time to pay runs out at the gateway's page: the order is over, and nothing is charged.
    app.clock.advance(fixture.config.orders.policy().pay_ttl_millis + 1_000);
    assert!(ann.get(path_of(&pay_url)).await.text.contains("The time to pay is over"));
    let orders = ann.get("/en/orders").await.text;
    let order = orders.split("href=\"/en/orders/").nth(1).and_then(|rest| rest.split('"').next()).unwrap();
    let order = format!("/en/orders/{order}");
    let end = Instant::now() + Duration::from_secs(20);
    let over = loop {
        let page = ann.get(&order).await.text;
        if page.contains("The time to pay ran out") {
            break page;
        }
        assert!(Instant::now() < end, "{page}");
        sleep(Duration::from_millis(50)).await;
    };
    assert!(over.contains("Choose seats") && !over.contains("/pay\""), "{over}");
    let pay = send(&ann, &format!("{order}/pay"), "").await;
    let told = ann.get(&led_to(&pay)).await;
    assert!(told.status.is_success() && told.text.contains("role=\"alert\""), "{}", told.text);
    app.stop().await;
}
