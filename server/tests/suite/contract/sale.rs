use super::{
    Subject,
    allocation::{NOW, POLICY, refusal, request, status},
};
use crate::support::Fixture;
use crate::support::{CompleteRequest, SeatRequest, SeatRequests};
use jari_core::{
    domain::{
        Actor, CartId, Command, OpenSale, OrderId, Refusal, Revision, Sale, SeatId, SeatStatus, UnixMillis,
    },
    ports::OrderEnd,
};

/// A request to complete seats of the match on sale, each by its block and its place there.
pub(super) fn completion(
    fixture: &Fixture,
    cart: &str,
    seats: &[(usize, usize)],
    now: UnixMillis,
) -> CompleteRequest {
    let mut seats: Vec<_> =
        seats.iter().map(|&(block, seat)| (fixture.block(block), fixture.seat(block, seat))).collect();
    seats.sort_unstable();
    CompleteRequest { match_id: fixture.match_id, seats, cart: CartId::from_verified(cart), now }
}

async fn hold(fixture: &Fixture, cart: &str, block: usize, seat: usize) {
    fixture.store.allocations.hold(&request(fixture, cart, block, seat, NOW), POLICY).await.unwrap();
}

pub(super) async fn what_is_completed_is_sold_for_good(Subject { fixture, ground }: Subject) {
    let store = &fixture.store;
    hold(&fixture, "ann", 0, 1).await;
    hold(&fixture, "ann", 1, 0).await;
    let order = completion(&fixture, "ann", &[(0, 1), (1, 0)], NOW + 10);
    let sold = store.allocations.complete(&order).await.unwrap();
    let told: Vec<_> = sold.iter().map(|seat| (seat.seat_id, seat.status, seat.rev.0)).collect();
    let occupied = SeatStatus::Occupied;
    // Where the ledger is another store than the allocations the seats are reserved before they are sold.
    let rev = if ground.redis.is_some() { 3 } else { 2 };
    assert_eq!(told, [(fixture.seat(0, 1), occupied, rev), (fixture.seat(1, 0), occupied, rev)]);

    // Nothing takes it back: not time, not its owner, not another.
    let late = NOW + 60_000;
    assert_eq!(store.allocations.expire(late, 10).await.unwrap(), []);
    let again = SeatRequest { now: late, ..request(&fixture, "ann", 0, 1, late) };
    assert_eq!(refusal(store.allocations.hold(&again, POLICY).await), Refusal::SeatTaken);
    assert_eq!(refusal(store.allocations.release(&again).await), Refusal::SeatNotHeld);
    let bob = request(&fixture, "bob", 1, 0, late);
    assert_eq!(refusal(store.allocations.hold(&bob, POLICY).await), Refusal::SeatTaken);
    assert_eq!(status(&fixture, 0, 1).await, (occupied, Revision(rev)));

    // It is no hold any more, the counts know it, and so does the ledger.
    let ann = CartId::from_verified("ann");
    assert_eq!(store.allocations.held_by(fixture.match_id, &ann, NOW + 10).await.unwrap(), []);
    let counts = store.status.block_counts(fixture.match_id, None).await.unwrap();
    assert_eq!(counts.blocks.iter().map(|block| block.free).collect::<Vec<_>>(), [119, 11, 12]);
    let sales = fixture.db.ledger.sold(fixture.match_id).await.unwrap();
    let sales: Vec<_> = sales.iter().map(|sale| (sale.seat_id, sale.cart.as_str(), sale.sold_at)).collect();
    let at = NOW + 10;
    assert_eq!(sales, [(fixture.seat(0, 1), "ann", at), (fixture.seat(1, 0), "ann", at)]);
}

pub(super) async fn completing_again_answers_the_same(Subject { fixture, ground }: Subject) {
    let store = &fixture.store.allocations;
    hold(&fixture, "ann", 0, 1).await;
    let order = completion(&fixture, "ann", &[(0, 1)], NOW);
    let first = store.complete(&order).await.unwrap();
    // The answer was lost, and the client asks again, later than the hold would have lasted.
    let again = store.complete(&CompleteRequest { now: NOW + 9_000, ..order.clone() }).await.unwrap();
    assert_eq!(first, again);
    // A cart with one seat more is one order as well.
    hold(&fixture, "ann", 0, 2).await;
    let more = completion(&fixture, "ann", &[(0, 1), (0, 2)], NOW);
    let revs: Vec<_> = store.complete(&more).await.unwrap().iter().map(|seat| seat.rev.0).collect();
    assert_eq!(revs, if ground.redis.is_some() { [3, 6] } else { [2, 4] });
    assert_eq!(fixture.db.ledger.sold(fixture.match_id).await.unwrap().len(), 2);
}

pub(super) async fn all_or_nothing_is_completed(Subject { fixture, ground: _ground }: Subject) {
    let store = &fixture.store.allocations;
    hold(&fixture, "ann", 0, 1).await;
    hold(&fixture, "bob", 1, 0).await;
    for (seats, expected) in
        [(vec![(0, 1), (0, 2)], Refusal::SeatNotHeld), (vec![(0, 1), (1, 0)], Refusal::NotHolder)]
    {
        let order = completion(&fixture, "ann", &seats, NOW);
        assert_eq!(refusal(store.complete(&order).await), expected);
    }
    let mut order = completion(&fixture, "ann", &[(0, 1)], NOW);
    order.seats.push((fixture.block(2), SeatId(9_999_999)));
    assert_eq!(refusal(store.complete(&order).await), Refusal::SeatNotFound);
    assert_eq!(status(&fixture, 0, 1).await, (SeatStatus::Hold, Revision(1)));
    assert_eq!(fixture.db.ledger.sold(fixture.match_id).await.unwrap(), []);
}

pub(super) async fn only_its_own_cart_completes_and_only_in_time(
    Subject { fixture, ground: _ground }: Subject,
) {
    let store = &fixture.store.allocations;
    hold(&fixture, "ann", 0, 1).await;
    let bob = completion(&fixture, "bob", &[(0, 1)], NOW);
    assert_eq!(refusal(store.complete(&bob).await), Refusal::NotHolder);
    let late = completion(&fixture, "ann", &[(0, 1)], NOW + POLICY.ttl_millis);
    assert_eq!(refusal(store.complete(&late).await), Refusal::SeatNotHeld);
    // The last moment is in time.
    let just = completion(&fixture, "ann", &[(0, 1)], NOW + POLICY.ttl_millis + -1);
    store.complete(&just).await.unwrap();
}

pub(super) async fn what_was_given_back_is_anybodys_and_no_sale(
    Subject { fixture, ground: _ground }: Subject,
) {
    let store = &fixture.store.allocations;
    let (id, order, ann) = (fixture.match_id, OrderId::from_stored("of ann"), CartId::from_verified("ann"));
    hold(&fixture, "ann", 0, 1).await;
    hold(&fixture, "ann", 1, 0).await;
    let places = [(fixture.block(0), fixture.seat(0, 1)), (fixture.block(1), fixture.seat(1, 0))];
    store.change(&Command::sell(id, places, &ann, &order, NOW)).await.unwrap();
    let void = |order: &OrderId, places: &[_]| {
        Command::void(id, places.to_vec(), order, Actor::Operator("kim".into()), NOW + 1)
    };
    // By its own order alone, and all or nothing.
    let other = store.change(&void(&OrderId::from_stored("other"), &places)).await;
    assert_eq!(refusal(other), Refusal::OrderEnded);
    let more = [places[0], (fixture.block(0), fixture.seat(0, 2))];
    assert_eq!(refusal(store.change(&void(&order, &more)).await), Refusal::OrderEnded);
    assert_eq!(fixture.db.ledger.sold(id).await.unwrap().len(), 2);

    let seats = store.change(&void(&order, &places[..1])).await.unwrap();
    assert!(matches!(&seats[..], [seat] if seat.is_changed && seat.seat_id == places[0].1), "{seats:?}");
    assert_eq!(status(&fixture, 0, 1).await.0, SeatStatus::Available);
    assert_eq!(status(&fixture, 1, 0).await.0, SeatStatus::Occupied);
    let sold = fixture.db.ledger.sold(id).await.unwrap();
    assert_eq!(sold.iter().map(|sale| sale.seat_id).collect::<Vec<_>>(), [places[1].1]);
    // It is sold once more, to whoever comes.
    hold(&fixture, "bob", 0, 1).await;
    store.complete(&completion(&fixture, "bob", &[(0, 1)], NOW + 2)).await.unwrap();
    assert_eq!(fixture.db.ledger.sold(id).await.unwrap().len(), 2);
    // And the order that gave it back does not get it again.
    assert_eq!(refusal(store.change(&void(&order, &places[..1])).await), Refusal::OrderEnded);
    assert_eq!(status(&fixture, 0, 1).await.0, SeatStatus::Occupied);
}

pub(super) async fn a_sold_seat_has_one_owner_in_the_ledger(Subject { fixture, ground: _ground }: Subject) {
    let ledger = &fixture.db.ledger;
    // Each buys by one order.
    let sale = |cart: &str, seat| Sale {
        match_id: fixture.match_id,
        block_id: fixture.block(0),
        seat_id: fixture.seat(0, seat),
        order: OrderId::from_stored(format!("of {cart}")),
        cart: CartId::from_verified(cart),
        sold_at: NOW,
    };
    ledger.record(&[sale("ann", 0)]).await.unwrap();
    ledger.record(&[sale("ann", 0)]).await.unwrap();
    let both = ledger.record(&[sale("bob", 1), sale("bob", 0)]).await;
    assert_eq!(refusal(both), Refusal::SeatTaken);
    assert_eq!(ledger.sold(fixture.match_id).await.unwrap(), [sale("ann", 0)]);
    // The database shows it as sold, whatever store has the allocations.
    let snapshot = fixture.db.status.snapshot(fixture.match_id, fixture.block(0)).await.unwrap();
    assert_eq!(snapshot.seats[0].status, SeatStatus::Occupied);
    // It stays open until it is settled.
    assert_eq!(ledger.open_sales(NOW + -1, 10).await.unwrap(), []);
    let open = OpenSale { sale: sale("ann", 0), is_void: false };
    assert_eq!(ledger.open_sales(NOW, 10).await.unwrap(), std::slice::from_ref(&open));
    ledger.settle(std::slice::from_ref(&open)).await.unwrap();
    assert_eq!(ledger.open_sales(NOW, 10).await.unwrap(), []);
    // It is open again when it is given back, until that is shown.
    let place = [(fixture.block(0), fixture.seat(0, 0))];
    let void = Command::void(fixture.match_id, place, &open.sale.order, Actor::System, NOW);
    ledger.change(&void).await.unwrap();
    let given_back = OpenSale { is_void: true, ..open.clone() };
    assert_eq!(ledger.open_sales(NOW, 10).await.unwrap(), std::slice::from_ref(&given_back));
    assert_eq!(ledger.sold(fixture.match_id).await.unwrap(), []);
    ledger.settle(std::slice::from_ref(&given_back)).await.unwrap();
    assert_eq!(ledger.open_sales(NOW, 10).await.unwrap(), []);
    // Whoever comes late with what was has shown what is not: it is to be shown again.
    ledger.settle(&[open]).await.unwrap();
    assert_eq!(ledger.open_sales(NOW, 10).await.unwrap(), [given_back]);
}

pub(super) async fn an_order_that_was_ended_is_not_recorded_any_more(
    Subject { fixture, ground: _ground }: Subject,
) {
    let (ledger, ann) = (&fixture.db.ledger, CartId::from_verified("ann"));
    let sale = |order: &str, seat| Sale {
        match_id: fixture.match_id,
        block_id: fixture.block(0),
        seat_id: fixture.seat(0, seat),
        order: OrderId::from_stored(order),
        cart: ann.clone(),
        sold_at: NOW,
    };
    let end = async |order: &str| {
        ledger.end_order(fixture.match_id, &OrderId::from_stored(order), &ann, NOW).await.unwrap()
    };
    assert_eq!(end("late").await, OrderEnd::Ended);
    assert_eq!(end("late").await, OrderEnd::Ended);
    assert_eq!(refusal(ledger.record(&[sale("late", 0), sale("late", 1)]).await), Refusal::OrderEnded);
    assert_eq!(ledger.sold(fixture.match_id).await.unwrap(), []);
    // One that was recorded before stays recorded.
    ledger.record(&[sale("early", 0)]).await.unwrap();
    assert_eq!(end("early").await, OrderEnd::Sold(vec![sale("early", 0)]));
    ledger.record(&[sale("early", 0)]).await.unwrap();
    // Of two at the same moment one has the last word, and both know it.
    for n in 0..20 {
        let order = format!("race {n}");
        let sales = [sale(&order, 2 + n % 8)];
        let (recorded, ended) = tokio::join!(ledger.record(&sales), end(&order));
        match ended {
            OrderEnd::Sold(_) => recorded.unwrap(),
            OrderEnd::Pending(_) => panic!("nobody waits for a payment"),
            OrderEnd::Ended => assert!(matches!(refusal(recorded), Refusal::OrderEnded | Refusal::SeatTaken)),
        }
    }
}
