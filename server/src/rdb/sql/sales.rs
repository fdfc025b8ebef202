//! What a batch sells and gives back, in the tables of orders.

use super::super::dialect;
use super::{batch::list, error::store_error, lease::Lease};
use crate::rdb::group::{Judged, Sale, SeatKey};
use jari_core::{domain::Refusal, ports::StoreError};

/// What is charged for what is completed without being paid.
const FREE: (i64, &str) = (0, "KRW");

/// Stores what was sold and given back. Answers why one of the sales cannot be: the database's own constraints have the last
/// word, whatever the allocations say.
pub(super) async fn store(tx: &mut Lease, judged: &Judged) -> Result<Option<Refusal>, StoreError> {
    if !judged.voided.is_empty() {
        let row = |sale: &Sale| (sale.order.to_string(), sale.place.seat_id, u8::from(sale.is_settled));
        let voided: Vec<_> = judged.voided.iter().map(row).collect();
        sqlx::query(dialect::VOID_LINES).bind(list(&voided)?).execute(&mut *tx).await.map_err(store_error)?;
    }
    if judged.sold.is_empty() {
        return Ok(None);
    }
    let rows = list(&judged.sold.iter().map(row).collect::<Vec<_>>())?;
    for statement in [dialect::ADD_ORDERS, dialect::ADD_LINES] {
        sqlx::query(statement).bind(&rows).execute(&mut *tx).await.map_err(store_error)?;
    }
    // What was there already was left as it was.
    let stored: Vec<(bool, bool)> =
        sqlx::query_as(dialect::CHECK_LINES).bind(&rows).fetch_all(&mut *tx).await.map_err(store_error)?;
    let refusal = stored.into_iter().find_map(|(is_paid, has_line)| match (is_paid, has_line) {
        (true, true) => None,
        (false, _) => Some(Refusal::OrderEnded),
        (true, false) => Some(Refusal::SeatTaken),
    });
    Ok(refusal)
}

fn row(sale: &Sale) -> impl serde::Serialize + '_ {
    let Sale { place, order, cart, at, is_settled } = sale;
    let (amount, currency) = FREE;
    let SeatKey { match_id, block_id, seat_id } = place;
    let is_settled = u8::from(*is_settled);
    (order.as_str(), cart.as_str(), at, is_settled, match_id, block_id, seat_id, amount, currency)
}
