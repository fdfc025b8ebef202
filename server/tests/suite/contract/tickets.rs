use super::Subject;
use crate::support::{
    ScriptedGateway,
    orders::{begin, ordered, service},
};
use jari_core::{
    domain::{
        CartId, MatchId, OrderId, SeatId, TicketId,
        ticket::{Entered, EntryRefusal},
    },
    ports::{Clock, RedeemError},
};
use std::sync::Arc;
use tokio::task::JoinSet;

/// Somebody buys these seats.
async fn bought(subject: &Subject, cart: &str, seats: &[SeatId]) -> OrderId {
    let (fixture, gateway) = (&subject.fixture, ScriptedGateway::new());
    let service = service(fixture, &gateway);
    let order = ordered(fixture, &service, cart, "k", seats).await;
    let page = begin(&service, cart, &order.id).await.unwrap();
    assert!(gateway.pay(&page.payment_id));
    service.returned(&order.id, &page.payment_id, &[]).await.unwrap();
    order.id
}

fn refusal(answer: Result<impl std::fmt::Debug, RedeemError>) -> EntryRefusal {
    match answer {
        Err(RedeemError::Refused(refusal)) => refusal,
        other => panic!("a refusal, not {other:?}"),
    }
}

pub(super) async fn each_seat_that_is_paid_has_a_ticket(subject: Subject) {
    let (fixture, tickets) = (&subject.fixture, &subject.fixture.db.tickets);
    let seats = [fixture.seat(0, 1), fixture.seat(1, 0)];
    let order = bought(&subject, "ann", &seats).await;
    let found = tickets.of_order(&order).await.unwrap();
    assert_eq!(found.iter().map(|(_, ticket)| ticket.seat_id).collect::<Vec<_>>(), seats);
    for (_, ticket) in &found {
        assert_eq!((ticket.match_id, ticket.is_valid, &ticket.entered), (fixture.match_id, true, &None));
    }
    assert_ne!(found[0].0, found[1].0);
    // An order that is not paid has none.
    let gateway = ScriptedGateway::new();
    let unpaid = ordered(fixture, &service(fixture, &gateway), "bob", "k", &[fixture.seat(0, 3)]).await;
    assert_eq!(tickets.of_order(&unpaid.id).await.unwrap(), []);
}

/// Every gate is shown the same ticket at once, over two instances.
pub(super) async fn of_all_gates_that_ask_one_lets_in(subject: Subject) {
    let fixture = &subject.fixture;
    let order = bought(&subject, "ann", &[fixture.seat(0, 1)]).await;
    let other = fixture.join().await;
    let (ticket, _) = fixture.db.tickets.of_order(&order).await.unwrap()[0].clone();
    let (now, match_id) = (fixture.clock.now(), fixture.match_id);
    let mut gates = JoinSet::new();
    for gate in 0..24 {
        let db = if gate % 2 == 0 { &fixture.db } else { &other.db };
        let tickets = Arc::clone(&db.tickets);
        gates.spawn(async move {
            let name = format!("Gate {gate}");
            (name.clone(), tickets.redeem(ticket, Some(match_id), Some(&name), now).await)
        });
    }
    let (mut entered, mut used) = (Vec::new(), Vec::new());
    while let Some(answer) = gates.join_next().await {
        match answer.unwrap() {
            (gate, Ok(state)) => entered.push((gate, state.entered)),
            (_, refused) => match refusal(refused) {
                EntryRefusal::Used(when) => used.push(when),
                other => panic!("{other}"),
            },
        }
    }
    let [(gate, when)] = &entered[..] else { panic!("one is let in, not {entered:?}") };
    let first = Entered { at: now, gate: Some(gate.clone()) };
    assert_eq!((when.as_ref(), used), (Some(&first), vec![first.clone(); 23]));
    let stored = &fixture.db.tickets.of_order(&order).await.unwrap()[0].1;
    assert_eq!(stored.entered, Some(first));
}

pub(super) async fn a_ticket_that_does_not_admit_stays_as_it_is(subject: Subject) {
    let (fixture, tickets) = (&subject.fixture, &subject.fixture.db.tickets);
    let order = bought(&subject, CartId::from_verified("ann").as_str(), &[fixture.seat(0, 1)]).await;
    let (ticket, state) = tickets.of_order(&order).await.unwrap()[0].clone();
    let now = fixture.clock.now();
    let other = tickets.redeem(ticket, Some(MatchId(fixture.match_id.0 + 1)), None, now).await;
    assert_eq!(refusal(other), EntryRefusal::OtherMatch);
    let unknown = tickets.redeem(TicketId::from_random(1), None, None, now).await;
    assert_eq!(refusal(unknown), EntryRefusal::NoTicket);
    assert_eq!(tickets.of_order(&order).await.unwrap()[0].1, state);
    let entered = tickets.redeem(ticket, None, None, now).await.unwrap();
    assert_eq!(entered.entered, Some(Entered { at: now, gate: None }));
}
