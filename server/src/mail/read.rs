//! What is written, read from the stores.

use crate::tickets::{
    SeatWords, TicketKeys, TooLong, calendar, checkout_line, entry, qr_png, seat_words, type_name,
};
use app::{
    checkout::{Refund, Summary},
    mails::{Letter, LetterKind, LetterLinks, LetterTicket},
    page_data::{Match, Moment},
};
use jari_core::{
    domain::{
        Buyer, MatchInfo, Money, Order, OrderItem, OrderState, Payment, PaymentState, Venue,
        order::{MailOccasion, OrderMail},
        ticket::{TicketClaim, TicketState},
    },
    ports::{Catalogue, OrderStore, StoreError, TicketStore},
};
use std::sync::Arc;

/// Reads what is written.
pub(super) struct Letters {
    pub(super) catalogue: Arc<dyn Catalogue>,
    pub(super) orders: Arc<dyn OrderStore>,
    pub(super) tickets: Arc<dyn TicketStore>,
    pub(super) keys: TicketKeys,
    /// What the site is called, if that is known.
    pub(super) origin: Option<String>,
}

/// A mail before it is put together.
pub(super) struct Written {
    pub(super) letter: Letter,
    pub(super) buyer: Buyer,
    /// The pictures of the tickets' codes, by their ids.
    pub(super) pictures: Vec<(String, Vec<u8>)>,
    /// The match for a calendar.
    pub(super) calendar: Option<String>,
}

impl Letters {
    /// What is written, by the key of its message; none where there is nobody to write to any more, or it is not so any more.
    pub(super) async fn read(&self, mail: &OrderMail, key: &str) -> Result<Option<Written>, StoreError> {
        let Some(order) = self.orders.find(&mail.order).await? else { return Ok(None) };
        let Some((kind, refund)) = told(&order, &mail.occasion) else { return Ok(None) };
        let Some(buyer) = self.orders.buyer(&order.id).await? else { return Ok(None) };
        let missing = || StoreError::Inconsistent(format!("the match of order {} is not there", order.code));
        let info = self.catalogue.find_match(order.match_id).await?.ok_or_else(missing)?;
        let venue = self.catalogue.venue(info.venue_id).await?.ok_or_else(missing)?;
        let tickets = match kind {
            LetterKind::Paid => self.tickets.of_order(&order.id).await?,
            LetterKind::Cancelled | LetterKind::Returned { .. } => Vec::new(),
        };
        let valid: Vec<_> = tickets.into_iter().filter(|(_, ticket)| ticket.is_valid).collect();
        // All of it was given back seat by seat.
        if kind == LetterKind::Paid && valid.is_empty() {
            return Ok(None);
        }
        let too_long = |error: TooLong| StoreError::Inconsistent(error.to_string());
        let mut pictures = Vec::with_capacity(valid.len());
        for (number, (id, ticket)) in valid.iter().enumerate() {
            let claim = TicketClaim { ticket: *id, match_id: ticket.match_id, seat_id: ticket.seat_id };
            let picture = qr_png(&self.keys.sign(claim)).map_err(too_long)?;
            pictures.push((format!("ticket-{}.{key}@jari", number + 1), picture));
        }
        let tickets = valid.iter().zip(&pictures);
        let tickets = tickets.map(|((_, ticket), (id, _))| letter_ticket(&order, &info, &venue, ticket, id));
        let language = order.language;
        let file = (kind == LetterKind::Paid)
            .then(|| calendar(&entry(&order, &info, &venue, language, self.origin.as_deref())));
        let links = self.origin.as_ref().map(|origin| LetterLinks {
            order: format!("{origin}/{language}/orders/{}", order.id),
            find: format!("{origin}/{language}/orders/find?code={}", order.code),
        });
        let letter = Letter {
            language,
            kind,
            code: order.code.to_string(),
            name: buyer.name().to_owned(),
            info: Match::new(&info, language),
            summary: summary(&order, &info, &venue),
            tickets: tickets.collect(),
            refund,
            links,
        };
        Ok(Some(Written { letter, buyer, pictures, calendar: file }))
    }
}

/// How it is told, and what goes back; none where it is not so, or not so any more.
fn told(order: &Order, occasion: &MailOccasion) -> Option<(LetterKind, Option<Refund>)> {
    let is_back = |payment: &&Payment| payment.state == PaymentState::Refunded;
    let goes_back =
        |payment: &&Payment| matches!(payment.state, PaymentState::Refunding | PaymentState::Refunded);
    let refund = |payments: &[&Payment]| {
        let amount = payments.iter().fold(0_i64, |sum, payment| sum.saturating_add(payment.money.amount));
        let is_done = payments.iter().all(is_back);
        (amount > 0).then_some(Refund { money: Money { amount, ..order.money }, is_done })
    };
    match occasion {
        MailOccasion::Paid => (order.state == OrderState::Paid).then_some((LetterKind::Paid, None)),
        MailOccasion::Cancelled => (order.state == OrderState::Cancelled).then(|| {
            let all: Vec<_> = order.payments.iter().filter(goes_back).collect();
            (LetterKind::Cancelled, refund(&all))
        }),
        MailOccasion::ChargeReturned(id) => {
            let payment = order.payment(id).filter(goes_back)?;
            let is_paid = order.state == OrderState::Paid;
            Some((LetterKind::Returned { is_paid }, refund(&[payment])))
        }
    }
}

fn summary(order: &Order, info: &MatchInfo, venue: &Venue) -> Summary {
    let language = order.language;
    let line = |item: &OrderItem| checkout_line(info, venue, item, language);
    Summary {
        info: Match::new(info, language),
        lines: order.items.iter().map(line).collect(),
        fee: order.fee,
        total: order.money,
    }
}

fn letter_ticket(
    order: &Order,
    info: &MatchInfo,
    venue: &Venue,
    ticket: &TicketState,
    content_id: &str,
) -> LetterTicket {
    let language = order.language;
    let SeatWords { seat, area, section, notes } = seat_words(venue, ticket.seat_id, language);
    let section = (section != area).then_some(section);
    let area: Vec<_> = [Some(area), section, notes].into_iter().flatten().collect();
    let item = order.items.iter().find(|item| item.seat_id == ticket.seat_id);
    LetterTicket {
        seat,
        area: area.join(" · "),
        kind: item.and_then(|item| type_name(info, item.ticket_type.as_deref()?, language)),
        price: Money { amount: item.map_or(0, |item| item.amount), ..order.money },
        entered: ticket.entered.as_ref().map(|entered| Moment::new(entered.at, &info.time_zone)),
        content_id: content_id.to_owned(),
    }
}
