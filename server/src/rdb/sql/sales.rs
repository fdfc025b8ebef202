//! What a batch sells and gives back, in the tables of orders.

use super::super::dialect;
use super::{batch::list, error::store_error, lease::Lease, outbox::Outgoing};
use crate::rdb::{
    group::{Judged, Sale, SeatKey},
    order_messages::{Line, OrderEvent, OrderMessage, mail, messages},
};
use jari_core::{
    domain::{
        Destination, OrderId, Refusal, TicketId, UnixMillis,
        command::{CancelledOrder, PaidOrder},
        order::{MailOccasion, OrderMail},
    },
    ports::StoreError,
};

/// What is charged for what is completed without being paid, or is not completed at all, in whatever currency the match is sold
/// for.
pub(super) const FREE: i64 = 0;

/// Stores what was sold and given back, and what is to be told of it. Answers why one of the sales cannot be: the database's own
/// constraints have the last word, whatever the allocations say.
pub(super) async fn store(
    tx: &mut Lease,
    judged: &Judged,
    outgoing: &Outgoing,
) -> Result<Option<Refusal>, StoreError> {
    let voided = void(tx, &judged.voided).await?;
    let is_noted = note_reserved(tx, &judged.reserved).await?
        && note_cancelled(tx, &judged.cancelled).await?
        && note_paid(tx, judged).await?;
    if !is_noted {
        return Ok(Some(Refusal::OrderEnded));
    }
    let prices = match sell(tx, &judged.sold).await? {
        Ok(prices) => prices,
        Err(refusal) => return Ok(Some(refusal)),
    };
    let mut told = Vec::new();
    if outgoing.is_heard_at(Destination::Webhook) {
        let line = |(sale, (amount, currency)): (_, &'_ (i64, String))| (sale, *amount, currency.clone());
        let sold: Vec<_> = judged.sold.iter().zip(&prices).map(line).collect();
        let sold =
            sold.iter().map(|(sale, amount, currency)| Line { sale, amount: *amount, currency }).collect();
        told.extend(messages(OrderEvent::Voided, voided_lines(&judged.voided, &voided))?);
        told.extend(messages(OrderEvent::Paid, sold)?);
    }
    if outgoing.is_heard_at(Destination::Mail) {
        told.extend(mails(judged)?);
    }
    outgoing.write(tx, &told).await?;
    Ok(None)
}

/// What is written to whoever has bought: of orders that a gateway has charged for, as of others nobody is known.
fn mails(judged: &Judged) -> Result<Vec<OrderMessage>, StoreError> {
    let of =
        |order: &OrderId, occasion, at: &UnixMillis| mail(&OrderMail { order: order.clone(), occasion }, *at);
    let paid = judged.paid.iter().map(|(paid, at)| of(&paid.order, MailOccasion::Paid, at));
    let cancelled =
        judged.cancelled.iter().map(|(cancelled, at)| of(&cancelled.order, MailOccasion::Cancelled, at));
    paid.chain(cancelled).collect()
}

/// Order, seat, amount, currency.
type VoidedRow = (String, i64, i64, String);

async fn void(tx: &mut Lease, voided: &[Sale]) -> Result<Vec<VoidedRow>, StoreError> {
    if voided.is_empty() {
        return Ok(Vec::new());
    }
    let row = |sale: &Sale| (sale.order.to_string(), sale.place.seat_id, u8::from(sale.is_settled));
    let rows: Vec<_> = voided.iter().map(row).collect();
    let rows = list(&rows)?;
    // Nobody enters by what was given back.
    sqlx::query(dialect::VOID_TICKETS).bind(&rows).execute(&mut *tx).await.map_err(store_error)?;
    sqlx::query_as(dialect::VOID_LINES).bind(&rows).fetch_all(tx).await.map_err(store_error)
}

fn voided_lines<'a>(sales: &'a [Sale], rows: &'a [VoidedRow]) -> Vec<Line<'a>> {
    let line = |(order, seat, amount, currency): &'a VoidedRow| {
        let is_it = |sale: &&Sale| sale.order.as_str() == order && sale.place.seat_id.0 == *seat;
        sales.iter().find(is_it).map(|sale| Line { sale, amount: *amount, currency })
    };
    rows.iter().filter_map(line).collect()
}

/// Notes which orders have their seats; whether all of them may.
async fn note_reserved(tx: &mut Lease, reserved: &[(OrderId, UnixMillis)]) -> Result<bool, StoreError> {
    if reserved.is_empty() {
        return Ok(true);
    }
    let rows: Vec<_> = reserved.iter().map(|(order, now)| (order.as_str(), now)).collect();
    changes(tx, dialect::NOTE_RESERVED, &rows).await
}

/// Notes which orders are given back, and that their payments are to be refunded; whether all of them can be, as none has changed since it
/// was read, and nobody has entered by them.
async fn note_cancelled(
    tx: &mut Lease,
    cancelled: &[(CancelledOrder, UnixMillis)],
) -> Result<bool, StoreError> {
    if cancelled.is_empty() {
        return Ok(true);
    }
    let row = |(cancelled, now): &(CancelledOrder, UnixMillis)| {
        (cancelled.order.to_string(), cancelled.version, cancelled.payment.to_string(), *now)
    };
    let rows: Vec<_> = cancelled.iter().map(row).collect();
    if !changes(tx, dialect::NOTE_CANCELLED, &rows).await? {
        return Ok(false);
    }
    if !changes(tx, dialect::NOTE_REFUNDING, &rows).await? {
        return Err(StoreError::Inconsistent(
            "an order is given back that was paid by another payment".to_owned(),
        ));
    }
    Ok(true)
}

/// Notes which orders are paid, and by what, and makes their tickets; whether all of them can be, as none has changed since it was read.
async fn note_paid(tx: &mut Lease, judged: &Judged) -> Result<bool, StoreError> {
    if judged.paid.is_empty() {
        return Ok(true);
    }
    let row = |(paid, now): &(PaidOrder, UnixMillis)| {
        let PaidOrder { order, version, payment, gateway_id, .. } = paid;
        (order.to_string(), *version, payment.to_string(), gateway_id.clone(), *now)
    };
    let rows: Vec<_> = judged.paid.iter().map(row).collect();
    if !changes(tx, dialect::NOTE_PAID, &rows).await? {
        return Ok(false);
    }
    if !changes(tx, dialect::NOTE_CAPTURED, &rows).await? {
        return Err(StoreError::Inconsistent("an order is paid by a payment that is not its own".to_owned()));
    }
    let is_paid = |sale: &&Sale| judged.paid.iter().any(|(paid, _)| paid.order == sale.order);
    let ticket = |Sale { place, order, at, .. }: &Sale| {
        (
            TicketId::from_random(rand::random()).to_string(),
            order.to_string(),
            place.match_id,
            place.seat_id,
            *at,
        )
    };
    let tickets: Vec<_> = judged.sold.iter().filter(is_paid).map(ticket).collect();
    match changes(tx, dialect::ADD_TICKETS, &tickets).await {
        // Somebody has a valid ticket for one of the seats, whatever the allocations say.
        Err(StoreError::Inconsistent(_)) => Ok(false),
        added => added,
    }
}

/// Carries out a statement over a list; whether each of its rows has changed one.
async fn changes<T: serde::Serialize>(
    tx: &mut Lease,
    statement: &'static str,
    rows: &[T],
) -> Result<bool, StoreError> {
    let changed = sqlx::query(statement).bind(list(&rows)?).execute(tx).await.map_err(store_error)?;
    Ok(usize::try_from(changed.rows_affected()) == Ok(rows.len()))
}

/// Stores what was sold; answers what each line costs and in which currency, or why one of them cannot be.
async fn sell(tx: &mut Lease, sold: &[Sale]) -> Result<Result<Vec<(i64, String)>, Refusal>, StoreError> {
    if sold.is_empty() {
        return Ok(Ok(Vec::new()));
    }
    let rows = list(&sold.iter().map(row).collect::<Vec<_>>())?;
    for statement in [dialect::ADD_ORDERS, dialect::ADD_LINES] {
        sqlx::query(statement).bind(&rows).execute(&mut *tx).await.map_err(store_error)?;
    }
    // What was there already was left as it was.
    let stored: Vec<(bool, bool, i64, String)> =
        sqlx::query_as(dialect::CHECK_LINES).bind(&rows).fetch_all(tx).await.map_err(store_error)?;
    let line = |(is_paid, has_line, amount, currency)| match (is_paid, has_line) {
        (true, true) => Ok((amount, currency)),
        (false, _) => Err(Refusal::OrderEnded),
        (true, false) => Err(Refusal::SeatTaken),
    };
    Ok(stored.into_iter().map(line).collect())
}

fn row(sale: &Sale) -> impl serde::Serialize + '_ {
    let Sale { place, order, cart, at, is_settled } = sale;
    let SeatKey { match_id, block_id, seat_id } = place;
    let is_settled = u8::from(*is_settled);
    (order.as_str(), cart.as_str(), at, is_settled, match_id, block_id, seat_id, FREE)
}
