use super::Subject;
use crate::support::{
    ScriptedGateway, Way,
    orders::{CANCEL_UNTIL, PAY_TTL, begin, hold, ordered, service, settle, status_of, wanted},
    run_in, text_of,
};
use jari_core::{
    domain::{
        Buyer, CartId, Command, Language, Money, OrderCode, OrderState, PaymentId, PaymentState, Refusal,
        SeatId, SeatStatus, command::PaidOrder, payment::ChargeState,
    },
    ports::{AllocationError, Clock, PaymentGateway, WebhookRequest},
    services::{OrderError, WebhookError},
};

const PRICE: i64 = 30_000;

fn why<T: std::fmt::Debug>(result: Result<T, OrderError>) -> Refusal {
    match result {
        Err(OrderError::Refused(refused)) => refused.why,
        other => panic!("a refusal, not {other:?}"),
    }
}

pub(super) async fn an_order_has_its_seats_and_is_paid(Subject { fixture, ground }: Subject) {
    let gateway = ScriptedGateway::new();
    let service = service(&fixture, &gateway);
    let seats = [fixture.seat(0, 1), fixture.seat(1, 0)];
    let order = ordered(&fixture, &service, "ann", "k", &seats).await;
    assert_eq!((order.state, order.money.amount), (OrderState::Pending, 2 * PRICE));
    assert_eq!(
        order.items.iter().map(|item| (item.seat_id, item.amount)).collect::<Vec<_>>(),
        seats.map(|seat| (seat, PRICE))
    );
    assert_eq!(order.reserved_until, fixture.clock.now() + PAY_TTL);
    assert!(order.reserved_at.is_some());
    for seat in seats {
        assert_eq!(status_of(&fixture, seat).await, SeatStatus::Reserved);
    }
    assert_eq!(fixture.db.ledger.sold(fixture.match_id).await.unwrap(), []);

    let page = begin(&service, "ann", &order.id).await.unwrap();
    // Pressed twice it is the same.
    assert_eq!(begin(&service, "ann", &order.id).await.unwrap(), page);
    let [request] = &gateway.begun()[..] else { panic!("it was begun once") };
    assert_eq!((request.money, &request.title[..]), (order.money, "on sale"));
    assert_eq!(request.return_url, format!("https://jari.example/{}", page.payment_id));
    assert_eq!(request.pay_until, order.reserved_until);

    // The buyer comes back before he has paid: nothing follows from that.
    let back = service.returned(&order.id, &page.payment_id, &[]).await.unwrap();
    assert_eq!((back.state, back.payments[0].state), (OrderState::Pending, PaymentState::Processing));
    assert!(gateway.pay(&page.payment_id));
    let paid = service.returned(&order.id, &page.payment_id, &[]).await.unwrap();
    assert_eq!((paid.state, paid.payments[0].state), (OrderState::Paid, PaymentState::Captured));
    assert_eq!(paid.payments[0].gateway_id, Some(format!("g-{}", page.payment_id)));
    assert_eq!(paid.due_at(), None);
    for seat in seats {
        assert_eq!(status_of(&fixture, seat).await, SeatStatus::Occupied);
    }
    let sold = fixture.db.ledger.sold(fixture.match_id).await.unwrap();
    assert_eq!(
        sold.iter().map(|sale| (sale.seat_id, &sale.order)).collect::<Vec<_>>(),
        seats.map(|seat| (seat, &order.id))
    );
    let tickets = format!(
        "SELECT CAST(count(DISTINCT t.seat_id) AS TEXT) FROM tickets AS t JOIN order_lines AS l ON l.order_id = t.order_id AND l.seat_id = t.seat_id
         WHERE t.order_id = '{}' AND t.valid AND l.valid",
        order.id
    );
    assert_eq!(text_of(&ground.config.database.url, &tickets).await, "2");
    let books = service.books(fixture.match_id).await.unwrap();
    assert!(books.balance());
    assert_eq!((books.sold, books.charged, books.refunded), (2 * PRICE, 2 * PRICE, 0));
    // It is not paid again.
    let cart = CartId::from_verified("ann");
    assert!(matches!(begin(&service, "ann", &order.id).await, Err(OrderError::AlreadyPaid)));
    settle(&fixture, &service, std::slice::from_ref(&order.id)).await;
    assert_eq!(service.order(&order.id, &cart).await.unwrap().state, OrderState::Paid);
}

pub(super) async fn the_same_key_makes_one_order(Subject { fixture, ground: _ground }: Subject) {
    let gateway = ScriptedGateway::new();
    let service = service(&fixture, &gateway);
    let (ann, id) = (CartId::from_verified("ann"), fixture.match_id);
    let seats = [fixture.seat(0, 1), fixture.seat(0, 2)];
    let order = ordered(&fixture, &service, "ann", "k", &seats).await;
    let reversed = [seats[1], seats[0]];
    assert_eq!(service.place(id, &wanted("k", &reversed), &ann).await.unwrap(), order);
    // With something else in it, it is no repetition.
    let other = service.place(id, &wanted("k", &seats[..1]), &ann).await;
    assert!(matches!(other, Err(OrderError::KeyReused)));
    let buyer = Buyer::read("김둘", "hana@example.com", "010-1234-5678").unwrap();
    let other = service.place(id, &jari_core::services::Wanted { buyer, ..wanted("k", &seats) }, &ann).await;
    assert!(matches!(other, Err(OrderError::KeyReused)));
    // What is reserved is not on hold any more.
    assert_eq!(why(service.place(id, &wanted("l", &seats), &ann).await), Refusal::SeatReserved);
    // Another cart's keys are its own.
    let bobs = ordered(&fixture, &service, "bob", "k", &[fixture.seat(1, 1)]).await;
    assert_ne!((bobs.id, bobs.code), (order.id, order.code));
}

pub(super) async fn what_cannot_be_reserved_is_refused_as_a_whole(
    Subject { fixture, ground: _ground }: Subject,
) {
    let gateway = ScriptedGateway::new();
    let service = service(&fixture, &gateway);
    let (ann, id) = (CartId::from_verified("ann"), fixture.match_id);
    let seats = [fixture.seat(0, 1), fixture.seat(0, 2), fixture.seat(1, 0)];
    hold(&fixture, "ann", &seats[..1]).await;
    hold(&fixture, "bob", &seats[1..2]).await;
    match service.place(id, &wanted("k", &seats), &ann).await {
        Err(OrderError::Refused(refused)) => {
            assert_eq!((refused.why, &refused.seats[..]), (Refusal::NotHolder, &seats[1..]));
        }
        other => panic!("a refusal, not {other:?}"),
    }
    assert_eq!(status_of(&fixture, seats[0]).await, SeatStatus::Hold);
    assert_eq!(status_of(&fixture, seats[2]).await, SeatStatus::Available);
    // That order is over, and its key with it; another may be made.
    assert_eq!(why(service.place(id, &wanted("k", &seats), &ann).await), Refusal::OrderEnded);
    service.place(id, &wanted("l", &seats[..1]), &ann).await.unwrap();
    // Neither of a seat that is not there, nor when the hold is over.
    let missing = service.place(id, &wanted("m", &[jari_core::domain::SeatId(9_999_999)]), &ann).await;
    assert_eq!(why(missing), Refusal::SeatNotFound);
    hold(&fixture, "ann", &seats[2..]).await;
    fixture.clock.advance(60_000);
    assert_eq!(why(service.place(id, &wanted("n", &seats[2..]), &ann).await), Refusal::SeatNotHeld);
}

pub(super) async fn an_order_that_is_not_paid_ends_and_its_seats_are_free(
    Subject { fixture, ground: _ground }: Subject,
) {
    let gateway = ScriptedGateway::new();
    let service = service(&fixture, &gateway);
    let seats = [fixture.seat(0, 1), fixture.seat(1, 0)];
    let order = ordered(&fixture, &service, "ann", "k", &seats).await;
    let given_up = ordered(&fixture, &service, "bob", "k", &[fixture.seat(2, 0)]).await;
    service.cancel(&given_up.id, &CartId::from_verified("bob")).await.unwrap();
    assert_eq!(service.claim(1_000, 10).await.unwrap(), std::slice::from_ref(&given_up.id));
    service.attend(&given_up.id).await.unwrap();
    assert_eq!(status_of(&fixture, fixture.seat(2, 0)).await, SeatStatus::Available);
    fixture.clock.advance(PAY_TTL - 1);
    assert_eq!(service.claim(1_000, 10).await.unwrap(), []);
    fixture.clock.advance(1);
    assert_eq!(service.claim(1_000, 10).await.unwrap(), std::slice::from_ref(&order.id));
    // Whoever has claimed it has it to himself until then, and then anybody has.
    assert_eq!(service.claim(1_000, 10).await.unwrap(), []);
    fixture.clock.advance(1_000);
    assert_eq!(service.claim(1_000, 10).await.unwrap(), std::slice::from_ref(&order.id));
    service.attend(&order.id).await.unwrap();
    let ended = fixture.store.orders.find(&order.id).await.unwrap().unwrap();
    assert_eq!((ended.state, ended.due_at()), (OrderState::Expired, None));
    for seat in seats {
        assert_eq!(status_of(&fixture, seat).await, SeatStatus::Available);
    }
    assert_eq!(service.claim(1_000, 10).await.unwrap(), []);
    assert_eq!(why(begin(&service, "ann", &order.id).await), Refusal::OrderEnded);
    // They are anybody's.
    ordered(&fixture, &service, "bob", "l", &seats).await;
}

pub(super) async fn nobody_but_the_orders_end_frees_what_is_reserved(
    Subject { fixture, ground: _ground }: Subject,
) {
    let gateway = ScriptedGateway::new();
    let service = service(&fixture, &gateway);
    let seat = fixture.seat(0, 1);
    let order = ordered(&fixture, &service, "ann", "k", &[seat]).await;
    for millis in [10_000, 40_000, 400_000, 700_000] {
        fixture.clock.advance(millis);
        for _ in 0..3 {
            assert_eq!(fixture.store.allocations.expire(fixture.clock.now(), 100).await.unwrap(), []);
        }
        assert_eq!(status_of(&fixture, seat).await, SeatStatus::Reserved);
        let (place, bob) = ((fixture.block(0), seat), CartId::from_verified("bob"));
        let now = fixture.clock.now();
        let hold = Command::hold(fixture.match_id, [place], &bob, now, super::allocation::POLICY);
        let again = fixture.store.allocations.change(&hold).await;
        assert_eq!(super::allocation::refusal(again), Refusal::SeatTaken);
    }
    settle(&fixture, &service, std::slice::from_ref(&order.id)).await;
    assert_eq!(status_of(&fixture, seat).await, SeatStatus::Available);
    assert_eq!(fixture.store.allocations.expire(fixture.clock.now() + 100_000, 100).await.unwrap(), []);
}

pub(super) async fn time_does_not_run_out_under_a_payment(Subject { fixture, ground: _ground }: Subject) {
    let gateway = ScriptedGateway::new();
    let service = service(&fixture, &gateway);
    let seat = fixture.seat(0, 1);
    let order = ordered(&fixture, &service, "ann", "k", &[seat]).await;
    let page = begin(&service, "ann", &order.id).await.unwrap();
    fixture.clock.advance(PAY_TTL);
    // The gateway does not answer whether it could be closed: nobody is given the seats.
    gateway.script([Way::Unheard, Way::Unheard]);
    for _ in 0..2 {
        assert_eq!(service.claim(1_000, 10).await.unwrap().len(), 1);
        service.attend(&order.id).await.unwrap();
        let waiting = fixture.store.orders.find(&order.id).await.unwrap().unwrap();
        assert_eq!((waiting.state, waiting.payments[0].state), (OrderState::Pending, PaymentState::Unknown));
        assert_eq!(status_of(&fixture, seat).await, SeatStatus::Reserved);
        fixture.clock.advance(60_000);
    }
    // The buyer was faster than the closing.
    gateway.pay(&page.payment_id);
    settle(&fixture, &service, std::slice::from_ref(&order.id)).await;
    assert_eq!(status_of(&fixture, seat).await, SeatStatus::Occupied);
    // And where nobody pays it is closed, so that nobody can any more, and then the order ends.
    let other = ordered(&fixture, &service, "ann", "l", &[fixture.seat(1, 0)]).await;
    let page = begin(&service, "ann", &other.id).await.unwrap();
    fixture.clock.advance(PAY_TTL);
    settle(&fixture, &service, std::slice::from_ref(&other.id)).await;
    assert!(!gateway.pay(&page.payment_id));
    let ended = fixture.store.orders.find(&other.id).await.unwrap().unwrap();
    assert_eq!((ended.state, ended.payments[0].state), (OrderState::Expired, PaymentState::Declined));
    assert_eq!(status_of(&fixture, fixture.seat(1, 0)).await, SeatStatus::Available);
}

pub(super) async fn an_answer_that_did_not_come_is_unknown_and_asked_again(
    Subject { fixture, ground: _ground }: Subject,
) {
    let gateway = ScriptedGateway::new();
    let service = service(&fixture, &gateway);
    for (n, way) in [Way::AnswerLost, Way::Unheard, Way::Silent].into_iter().enumerate() {
        let seat = fixture.seat(0, n);
        let order = ordered(&fixture, &service, "ann", &n.to_string(), &[seat]).await;
        gateway.script([way]);
        assert!(matches!(begin(&service, "ann", &order.id).await, Err(OrderError::GatewaySilent)));
        let unknown = fixture.store.orders.find(&order.id).await.unwrap().unwrap();
        assert_eq!(unknown.payments[0].state, PaymentState::Unknown);
        // Asked again it is the same payment, and no second charge.
        let page = begin(&service, "ann", &order.id).await.unwrap();
        assert_eq!(page.payment_id, unknown.payments[0].id);
        assert_eq!(gateway.open(), 1);
        gateway.pay(&page.payment_id);
        // It was charged, and nobody hears of it at first.
        gateway.script([way, way, way]);
        let back = service.returned(&order.id, &page.payment_id, &[]).await.unwrap();
        assert_eq!((back.state, back.payments[0].state), (OrderState::Pending, PaymentState::Unknown));
        settle(&fixture, &service, std::slice::from_ref(&order.id)).await;
        assert_eq!(status_of(&fixture, seat).await, SeatStatus::Occupied);
    }
    assert_eq!(gateway.till(), (3 * PRICE, 0));
    assert!(service.books(fixture.match_id).await.unwrap().balance());
}

pub(super) async fn what_is_declined_may_be_tried_again(Subject { fixture, ground: _ground }: Subject) {
    let gateway = ScriptedGateway::new();
    let service = service(&fixture, &gateway);
    let order = ordered(&fixture, &service, "ann", "k", &[fixture.seat(0, 1)]).await;
    gateway.script([Way::Refused]);
    assert!(matches!(begin(&service, "ann", &order.id).await, Err(OrderError::Declined)));
    let first = begin(&service, "ann", &order.id).await.unwrap();
    gateway.decline(&first.payment_id);
    let back = service.returned(&order.id, &first.payment_id, &[]).await.unwrap();
    let declined = back.payment(&first.payment_id).unwrap();
    assert_eq!((back.state, declined.state), (OrderState::Pending, PaymentState::Declined));
    assert_eq!(declined.reason.as_deref(), Some("no funds"));
    let second = begin(&service, "ann", &order.id).await.unwrap();
    assert_ne!(first.payment_id, second.payment_id);
    gateway.pay(&second.payment_id);
    let paid = service.returned(&order.id, &second.payment_id, &[]).await.unwrap();
    assert_eq!(paid.state, OrderState::Paid);
    // Not for ever.
    let order = ordered(&fixture, &service, "ann", "l", &[fixture.seat(0, 2)]).await;
    gateway.script([Way::Refused; 20]);
    for _ in 0..20 {
        assert!(matches!(begin(&service, "ann", &order.id).await, Err(OrderError::Declined)));
    }
    assert!(matches!(begin(&service, "ann", &order.id).await, Err(OrderError::TooManyPayments)));
}

pub(super) async fn money_in_vain_goes_back(Subject { fixture, ground: _ground }: Subject) {
    let gateway = ScriptedGateway::new();
    let service = service(&fixture, &gateway);
    let signed = [("x-signature".to_owned(), "good".to_owned())];
    // Another amount, and another currency.
    let usd = Money { amount: PRICE, currency: "USD".parse().unwrap() };
    let wrong = [Money { amount: PRICE - 1, ..Money { amount: 0, currency: Default::default() } }, usd];
    for (n, money) in wrong.into_iter().enumerate() {
        let order = ordered(&fixture, &service, "ann", &n.to_string(), &[fixture.seat(0, n)]).await;
        let page = begin(&service, "ann", &order.id).await.unwrap();
        gateway.take(&page.payment_id, money);
        let back = service.returned(&order.id, &page.payment_id, &[]).await.unwrap();
        assert_eq!((back.state, back.payments[0].state), (OrderState::Pending, PaymentState::Refunding));
        assert!(service.books(fixture.match_id).await.unwrap().balance());
        gateway.script([Way::AnswerLost, Way::Unheard, Way::Refused]);
        settle(&fixture, &service, std::slice::from_ref(&order.id)).await;
        assert_eq!(gateway.charge(&page.payment_id), Some(ChargeState::Refunded));
        let ended = fixture.store.orders.find(&order.id).await.unwrap().unwrap();
        assert_eq!((ended.state, ended.payments[0].state), (OrderState::Expired, PaymentState::Refunded));
    }
    // A charge that was declined, and is captured after all when another has the seats.
    let seat = fixture.seat(1, 0);
    let order = ordered(&fixture, &service, "ann", "late", &[seat]).await;
    let page = begin(&service, "ann", &order.id).await.unwrap();
    gateway.decline(&page.payment_id);
    fixture.clock.advance(PAY_TTL);
    settle(&fixture, &service, std::slice::from_ref(&order.id)).await;
    let bobs = ordered(&fixture, &service, "bob", "k", &[seat]).await;
    gateway.take(&page.payment_id, order.money);
    let body = format!("payment:{}", page.payment_id);
    let webhook = WebhookRequest { headers: &signed, body: body.as_bytes(), now: fixture.clock.now() };
    service.webhook(ScriptedGateway::NAME, &webhook).await.unwrap();
    let claimed = service.claim(1_000, 10).await.unwrap();
    assert_eq!(claimed, std::slice::from_ref(&order.id));
    service.attend(&order.id).await.unwrap();
    assert_eq!(gateway.charge(&page.payment_id), Some(ChargeState::Refunded));
    assert_eq!(status_of(&fixture, seat).await, SeatStatus::Reserved);
    assert_eq!(fixture.store.orders.find(&bobs.id).await.unwrap().unwrap().state, OrderState::Pending);
    // Both of two payments of one order: the second goes back.
    let order = ordered(&fixture, &service, "ann", "twice", &[fixture.seat(1, 1)]).await;
    let first = begin(&service, "ann", &order.id).await.unwrap();
    gateway.decline(&first.payment_id);
    service.returned(&order.id, &first.payment_id, &[]).await.unwrap();
    let second = begin(&service, "ann", &order.id).await.unwrap();
    gateway.pay(&second.payment_id);
    service.returned(&order.id, &second.payment_id, &[]).await.unwrap();
    gateway.take(&first.payment_id, order.money);
    let body = format!("gateway:g-{}", first.payment_id);
    let webhook = WebhookRequest { headers: &signed, body: body.as_bytes(), now: fixture.clock.now() };
    service.webhook(ScriptedGateway::NAME, &webhook).await.unwrap();
    settle(&fixture, &service, &[order.id.clone(), bobs.id]).await;
    assert_eq!(gateway.charge(&first.payment_id), Some(ChargeState::Refunded));
    assert!(matches!(gateway.charge(&second.payment_id), Some(ChargeState::Captured(_))));
    assert_eq!(status_of(&fixture, fixture.seat(1, 1)).await, SeatStatus::Occupied);
    let books = service.books(fixture.match_id).await.unwrap();
    assert!(books.balance() && books.awaiting == 0 && books.sold == PRICE, "{books:?}");
}

pub(super) async fn an_order_is_its_carts_alone(Subject { fixture, ground: _ground }: Subject) {
    let gateway = ScriptedGateway::new();
    let service = service(&fixture, &gateway);
    let order = ordered(&fixture, &service, "ann", "k", &[fixture.seat(0, 1)]).await;
    let (ann, bob) = (CartId::from_verified("ann"), CartId::from_verified("bob"));
    assert!(matches!(service.order(&order.id, &bob).await, Err(OrderError::NotFound)));
    assert!(matches!(service.buyer(&order.id, &bob).await, Err(OrderError::NotFound)));
    assert!(matches!(service.cancel(&order.id, &bob).await, Err(OrderError::NotFound)));
    assert!(matches!(begin(&service, "bob", &order.id).await, Err(OrderError::NotFound)));
    let none = jari_core::domain::OrderId::from_random(7);
    assert!(matches!(service.order(&none, &ann).await, Err(OrderError::NotFound)));
    let nobodys = PaymentId::from_random(7);
    assert!(matches!(service.returned(&order.id, &nobodys, &[]).await, Err(OrderError::NotFound)));
    assert_eq!(service.buyer(&order.id, &ann).await.unwrap(), Some(crate::support::orders::buyer()));
    assert_eq!(service.order(&order.id, &ann).await.unwrap().language, Language::Ko);
}

pub(super) async fn webhooks_are_verified_and_only_make_us_ask(
    Subject { fixture, ground: _ground }: Subject,
) {
    let gateway = ScriptedGateway::new();
    let service = service(&fixture, &gateway);
    let order = ordered(&fixture, &service, "ann", "k", &[fixture.seat(0, 1)]).await;
    let page = begin(&service, "ann", &order.id).await.unwrap();
    let good = [("x-signature".to_owned(), "good".to_owned())];
    let bad = [("x-signature".to_owned(), "bad".to_owned())];
    let now = fixture.clock.now();
    let name = gateway.name();
    let ids = ["payment:", "gateway:g-"].map(|prefix| format!("{prefix}{}", page.payment_id));
    let told = async |headers: &[(String, String)], body: &str, name: &str| {
        service.webhook(name, &WebhookRequest { headers, body: body.as_bytes(), now }).await
    };
    assert!(matches!(told(&bad, &ids[0], name).await, Err(WebhookError::Rejected(_))));
    assert!(matches!(told(&good, "what", name).await, Err(WebhookError::Rejected(_))));
    assert!(matches!(told(&good, &ids[0], "none").await, Err(WebhookError::GatewayNotFound)));
    for body in ["nothing:", "payment:none", "gateway:none"] {
        told(&good, body, name).await.unwrap();
    }
    assert_eq!(service.claim(1_000, 10).await.unwrap(), []);
    // That it says so changes nothing: the gateway has not been paid.
    for body in ids.iter().chain(&ids) {
        told(&good, body, name).await.unwrap();
        assert_eq!(service.claim(0, 10).await.unwrap().len(), 1);
        service.attend(&order.id).await.unwrap();
        assert_eq!(fixture.store.orders.find(&order.id).await.unwrap().unwrap().state, OrderState::Pending);
    }
    gateway.pay(&page.payment_id);
    for body in ids.iter().chain(&ids) {
        told(&good, body, name).await.unwrap();
        service.attend(&order.id).await.unwrap();
        assert_eq!(fixture.store.orders.find(&order.id).await.unwrap().unwrap().state, OrderState::Paid);
    }
    assert_eq!(gateway.till(), (PRICE, 0));
    // That it was paid is known by now, and nobody asks because he is told again. Whatever else is told may be news.
    let read = async || fixture.store.orders.find(&order.id).await.unwrap().unwrap();
    let before = read().await;
    told(&good, &format!("captured:{}", page.payment_id), name).await.unwrap();
    assert_eq!(read().await, before);
    told(&good, &ids[0], name).await.unwrap();
    assert_ne!(read().await, before);
}

pub(super) async fn a_reservation_that_comes_late_is_refused(Subject { fixture, ground: _ground }: Subject) {
    let gateway = ScriptedGateway::new();
    let service = service(&fixture, &gateway);
    let (seat, ann) = (fixture.seat(0, 1), CartId::from_verified("ann"));
    let order = ordered(&fixture, &service, "ann", "k", &[seat]).await;
    service.cancel(&order.id, &ann).await.unwrap();
    settle(&fixture, &service, std::slice::from_ref(&order.id)).await;
    // The cart has it again when the order's own command arrives, which was under way all the time.
    hold(&fixture, "ann", &[seat]).await;
    let late = Command::place_order(fixture.match_id, order.places(), &ann, &order.id, fixture.clock.now());
    match fixture.store.allocations.change(&late).await {
        Err(AllocationError::Refused(refused)) => assert_eq!(refused.why, Refusal::OrderEnded),
        other => panic!("a refusal, not {other:?}"),
    }
    assert_ne!(status_of(&fixture, seat).await, SeatStatus::Reserved);
}

pub(super) async fn what_has_changed_since_it_was_read_is_not_sold(
    Subject { fixture, ground: _ground }: Subject,
) {
    let gateway = ScriptedGateway::new();
    let service = service(&fixture, &gateway);
    let (seat, ann) = (fixture.seat(0, 1), CartId::from_verified("ann"));
    let order = ordered(&fixture, &service, "ann", "k", &[seat]).await;
    let page = begin(&service, "ann", &order.id).await.unwrap();
    let read = service.order(&order.id, &ann).await.unwrap();
    let pay = async |version, payment: &PaymentId| {
        let (payment, cart) = (payment.clone(), ann.clone());
        let paid = PaidOrder { order: order.id.clone(), version, cart, payment, gateway_id: None };
        let pay = Command::pay(fixture.match_id, order.places(), paid, fixture.clock.now());
        fixture.store.allocations.change(&pay).await
    };
    let ended = |result| assert_eq!(super::allocation::refusal(result), Refusal::OrderEnded);
    ended(pay(read.version - 1, &page.payment_id).await);
    // Nor is it paid by what is no payment of its own.
    assert!(matches!(pay(read.version, &PaymentId::from_random(7)).await, Err(AllocationError::Store(_))));
    // It is over, and its seats are not given back yet.
    let over = service.cancel(&order.id, &ann).await.unwrap();
    assert_eq!(status_of(&fixture, seat).await, SeatStatus::Reserved);
    for version in [read.version, over.version, over.version + 1] {
        ended(pay(version, &page.payment_id).await);
    }
    assert_eq!(status_of(&fixture, seat).await, SeatStatus::Reserved);
    assert_eq!(fixture.db.ledger.sold(fixture.match_id).await.unwrap(), []);
    // Whatever was stored by two at the same time, one of them has not read it.
    assert!(!fixture.store.orders.save(&read).await.unwrap());
    assert!(!fixture.store.orders.save(&over).await.unwrap());
    settle(&fixture, &service, std::slice::from_ref(&order.id)).await;
    assert_eq!(status_of(&fixture, seat).await, SeatStatus::Available);
}

pub(super) async fn a_paid_order_is_cancelled_by_rule(Subject { fixture, ground }: Subject) {
    let gateway = ScriptedGateway::new();
    let service = service(&fixture, &gateway);
    let ann = CartId::from_verified("ann");
    let buy = async |key: &str, seats: &[SeatId]| {
        let order = ordered(&fixture, &service, "ann", key, seats).await;
        let page = begin(&service, "ann", &order.id).await.unwrap();
        gateway.pay(&page.payment_id);
        service.returned(&order.id, &page.payment_id, &[]).await.unwrap();
        (order.id, page.payment_id)
    };
    let seats = [fixture.seat(0, 1), fixture.seat(1, 0)];
    let (order, payment) = buy("a", &seats).await;
    let cancelled = service.cancel(&order, &ann).await.unwrap();
    assert_eq!(
        (cancelled.state, cancelled.payments[0].state),
        (OrderState::Cancelled, PaymentState::Refunding)
    );
    for seat in seats {
        assert_eq!(status_of(&fixture, seat).await, SeatStatus::Available);
    }
    let books = service.books(fixture.match_id).await.unwrap();
    assert!(books.balance());
    assert_eq!((books.sold, books.awaiting), (0, 2 * PRICE));
    // Again it is the same, and the money goes back once, whatever is lost on the way.
    assert_eq!(service.cancel(&order, &ann).await.unwrap(), cancelled);
    gateway.script([Way::AnswerLost, Way::Unheard]);
    settle(&fixture, &service, std::slice::from_ref(&order)).await;
    assert_eq!(gateway.charge(&payment), Some(ChargeState::Refunded));
    assert_eq!(gateway.till(), (2 * PRICE, 2 * PRICE));
    assert_eq!(fixture.db.ledger.sold(fixture.match_id).await.unwrap(), []);
    // The seats are sold once more, and have new tickets.
    let (again, _) = buy("b", &seats).await;
    let url = &ground.config.database.url;
    let valid = "SELECT CAST(count(*) AS TEXT) FROM tickets WHERE valid";
    assert_eq!(text_of(url, valid).await, "2");
    // Not after somebody has entered, and then it is as it was.
    let enter =
        |at: &str| format!("UPDATE tickets SET entered_at = {at} WHERE valid AND seat_id = {}", seats[0]);
    run_in(url, &enter("1")).await;
    assert!(matches!(service.cancel(&again, &ann).await, Err(OrderError::TicketUsed)));
    assert_eq!(status_of(&fixture, seats[0]).await, SeatStatus::Occupied);
    assert_eq!(text_of(url, valid).await, "2");
    run_in(url, &enter("NULL")).await;
    // Nor shortly before the match.
    let info = fixture.store.catalogue.find_match(fixture.match_id).await.unwrap().unwrap();
    fixture.clock.advance(info.starts_at - fixture.clock.now() - CANCEL_UNTIL + 1);
    assert!(matches!(service.cancel(&again, &ann).await, Err(OrderError::TooLateToCancel)));
    fixture.clock.advance(-1);
    let bob = CartId::from_verified("bob");
    assert!(matches!(service.cancel(&again, &bob).await, Err(OrderError::NotFound)));
    assert_eq!(service.cancel(&again, &ann).await.unwrap().state, OrderState::Cancelled);
}

pub(super) async fn who_has_bought_is_forgotten_and_what_was_bought_stays(Subject { fixture, .. }: Subject) {
    let gateway = ScriptedGateway::new();
    let service = service(&fixture, &gateway);
    let (ann, orders) = (CartId::from_verified("ann"), &fixture.db.orders);
    let seats = [fixture.seat(0, 1), fixture.seat(1, 0)];
    let order = ordered(&fixture, &service, "ann", "k", &seats).await;
    let page = begin(&service, "ann", &order.id).await.unwrap();
    assert_eq!(service.books(fixture.match_id).await.unwrap().pending, 2 * PRICE);
    gateway.pay(&page.payment_id);
    service.returned(&order.id, &page.payment_id, &[]).await.unwrap();
    let other = ordered(&fixture, &service, "bob", "k", &[fixture.seat(0, 3)]).await;
    let books = service.books(fixture.match_id).await.unwrap();
    assert_eq!((books.sold, books.pending, books.balance()), (2 * PRICE, 0, true));
    let parts = orders.sold_by_type(fixture.match_id).await.unwrap();
    assert_eq!(parts.iter().map(|part| (part.seats, part.amount)).collect::<Vec<_>>(), [(2, 2 * PRICE)]);

    assert!(orders.forget(&order.code).await.unwrap());
    assert_eq!(service.buyer(&order.id, &ann).await.unwrap(), None);
    assert!(!orders.forget(&OrderCode::from_stored("22222222")).await.unwrap());
    // It is the same order, by its key as well, and no won is lost.
    let again = service.place(fixture.match_id, &wanted("k", &seats), &ann).await.unwrap();
    assert_eq!((again.id, again.state), (order.id.clone(), OrderState::Paid));
    assert_eq!(service.books(fixture.match_id).await.unwrap(), books);
    assert_eq!(orders.sold_by_type(fixture.match_id).await.unwrap(), parts);

    // Of a match that has not begun before then nobody is forgotten.
    let starts_at = fixture.store.catalogue.find_match(fixture.match_id).await.unwrap().unwrap().starts_at;
    assert_eq!(orders.forget_before(starts_at, 10).await.unwrap(), 0);
    assert!(orders.buyer(&other.id).await.unwrap().is_some());
    assert_eq!(orders.forget_before(starts_at + 1, 10).await.unwrap(), 1);
    assert_eq!(orders.buyer(&other.id).await.unwrap(), None);
}

/// A gateway that takes the money when we confirm may do so after the time is up: nobody closes the charge until that has come to its
/// end, and believes then that nothing was taken.
pub(super) async fn nothing_is_closed_while_it_is_confirmed(Subject { fixture, ground: _ground }: Subject) {
    let gateway = ScriptedGateway::new();
    gateway.capture_on_confirm(true);
    let other = fixture.join().await;
    let services = [service(&fixture, &gateway), service(&other, &gateway)];
    let seat = fixture.seat(0, 1);
    let order = ordered(&fixture, &services[0], "ann", "1", &[seat]).await;
    let page = begin(&services[0], "ann", &order.id).await.unwrap();
    fixture.clock.advance(PAY_TTL - 100);
    gateway.script([Way::Stuck]);
    let confirming = {
        let (service, id, payment) = (services[0].clone(), order.id.clone(), page.payment_id.clone());
        tokio::spawn(async move { service.returned(&id, &payment, &[]).await })
    };
    let stored = || async { fixture.store.orders.find(&order.id).await.unwrap().unwrap() };
    while stored().await.payments[0].confirming_until.is_none() {
        tokio::task::yield_now().await;
    }
    // Whoever confirms dies. The time is up, and the other looks after the order.
    confirming.abort();
    fixture.clock.advance(200);
    services[1].attend(&order.id).await.unwrap();
    assert_eq!(stored().await.state, OrderState::Pending);
    assert_eq!(gateway.open(), 1, "it was closed under the confirmation");
    // Nor does anybody begin another confirmation, or is a second one needed.
    services[1].returned(&order.id, &page.payment_id, &[]).await.unwrap();
    assert!(gateway.pay(&page.payment_id), "the money is taken late");
    fixture.clock.advance(1_000);
    settle(&fixture, &services[1], std::slice::from_ref(&order.id)).await;
    assert_eq!(stored().await.state, OrderState::Paid);
    assert_eq!(status_of(&fixture, seat).await, SeatStatus::Occupied);
    assert_eq!(gateway.till(), (order.money.amount, 0));
}
