use super::Subject;
use crate::support::{
    Fixture, ScriptedGateway,
    orders::{PAY_TTL, begin, hold, ordered, service, settle, status_of, wanted},
    wide_venue,
};
use futures_util::future::join_all;
use jari_core::{
    domain::{CartId, Command, OrderState, SeatStatus, payment::ChargeState},
    ports::{Clock, WebhookRequest},
    services::OrderError,
};
use server::venue::ImportCategory;
use std::collections::BTreeSet;

/// Rounds of an order's end against its payment.
const ROUNDS: usize = 200;

pub(super) async fn two_hundred_ends_race_with_payments(Subject { fixture, ground }: Subject) {
    fixture.db.close().await;
    drop(fixture);
    // A venue with a seat for each round.
    let mut venue = wide_venue(4, ROUNDS / 4);
    venue.categories =
        vec![ImportCategory { name: "c".into(), color: "#336699".to_owned(), price: Some(500) }];
    let rows =
        venue.areas.iter_mut().flat_map(|area| &mut area.sections).flat_map(|section| &mut section.blocks);
    for seat in rows.flat_map(|block| &mut block.rows).flat_map(|row| &mut row.seats) {
        seat.category = Some(0);
    }
    let one = Fixture::open_with(ground.config.clone(), &venue).await;
    let other = one.join().await;
    let gateway = ScriptedGateway::new();
    let services = [service(&one, &gateway), service(&other, &gateway)];
    let (mut paid, mut orders) = (0, Vec::new());
    for round in 0..ROUNDS {
        gateway.capture_on_confirm(round % 4 == 3);
        let seat = one.seat(round % 4, round / 4);
        let order = ordered(&one, &services[0], "ann", &round.to_string(), &[seat]).await;
        let page = begin(&services[0], "ann", &order.id).await.unwrap();
        one.clock.advance(PAY_TTL);
        // At this moment the time is up, the buyer pays and comes back, both instances look after the order, and somebody
        // else wants the seat.
        let pay = async {
            if round % 2 == 0 {
                tokio::task::yield_now().await;
            }
            if !gateway.pay(&page.payment_id) && round % 3 == 0 {
                // It was closed, and is captured all the same, which no gateway should do.
                gateway.take(&page.payment_id, order.money);
                let headers = [("x-signature".to_owned(), "good".to_owned())];
                let body = format!("payment:{}", page.payment_id);
                let webhook =
                    WebhookRequest { headers: &headers, body: body.as_bytes(), now: one.clock.now() };
                services[round % 2].webhook(ScriptedGateway::NAME, &webhook).await.unwrap();
            }
            services[round % 2].returned(&order.id, &page.payment_id, &[]).await
        };
        let attend = join_all(services.iter().map(|service| service.attend(&order.id)));
        let bob = async {
            let place = (one.venue.block_of(seat).unwrap().info.id, seat);
            let policy = super::allocation::POLICY;
            let hold =
                Command::hold(one.match_id, [place], &CartId::from_verified("bob"), one.clock.now(), policy);
            other.store.allocations.change(&hold).await.is_ok()
        };
        let (came, attended, bob_has) = tokio::join!(pay, attend, bob);
        let _ = (came, attended);
        settle(&one, &services[round % 2], std::slice::from_ref(&order.id)).await;
        let end = one.store.orders.find(&order.id).await.unwrap().unwrap();
        let charge = gateway.charge(&page.payment_id).unwrap();
        match end.state {
            OrderState::Paid => {
                assert!(matches!(charge, ChargeState::Captured(_)), "{round} {charge:?}");
                assert_eq!(status_of(&one, seat).await, SeatStatus::Occupied, "{round}");
                assert!(!bob_has, "{round}");
                paid += 1;
            }
            OrderState::Expired => {
                assert!(
                    matches!(charge, ChargeState::Declined(_) | ChargeState::Refunded),
                    "{round} {charge:?}"
                );
                assert_ne!(status_of(&one, seat).await, SeatStatus::Occupied, "{round}");
            }
            state => panic!("{round}: {state}"),
        }
        orders.push(order.id);
    }
    let books = services[0].books(one.match_id).await.unwrap();
    let (charged, refunded) = gateway.till();
    assert!(books.balance(), "{books:?}");
    assert_eq!((books.sold, books.awaiting), (charged - refunded, 0));
    assert_eq!(books.sold, 500 * paid);
    let sold = one.db.ledger.sold(one.match_id).await.unwrap();
    let seats: BTreeSet<_> = sold.iter().map(|sale| sale.seat_id).collect();
    assert_eq!((sold.len(), seats.len()), (usize::try_from(paid).unwrap(), usize::try_from(paid).unwrap()));
    println!("{paid} of {ROUNDS} were paid, {refunded} went back");
}

pub(super) async fn one_order_is_made_and_paid_once_by_many(Subject { fixture, ground: _ground }: Subject) {
    let gateway = ScriptedGateway::new();
    let other = fixture.join().await;
    let services = [service(&fixture, &gateway), service(&other, &gateway)];
    let ann = CartId::from_verified("ann");
    for round in 0..10 {
        let seats = [fixture.seat(0, 2 * round), fixture.seat(0, 2 * round + 1)];
        hold(&fixture, "ann", &seats).await;
        let wanted = wanted(&round.to_string(), &seats);
        let place = |n: usize| services[n % 2].place(fixture.match_id, &wanted, &ann);
        let placed = join_all((0..6).map(place)).await;
        let ids: BTreeSet<_> = placed.into_iter().map(|order| order.unwrap().id).collect();
        assert_eq!(ids.len(), 1);
        let id = ids.into_iter().next().unwrap();
        let begun = join_all((0..6).map(|n| begin(&services[n % 2], "ann", &id))).await;
        let pages: BTreeSet<_> = begun
            .into_iter()
            // Whoever is told that it is busy presses again.
            .filter_map(|page| match page {
                Ok(page) => Some(page.payment_id),
                Err(OrderError::Store(_)) => None,
                Err(error) => panic!("{error}"),
            })
            .collect();
        assert_eq!(pages.len(), 1);
        assert_eq!(gateway.open(), 1);
        let payment = pages.into_iter().next().unwrap();
        gateway.pay(&payment);
        let came = join_all((0..6).map(|n| services[n % 2].returned(&id, &payment, &[]))).await;
        assert!(came.iter().any(Result::is_ok));
        settle(&fixture, &services[0], std::slice::from_ref(&id)).await;
        assert_eq!(fixture.store.orders.find(&id).await.unwrap().unwrap().state, OrderState::Paid);
    }
    assert_eq!(gateway.till(), (600_000, 0));
    let books = services[1].books(fixture.match_id).await.unwrap();
    assert!(books.balance() && books.sold == 600_000, "{books:?}");
}
