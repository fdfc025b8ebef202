//! Writes of orders that share a transaction: what becomes of one of them is nobody else's affair.

use crate::support::{Fixture, Ground, orders::buyer, run_in};
use futures_util::future::join_all;
use jari_core::{
    domain::{
        CartId, Language, Money, Order, OrderCode, OrderId, OrderItem, OrderState, PaymentId, UnixMillis,
        payment::ChargeRequest,
    },
    ports::{Clock, NewOrder, PaymentGateway, Placed},
};
use jari_gateways::{Sandbox, SandboxCharge, SandboxCharges, SandboxState};
use std::{collections::BTreeSet, sync::Arc};

fn new_order(fixture: &Fixture, cart: usize, key: &str, code: u128) -> NewOrder {
    let now = fixture.clock.now();
    let item = OrderItem {
        block_id: fixture.block(0),
        seat_id: fixture.seat(0, 0),
        ticket_type: None,
        amount: 1_000,
    };
    let order = Order {
        id: OrderId::from_random(rand::random()),
        code: OrderCode::from_random(code),
        match_id: fixture.match_id,
        cart: CartId::from_verified(format!("cart{cart}")),
        state: OrderState::Pending,
        items: vec![item],
        fee: 0,
        money: Money { amount: 1_000, currency: Default::default() },
        language: Language::En,
        created_at: now,
        reserved_until: now + 60_000,
        reserved_at: None,
        free_at: None,
        version: 0,
        payments: Vec::new(),
    };
    NewOrder { order, key: key.to_owned(), buyer: buyer(), most_of_buyer: None }
}

async fn each_is_told_what_is_its_own(ground: Ground) {
    let fixture = Fixture::open(ground.config.clone()).await;
    let orders = Arc::clone(&fixture.store.orders);
    // Of 300 at the same time each third has the key of the one before, and each third the code of the one before that.
    let new: Vec<_> = (0..300usize)
        .map(|turn| {
            let group = turn / 3;
            let (cart, code) = match turn % 3 {
                0 => (turn, group),
                1 => (turn - 1, group + 1_000),
                _ => (turn, group),
            };
            new_order(&fixture, cart, "k", code as u128)
        })
        .collect();
    let placed = join_all(new.iter().map(|new| orders.place(new))).await;
    let mut made = BTreeSet::new();
    for (turn, placed) in placed.iter().enumerate() {
        match placed.as_ref().unwrap() {
            Placed::Made => drop(made.insert(turn)),
            Placed::Before(before, _) => assert_eq!(before.cart, new[turn].order.cart),
            Placed::CodeTaken => {}
            Placed::TooManySeats => panic!("there is no limit"),
        }
    }
    for group in 0..100 {
        let of_group: Vec<_> = (0..3).filter(|turn| made.contains(&(group * 3 + turn))).collect();
        // The first shares its cart with the second and its code with the third.
        assert!(of_group == [0] || of_group == [1, 2], "{group}: {of_group:?}");
    }
    for (turn, new) in new.iter().enumerate() {
        let found = orders.find(&new.order.id).await.unwrap();
        assert_eq!(found.is_some(), made.contains(&turn), "{turn}");
        assert!(found.is_none_or(|found| found.items == new.order.items));
    }

    // Each is changed twice at the same time, by what it was: one of the two is told no.
    let read = made.iter().map(|turn| orders.find(&new[*turn].order.id));
    let read: Vec<_> = join_all(read).await.into_iter().map(|order| order.unwrap().unwrap()).collect();
    let both = read.iter().chain(&read).map(|order| Order { free_at: Some(UnixMillis(7)), ..order.clone() });
    let both: Vec<_> = both.collect();
    let saved = join_all(both.iter().map(|order| orders.save(order))).await;
    let saved: Vec<bool> = saved.into_iter().map(Result::unwrap).collect();
    for (turn, order) in read.iter().enumerate() {
        assert!(saved[turn] != saved[turn + read.len()], "{turn}");
        assert_eq!(orders.find(&order.id).await.unwrap().unwrap().version, order.version + 1);
    }
}

/// Whoever would have too many seats leaves nothing behind among those who share the transaction.
async fn who_has_too_many_leaves_nothing(ground: Ground) {
    let fixture = Fixture::open(ground.config.clone()).await;
    let orders = Arc::clone(&fixture.store.orders);
    let new =
        |turn: usize| NewOrder { most_of_buyer: Some(3), ..new_order(&fixture, turn, "k", turn as u128) };
    let new: Vec<_> = (0..12).map(new).collect();
    let placed = join_all(new.iter().map(|new| orders.place(new))).await;
    let mut made = 0;
    for (placed, new) in placed.into_iter().zip(&new) {
        let is_made = matches!(placed.unwrap(), Placed::Made);
        made += usize::from(is_made);
        assert_eq!(orders.find(&new.order.id).await.unwrap().is_some(), is_made);
    }
    assert_eq!(made, 3);
}

fn id(number: usize) -> PaymentId {
    PaymentId::from_stored(format!("p{number}"))
}

/// One of those that share a transaction cannot be stored: the others are.
async fn nobody_suffers_from_another(ground: Ground) {
    let fixture = Fixture::open(ground.config.clone()).await;
    let charges = Arc::clone(&fixture.db.sandbox) as Arc<dyn SandboxCharges>;
    let sandbox =
        Sandbox::new(Arc::clone(&charges), Arc::clone(&fixture.clock) as Arc<dyn Clock>, &[[7; 32]]);
    for number in 0..60 {
        let request = ChargeRequest {
            payment_id: id(number),
            order_id: OrderId::from_stored("o"),
            money: Money { amount: 1_000, currency: Default::default() },
            title: "A".to_owned(),
            language: Language::En,
            return_url: "https://shop.example".to_owned(),
            pay_until: fixture.clock.now() + 60_000,
        };
        sandbox.begin(&request).await.unwrap();
    }
    // What is told of the seventh has a name that is taken, which the database refuses.
    let taken = format!(
        "INSERT INTO outbox (destination, key, kind, payload, created_at, due_at) VALUES ('sandbox', '{}_0_0', 'k', '{{}}', 1, 1)",
        id(7)
    );
    run_in(&ground.config.database.url, &taken).await;
    let (charges, now) = (&charges, fixture.clock.now());
    let pay = |number: usize| async move {
        let charge = charges.get(&id(number)).await.unwrap().unwrap();
        charges.update(&SandboxCharge { state: SandboxState::Paid, ..charge }, &[now], now).await
    };
    let played = join_all((0..60).map(pay)).await;
    for (number, played) in played.into_iter().enumerate() {
        assert_eq!(played.is_ok(), number != 7, "{number}");
    }
    for number in 0..60 {
        let state = charges.get(&id(number)).await.unwrap().unwrap().state;
        assert_eq!(state == SandboxState::Paid, number != 7, "{number}");
    }
}

macro_rules! on_each {
    ($($backend:ident),+) => {
        $(mod $backend {
            use super::*;

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn each_is_told_what_is_its_own() {
                super::each_is_told_what_is_its_own(Ground::$backend()).await;
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn who_has_too_many_leaves_nothing() {
                super::who_has_too_many_leaves_nothing(Ground::$backend()).await;
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn nobody_suffers_from_another() {
                super::nobody_suffers_from_another(Ground::$backend()).await;
            }
        })+
    };
}

on_each!(sqlite, postgres);
