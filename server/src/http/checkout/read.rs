//! What the pages show, read from the services.

use crate::tickets::{TicketKeys, qr_code};
use app::{
    checkout::{CheckoutLine, OrderPage, OrderPhase, Refund, Summary, TicketView, seat_name},
    page_data::{HeldSeat, Match, Moment, Name},
    server_fns::Services,
    text::matches,
};
use jari_core::{
    domain::{
        CartId, Language, MatchId, MatchInfo, Money, Order, OrderItem, OrderState, PaymentState, SeatId,
        TicketId, UnixMillis, Venue,
        ticket::{TicketClaim, TicketState},
    },
    ports::AllocationError,
    services::OrderError,
};

/// What a cart has on hold in a match, and what it costs.
pub(super) async fn on_hold(
    services: &Services,
    match_id: MatchId,
    cart: &CartId,
    language: Language,
) -> Result<(Summary, Vec<SeatId>), AllocationError> {
    let (info, venue) = services.seat_map.venue_of(match_id).await?;
    let mut held = services.seat_map.held_by(match_id, cart).await?;
    held.sort_by_key(|held| (held.block_id, held.seat_id));
    let held = HeldSeat::all(&held, &services.seat_map, &venue, &info.prices, language);
    let line = |held: &HeldSeat| {
        let block = matches::block_name(language, &held.block_name);
        CheckoutLine {
            seat: seat_name(language, &block, &held.row, &held.number),
            amount: held.price.unwrap_or_default(),
        }
    };
    let lines: Vec<_> = held.iter().map(line).collect();
    let amount = lines.iter().fold(0_i64, |sum, line| sum.saturating_add(line.amount));
    let summary = Summary {
        info: Match::new(&info, language),
        lines,
        total: Money { amount, currency: info.currency },
    };
    Ok((summary, held.iter().map(|held| held.seat_id).collect()))
}

/// How an order of a cart's stands.
pub(super) async fn order_page(
    services: &Services,
    keys: &TicketKeys,
    order: Order,
    language: Language,
) -> Result<OrderPage, OrderError> {
    let (info, venue) = services.seat_map.venue_of(order.match_id).await.map_err(not_read)?;
    let buyer = services.orders.buyer(&order.id, &order.cart).await;
    let name = buyer.map(|buyer| buyer.name().to_owned()).unwrap_or_default();
    let tickets = services.tickets.of_order(&order.id).await?;
    let place = |seat| place(&venue, seat, language);
    let line = |item: &OrderItem| CheckoutLine { seat: place(item.seat_id).0, amount: item.amount };
    let own = Match::new(&info, language);
    let ticket = |(id, state): &(TicketId, TicketState)| {
        let claim = TicketClaim { ticket: *id, match_id: state.match_id, seat_id: state.seat_id };
        let (seat, area) = place(state.seat_id);
        let amount = order.items.iter().find(|item| item.seat_id == state.seat_id);
        TicketView {
            info: own.clone(),
            seat,
            area,
            price: Money { amount: amount.map_or(0, |item| item.amount), ..order.money },
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
            total: order.money,
            info: own.clone(),
        },
        reserved_until: moment(order.reserved_until, &info),
        refund: refund(&order),
        tickets: tickets.iter().map(ticket).collect(),
        can_cancel: can_cancel(services, &order, &info, &tickets),
        path: format!("/{language}/orders/{}", order.id),
        error: None,
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

/// What a seat is called, and its area.
pub(super) fn place(venue: &Venue, seat_id: SeatId, language: Language) -> (String, String) {
    let found = venue.block_of(seat_id).and_then(|block| {
        let seat = block.seats.iter().find(|seat| seat.id == seat_id)?;
        let name = matches::block_name(language, &Name::new(&block.info.name, language));
        let area = Name::new(&block.info.area_name, language).to_string();
        Some((seat_name(language, &name, &seat.row, &seat.number), area))
    });
    found.unwrap_or_default()
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
