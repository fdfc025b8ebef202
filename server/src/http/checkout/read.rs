//! What the pages show, read from the services.

use crate::tickets::{SeatWords, TicketKeys, checkout_line, qr_code, seat_words, type_name};
use app::{
    checkout::{
        CheckoutLine, ListedOrder, OrderPage, OrderPhase, Refund, Summary, TicketView, TypeChoice, seat_name,
    },
    page_data::{HeldSeat, Match, Moment},
    server_fns::Services,
    text::{matches, price, seats::notes},
};
use jari_core::{
    domain::{
        CartId, Language, MatchId, MatchInfo, Money, Order, OrderItem, OrderState, PaymentState, SeatId,
        TicketId, TicketType, UnixMillis,
        ticket::{TicketClaim, TicketState},
    },
    ports::AllocationError,
    services::OrderError,
};
use std::collections::BTreeMap;

/// What a cart has on hold in a match, and what it costs as the types of ticket that were chosen; each seat with the types that it
/// may be sold as.
pub(super) async fn on_hold(
    services: &Services,
    match_id: MatchId,
    cart: &CartId,
    chosen: &BTreeMap<SeatId, String>,
    language: Language,
) -> Result<(Summary, Vec<(SeatId, Vec<TypeChoice>)>), AllocationError> {
    let (info, venue) = services.seat_map.venue_of(match_id).await?;
    let mut held = services.seat_map.held_by(match_id, cart).await?;
    held.sort_by_key(|held| (held.block_id, held.seat_id));
    let held = HeldSeat::all(&held, &services.seat_map, &venue, &info.prices, language);
    let (mut lines, mut seats) = (Vec::with_capacity(held.len()), Vec::with_capacity(held.len()));
    for held in &held {
        let types = types(held, &info, chosen.get(&held.seat_id), language);
        let own = types.iter().find(|(choice, _)| choice.is_chosen);
        let block = matches::block_name(language, &held.block_name);
        lines.push(CheckoutLine {
            seat: seat_name(language, &block, &held.row, &held.number),
            notes: notes(language, held.notes),
            kind: own.and_then(|(choice, _)| type_name(&info, &choice.key, language)),
            amount: own.map_or(held.price, |(_, price)| Some(*price)).unwrap_or_default(),
        });
        seats.push((held.seat_id, types.into_iter().map(|(choice, _)| choice).collect()));
    }
    let fee = info.prices.fee();
    let amount = lines.iter().fold(fee, |sum, line| sum.saturating_add(line.amount));
    let total = Money { amount, currency: info.currency };
    Ok((Summary { info: Match::new(&info, language), lines, fee, total }, seats))
}

/// The types of ticket that a seat may be sold as, with their prices: the one that was chosen, or else the usual one, is marked.
fn types(
    held: &HeldSeat,
    info: &MatchInfo,
    chosen: Option<&String>,
    language: Language,
) -> Vec<(TypeChoice, i64)> {
    let of = info.prices.types().iter().zip(&held.prices);
    let sold: Vec<_> = of.filter_map(|(of, price)| Some((&of.of, (*price)?))).collect();
    let is_known = sold.iter().position(|(of, _)| Some(&of.key) == chosen);
    let choice = |(n, (of, amount)): (usize, &(&TicketType, i64))| {
        let (name, price) = (of.name.in_language(language).0, price(language, *amount, info.currency));
        let is_chosen = n == is_known.unwrap_or_default();
        (TypeChoice { key: of.key.clone(), label: format!("{name} {price}"), is_chosen }, *amount)
    };
    sold.iter().enumerate().map(choice).collect()
}

/// How an order of a cart's stands.
pub(super) async fn order_page(
    services: &Services,
    keys: &TicketKeys,
    order: Order,
    language: Language,
) -> Result<OrderPage, OrderError> {
    let (info, venue) = services.seat_map.venue_of(order.match_id).await.map_err(not_read)?;
    let buyer = services.orders.buyer(&order.id, &order.cart).await?;
    let name = buyer.map(|buyer| buyer.name().to_owned()).unwrap_or_default();
    let tickets = services.tickets.of_order(&order.id).await?;
    let place = |seat| seat_words(&venue, seat, language);
    let line = |item: &OrderItem| checkout_line(&info, &venue, item, language);
    let own = Match::new(&info, language);
    let ticket = |(id, state): &(TicketId, TicketState)| {
        let claim = TicketClaim { ticket: *id, match_id: state.match_id, seat_id: state.seat_id };
        let SeatWords { seat, area, notes, .. } = place(state.seat_id);
        let item = order.items.iter().find(|item| item.seat_id == state.seat_id);
        TicketView {
            info: own.clone(),
            seat,
            notes,
            area,
            kind: item.and_then(|item| type_name(&info, item.ticket_type.as_deref()?, language)),
            price: Money { amount: item.map_or(0, |item| item.amount), ..order.money },
            name: name.clone(),
            // No token is too long for one.
            code: qr_code(&keys.sign(claim)).unwrap_or_default(),
            is_valid: state.is_valid,
            entered: state.entered.as_ref().map(|entered| moment(entered.at, &info)),
        }
    };
    Ok(OrderPage {
        code: order.code.to_string(),
        phase: phase(&order),
        summary: Summary {
            lines: order.items.iter().map(line).collect(),
            fee: order.fee,
            total: order.money,
            info: own.clone(),
        },
        reserved_until: moment(order.reserved_until, &info),
        refund: refund(&order),
        tickets: tickets.iter().map(ticket).collect(),
        can_cancel: can_cancel(services, &order, &info, &tickets),
        path: format!("/{language}/orders/{}", order.id),
        error: None,
        asks_phone: false,
    })
}

/// Whether a buyer may give the order back, as far as can be told before he does.
fn can_cancel(
    services: &Services,
    order: &Order,
    info: &MatchInfo,
    tickets: &[(TicketId, TicketState)],
) -> bool {
    let ends = info.starts_at + -services.orders.policy().cancel_until_millis;
    let is_unused = tickets.iter().all(|(_, ticket)| ticket.entered.is_none());
    order.state == OrderState::Paid
        && is_unused
        && (services.orders.now() <= ends || info.cancelled_at.is_some())
}

/// The orders of a cart, the latest first.
pub(super) async fn orders(
    services: &Services,
    cart: &CartId,
    language: Language,
) -> Result<Vec<ListedOrder>, OrderError> {
    let mut listed = Vec::new();
    for order in services.orders.orders(cart).await? {
        let (info, _) = services.seat_map.venue_of(order.match_id).await.map_err(not_read)?;
        listed.push(ListedOrder {
            code: order.code.to_string(),
            path: format!("/{language}/orders/{}", order.id),
            info: Match::new(&info, language),
            seats: order.items.len(),
            total: order.money,
            phase: phase(&order),
        });
    }
    Ok(listed)
}

fn moment(at: UnixMillis, info: &MatchInfo) -> Moment {
    Moment::new(at, &info.time_zone)
}

fn not_read(error: AllocationError) -> OrderError {
    match error {
        AllocationError::Refused(refused) => OrderError::Refused(refused),
        AllocationError::Store(error) => error.into(),
    }
}

/// How an order stands, as its buyer is told.
fn phase(order: &Order) -> OrderPhase {
    let is = |state| order.payments.last().is_some_and(|payment| payment.state == state);
    match order.state {
        OrderState::Pending if order.open_payment().is_some() => OrderPhase::Checking,
        OrderState::Pending => OrderPhase::Unpaid { declined: is(PaymentState::Declined) },
        OrderState::Paid => OrderPhase::Paid,
        OrderState::Expired => OrderPhase::Expired,
        // It had its seats, and was given up.
        OrderState::Failed if order.reserved_at.is_some() => OrderPhase::Cancelled,
        OrderState::Failed => OrderPhase::Failed,
        OrderState::Cancelled => OrderPhase::Cancelled,
    }
}

/// What goes back to the buyer, all of it together.
fn refund(order: &Order) -> Option<Refund> {
    let of = |state| order.payments.iter().filter(move |payment| payment.state == state);
    let under_way = of(PaymentState::Refunding).count() > 0;
    let amounts = of(PaymentState::Refunding).chain(of(PaymentState::Refunded));
    let amount = amounts.fold(0_i64, |sum, payment| sum.saturating_add(payment.money.amount));
    (amount > 0).then_some(Refund { money: Money { amount, ..order.money }, is_done: !under_way })
}
