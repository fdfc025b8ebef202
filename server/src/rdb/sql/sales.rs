//! What a batch sells and gives back, in the tables of orders.

use super::super::dialect;
use super::{batch::list, error::store_error, lease::Lease, outbox::Outgoing};
use crate::rdb::{
    group::{Judged, Sale, SeatKey},
    order_messages::{Line, OrderEvent, messages},
};
use jari_core::{domain::Refusal, ports::StoreError};

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
    let currencies = match sell(tx, &judged.sold).await? {
        Ok(currencies) => currencies,
        Err(refusal) => return Ok(Some(refusal)),
    };
    if outgoing.is_heard() {
        let line = |(sale, currency)| Line { sale, amount: FREE, currency };
        let sold = judged.sold.iter().zip(currencies.iter().map(String::as_str)).map(line).collect();
        let mut told = messages(OrderEvent::Voided, voided_lines(&judged.voided, &voided))?;
        told.extend(messages(OrderEvent::Paid, sold)?);
        outgoing.write(tx, &told).await?;
    }
    Ok(None)
}

/// Order, seat, amount, currency.
type VoidedRow = (String, i64, i64, String);

async fn void(tx: &mut Lease, voided: &[Sale]) -> Result<Vec<VoidedRow>, StoreError> {
    if voided.is_empty() {
        return Ok(Vec::new());
    }
    let row = |sale: &Sale| (sale.order.to_string(), sale.place.seat_id, u8::from(sale.is_settled));
    let rows: Vec<_> = voided.iter().map(row).collect();
    sqlx::query_as(dialect::VOID_LINES).bind(list(&rows)?).fetch_all(tx).await.map_err(store_error)
}

fn voided_lines<'a>(sales: &'a [Sale], rows: &'a [VoidedRow]) -> Vec<Line<'a>> {
    let line = |(order, seat, amount, currency): &'a VoidedRow| {
        let is_it = |sale: &&Sale| sale.order.as_str() == order && sale.place.seat_id.0 == *seat;
        sales.iter().find(is_it).map(|sale| Line { sale, amount: *amount, currency })
    };
    rows.iter().filter_map(line).collect()
}

/// Stores what was sold; answers the currency of each line's order, or why one of them cannot be.
async fn sell(tx: &mut Lease, sold: &[Sale]) -> Result<Result<Vec<String>, Refusal>, StoreError> {
    if sold.is_empty() {
        return Ok(Ok(Vec::new()));
    }
    let rows = list(&sold.iter().map(row).collect::<Vec<_>>())?;
    for statement in [dialect::ADD_ORDERS, dialect::ADD_LINES] {
        sqlx::query(statement).bind(&rows).execute(&mut *tx).await.map_err(store_error)?;
    }
    // What was there already was left as it was.
    let stored: Vec<(bool, bool, String)> =
        sqlx::query_as(dialect::CHECK_LINES).bind(&rows).fetch_all(tx).await.map_err(store_error)?;
    let line = |(is_paid, has_line, currency)| match (is_paid, has_line) {
        (true, true) => Ok(currency),
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
