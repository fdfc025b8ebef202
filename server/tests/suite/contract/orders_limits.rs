use super::Subject;
use crate::support::{
    Fixture, ScriptedGateway,
    orders::{POLICY, begin, hold, parts, settle, wanted},
    text_of,
};
use jari_core::{
    domain::{Buyer, CartId, Order, OrderState, SeatId},
    services::{OrderError, OrderParts, OrderPolicy, OrderService, Wanted},
};
use std::sync::Arc;

const MOST: u32 = 3;

fn limited(fixture: &Fixture, gateway: &Arc<ScriptedGateway>) -> OrderService {
    let policy = OrderPolicy { most_of_order: Some(4), most_of_buyer: Some(MOST), ..POLICY };
    OrderService::new(OrderParts { policy, ..parts(fixture, gateway) })
}

/// Orders by a session of their own what they have put on hold.
async fn place(
    fixture: &Fixture,
    service: &OrderService,
    cart: &str,
    (email, phone): (&str, &str),
    seats: &[SeatId],
) -> Result<Order, OrderError> {
    let buyer = Buyer::read("김하나", email, phone).unwrap();
    let wanted = Wanted { buyer, ..wanted("k", seats) };
    service.place(fixture.match_id, &wanted, &CartId::from_verified(cart)).await
}

fn is_over(placed: &Result<Order, OrderError>) -> bool {
    matches!(placed, Err(OrderError::TooManySeatsOfBuyer(MOST)))
}

pub(crate) async fn a_buyer_has_so_many_seats_of_a_match_however_he_is_written(subject: Subject) {
    let Subject { fixture, ground } = subject;
    let gateway = ScriptedGateway::new();
    let service = limited(&fixture, &gateway);
    let seats: Vec<_> = (0..12).map(|seat| fixture.seat(0, seat)).collect();
    let hana = ("Hana@Example.com", "010-1234-5678");
    for (cart, of) in [("a", &seats[0..2]), ("b", &seats[2..4]), ("c", &seats[4..5]), ("d", &seats[5..10])] {
        hold(&fixture, cart, of).await;
    }
    let first = place(&fixture, &service, "a", hana, &seats[0..2]).await.unwrap();
    // Two more are one too many, by the same address, by the same phone, and by both.
    for other in [
        ("hana+2@example.com", "010-9999-0000"),
        ("someone@example.com", "+82 10 1234 5678"),
        ("hana@example.com", "01012345678"),
    ] {
        assert!(is_over(&place(&fixture, &service, "b", other, &seats[2..4]).await), "{other:?}");
    }
    // What was refused has left nothing behind: neither an order, nor what it would have counted.
    let url = &ground.config.database.url;
    let orders = "SELECT CAST(count(*) AS TEXT) FROM orders WHERE idempotency_key IS NOT NULL";
    assert_eq!(text_of(url, orders).await, "1");
    // One fits; repeating it is no other one, and whoever is somebody else has seats of their own.
    let third =
        place(&fixture, &service, "c", ("hana@example.com", "010-0000-0001"), &seats[4..5]).await.unwrap();
    let again =
        place(&fixture, &service, "c", ("hana@example.com", "010-0000-0001"), &seats[4..5]).await.unwrap();
    assert_eq!(again.id, third.id);
    let other = ("dul@example.com", "010-2222-2222");
    place(&fixture, &service, "b", other, &seats[2..4]).await.unwrap();
    let many = place(&fixture, &service, "d", ("net@example.com", "010-4444-4444"), &seats[5..10]).await;
    assert!(matches!(many, Err(OrderError::TooManySeatsOfOrder(4))), "{many:?}");
    // What is paid counts, and what is given back or has run out does not.
    let page = begin(&service, "a", &first.id).await.unwrap();
    gateway.pay(&page.payment_id);
    service.returned(&first.id, &page.payment_id, &[]).await.unwrap();
    assert!(is_over(&place(&fixture, &service, "d", hana, &seats[5..6]).await));
    service.cancel(&first.id, &CartId::from_verified("a")).await.unwrap();
    let after = place(&fixture, &service, "d", hana, &seats[5..7]).await.unwrap();
    settle(&fixture, &service, &[after.id.clone(), third.id]).await;
    let ended = fixture.store.orders.find(&after.id).await.unwrap().unwrap();
    assert_eq!(ended.state, OrderState::Expired);
    hold(&fixture, "e", &seats[0..3]).await;
    place(&fixture, &service, "e", hana, &seats[0..3]).await.unwrap();
    // Nothing is left of whoever is forgotten.
    fixture.store.orders.forget(&first.code).await.unwrap();
    let kept = format!("SELECT CAST(count(*) AS TEXT) FROM order_buyers WHERE order_id = '{}'", first.id);
    assert_eq!(text_of(url, &kept).await, "0");
}

pub(crate) async fn many_orders_of_one_buyer_at_once_stay_within_the_limit(subject: Subject) {
    let Subject { fixture, ground: _ground } = subject;
    let mut config = fixture.config.clone();
    config.database.timeout_ms = 20_000;
    let gateway = ScriptedGateway::new();
    let other = fixture.join().await;
    let services = [limited(&fixture, &gateway), limited(&other, &gateway)];
    let seats: Vec<_> = (0..16).map(|seat| fixture.seat(0, seat)).collect();
    for (n, seat) in seats.iter().enumerate() {
        hold(&fixture, &format!("cart {n}"), &[*seat]).await;
    }
    // Each by another session, at one of two instances; the address is the same, or the phone.
    let placing = seats.iter().enumerate().map(|(n, seat)| {
        let (service, seat, match_id) = (services[n % 2].clone(), *seat, fixture.match_id);
        let email = if n % 3 == 0 { format!("hana+{n}@example.com") } else { "hana@example.com".to_owned() };
        let buyer = Buyer::read("김하나", &email, "010-1234-5678").unwrap();
        let wanted = Wanted { buyer, ..wanted("k", &[seat]) };
        let cart = CartId::from_verified(format!("cart {n}"));
        tokio::spawn(async move { service.place(match_id, &wanted, &cart).await })
    });
    let mut placed = 0;
    for order in placing.collect::<Vec<_>>() {
        match order.await.unwrap() {
            Ok(_) => placed += 1,
            Err(OrderError::TooManySeatsOfBuyer(MOST)) => {}
            Err(error) => panic!("{error}"),
        }
    }
    assert_eq!(placed, MOST);
}
