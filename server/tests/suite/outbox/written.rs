use super::{NOW, all, buy, complete, heard, on_grounds};
use crate::support::{Fixture, Ground, ScriptedGateway, orders, run_in, text_of};
use jari_core::{
    domain::{Actor, CartId, Command, OrderId, Sale},
    ports::AllocationError,
};
use serde_json::{Value, json};

on_grounds!(
    [sqlite, postgres, redis_sqlite, redis_postgres],
    [
        a_sale_is_one_message_whatever_is_repeated,
        a_sale_that_is_refused_is_not_told,
        nothing_is_written_where_nobody_is_told,
        parts_of_an_order_are_told_each_once,
        an_order_is_in_the_currency_of_its_match,
        a_paid_order_is_told_with_its_prices,
    ]
);

async fn a_sale_is_one_message_whatever_is_repeated(ground: Ground) {
    let (fixture, _ground) = heard(ground).await;
    let seats = [(1, 3), (0, 5)];
    buy(&fixture, "ann", &seats).await.unwrap();
    // The answer was lost: it is asked again, and the ledger is told again.
    complete(&fixture, "ann", &seats).await.unwrap();
    let sales = fixture.db.ledger.sold(fixture.match_id).await.unwrap();
    fixture.db.ledger.record(&sales).await.unwrap();

    let [message] = all(&fixture).await.try_into().unwrap();
    let order = sales[0].order.as_str();
    assert_eq!((message.key, &*message.kind), (format!("order_paid_{order}"), "order.paid"));
    assert_eq!(message.created_at, NOW);
    let seat =
        |block, seat| json!({"id": fixture.seat(block, seat), "blockId": fixture.block(block), "amount": 0});
    let told = json!({
        "type": "order.paid",
        "timestamp": "1970-01-01T00:16:40Z",
        "data": {
            "orderId": order,
            "matchId": fixture.match_id,
            "seats": [seat(0, 5), seat(1, 3)],
            "amount": 0,
            "currency": "KRW",
        },
    });
    assert_eq!(serde_json::from_str::<Value>(&message.payload).unwrap(), told);
}

async fn a_sale_that_is_refused_is_not_told(ground: Ground) {
    let (fixture, _ground) = heard(ground).await;
    buy(&fixture, "ann", &[(0, 0)]).await.unwrap();
    assert_eq!(all(&fixture).await.len(), 1);
    // By the rules, by the ledger, and by an order that has ended.
    let refused = complete(&fixture, "bob", &[(0, 0), (0, 1)]).await;
    assert!(matches!(refused, Err(AllocationError::Refused(_))), "{refused:?}");
    let sale = |order: &str, seat| Sale {
        match_id: fixture.match_id,
        block_id: fixture.block(0),
        seat_id: fixture.seat(0, seat),
        order: OrderId::from_stored(order),
        cart: CartId::from_verified("bob"),
        sold_at: NOW,
    };
    let (late, ledger) = (sale("late", 4), &fixture.db.ledger);
    ledger.end_order(late.match_id, &late.order, &late.cart, NOW).await.unwrap();
    for sales in [vec![sale("taken", 0), sale("taken", 1)], vec![late]] {
        let refused = ledger.record(&sales).await;
        assert!(matches!(refused, Err(AllocationError::Refused(_))), "{refused:?}");
    }
    assert_eq!(all(&fixture).await, []);
}

async fn an_order_is_in_the_currency_of_its_match(ground: Ground) {
    let (fixture, ground) = heard(ground).await;
    let url = &ground.config.database.url;
    run_in(url, &format!("UPDATE matches SET currency = 'USD' WHERE id = {}", fixture.match_id)).await;
    buy(&fixture, "ann", &[(1, 3), (0, 5)]).await.unwrap();
    let sold = fixture.db.ledger.sold(fixture.match_id).await.unwrap();
    let places = sold.iter().map(|sale| (sale.block_id, sale.seat_id));
    let actor = Actor::Operator("kim".to_owned());
    let void = Command::void(fixture.match_id, places, &sold[0].order, actor, NOW + 5);
    fixture.store.allocations.change(&void).await.unwrap();
    let told: Vec<_> = all(&fixture).await;
    assert_eq!(told.iter().map(|message| &*message.kind).collect::<Vec<_>>(), ["order.paid", "order.voided"]);
    for message in told {
        let payload: Value = serde_json::from_str(&message.payload).unwrap();
        assert_eq!(payload["data"]["currency"], "USD", "{payload}");
    }
    // Also one of which nothing was sold.
    let (late, bob) = (OrderId::from_stored("late"), CartId::from_verified("bob"));
    fixture.db.ledger.end_order(fixture.match_id, &late, &bob, NOW).await.unwrap();
    fixture.db.ledger.end_order(fixture.upcoming, &OrderId::from_stored("other"), &bob, NOW).await.unwrap();
    let currencies =
        "SELECT string_agg(currency, ' ') FROM (SELECT currency FROM orders ORDER BY match_id) AS o";
    assert_eq!(text_of(url, currencies).await, "USD USD KRW");
}

async fn nothing_is_written_where_nobody_is_told(ground: Ground) {
    let fixture = Fixture::open(ground.config.clone()).await;
    buy(&fixture, "ann", &[(0, 0), (1, 1)]).await.unwrap();
    assert_eq!(all(&fixture).await, []);
}

async fn parts_of_an_order_are_told_each_once(ground: Ground) {
    let (fixture, _ground) = heard(ground).await;
    buy(&fixture, "ann", &[(0, 0), (0, 1), (1, 2)]).await.unwrap();
    let order = fixture.db.ledger.sold(fixture.match_id).await.unwrap()[0].order.clone();
    assert_eq!(all(&fixture).await.len(), 1);
    let void = async |seats: &[(usize, usize)]| {
        let places = seats.iter().map(|&(block, seat)| (fixture.block(block), fixture.seat(block, seat)));
        let actor = Actor::Operator("kim".to_owned());
        fixture
            .store
            .allocations
            .change(&Command::void(fixture.match_id, places, &order, actor, NOW + 5))
            .await
    };
    void(&[(1, 2), (0, 1)]).await.unwrap();
    void(&[(0, 0)]).await.unwrap();
    // It was given back before.
    void(&[(0, 0)]).await.unwrap_err();
    let told = all(&fixture).await;
    let seats = |message: &jari_core::ports::Message| -> (String, Vec<i64>) {
        assert_eq!(message.kind, "order.voided");
        let payload: Value = serde_json::from_str(&message.payload).unwrap();
        assert_eq!(payload["data"]["orderId"], order.as_str());
        assert_eq!((&payload["data"]["amount"], &payload["data"]["currency"]), (&json!(0), &json!("KRW")));
        let seats = payload["data"]["seats"].as_array().unwrap();
        (message.key.clone(), seats.iter().map(|seat| seat["id"].as_i64().unwrap()).collect())
    };
    let [zero, one, two] = [(0, 0), (0, 1), (1, 2)].map(|(block, seat)| fixture.seat(block, seat).0);
    assert_eq!(
        told.iter().map(seats).collect::<Vec<_>>(),
        [
            (format!("order_voided_{order}_{one}"), vec![one, two]),
            (format!("order_voided_{order}_{zero}"), vec![zero])
        ]
    );
    // The seat that is sold once more is another order.
    buy(&fixture, "bob", &[(0, 0)]).await.unwrap();
    assert_eq!(all(&fixture).await[0].kind, "order.paid");
}

async fn a_paid_order_is_told_with_its_prices(ground: Ground) {
    let (fixture, _ground) = heard(ground).await;
    let gateway = ScriptedGateway::new();
    let service = orders::service(&fixture, &gateway);
    let seats = [fixture.seat(0, 5), fixture.seat(1, 3)];
    let order = orders::ordered(&fixture, &service, "ann", "k", &seats).await;
    let page = orders::begin(&service, "ann", &order.id).await.unwrap();
    assert_eq!(all(&fixture).await, []);
    gateway.pay(&page.payment_id);
    for _ in 0..2 {
        service.returned(&order.id, &page.payment_id, &[]).await.unwrap();
    }
    let [message] = all(&fixture).await.try_into().unwrap();
    assert_eq!(message.key, format!("order_paid_{}", order.id));
    let told = serde_json::from_str::<Value>(&message.payload).unwrap();
    let seat = |block, seat| json!({"id": fixture.seat(block, seat), "blockId": fixture.block(block), "amount": 30_000});
    assert_eq!(told["data"]["seats"], json!([seat(0, 5), seat(1, 3)]));
    assert_eq!((&told["data"]["amount"], &told["data"]["currency"]), (&json!(60_000), &json!("KRW")));
    // Nothing of the buyer's own is told.
    for secret in ["김하나", "hana", "01012345678"] {
        assert!(!message.payload.contains(secret));
    }
}
