//! An order as it is read.

use jari_core::{
    domain::{
        BlockId, CartId, Currency, Language, MatchId, Money, Order, OrderCode, OrderId, OrderItem, Payment,
        PaymentId, SeatId, UnixMillis,
    },
    ports::StoreError,
};
use serde::Deserialize;

/// One row of [`super::super::dialect::READ_ORDER`].
#[derive(sqlx::FromRow)]
pub(super) struct OrderRow {
    id: String,
    code: String,
    match_id: i64,
    cart: String,
    status: String,
    fee: i64,
    amount: i64,
    currency: String,
    language: String,
    created_at: i64,
    reserved_until: i64,
    reserved_at: Option<i64>,
    free_at: Option<i64>,
    version: i64,
    items: String,
    payments: String,
}

#[derive(Deserialize)]
struct ItemRow(BlockId, SeatId, Option<String>, i64);

#[derive(Deserialize)]
struct PaymentRow {
    id: String,
    gateway: String,
    gateway_id: Option<String>,
    status: String,
    amount: i64,
    currency: Currency,
    pay_url: Option<String>,
    reason: Option<String>,
    created_at: UnixMillis,
    asked_at: Option<UnixMillis>,
    ask_at: Option<UnixMillis>,
    attempts: u32,
    confirming_until: Option<UnixMillis>,
}

impl OrderRow {
    pub(super) fn order(self) -> Result<Order, StoreError> {
        let items: Vec<ItemRow> = serde_json::from_str(&self.items).map_err(unreadable)?;
        let mut items: Vec<_> = items.into_iter().map(ItemRow::item).collect();
        items.sort_by_key(|item| (item.block_id, item.seat_id));
        let payments: Vec<PaymentRow> = serde_json::from_str(&self.payments).map_err(unreadable)?;
        let mut payments = payments.into_iter().map(PaymentRow::payment).collect::<Result<Vec<_>, _>>()?;
        payments.sort_by(|one, other| (one.created_at, &one.id).cmp(&(other.created_at, &other.id)));
        let currency = Currency::from_stored(&self.currency).map_err(unreadable)?;
        Ok(Order {
            id: OrderId::from_stored(self.id),
            code: OrderCode::from_stored(self.code),
            match_id: MatchId(self.match_id),
            cart: CartId::from_verified(self.cart),
            state: self.status.parse().map_err(unreadable)?,
            items,
            fee: self.fee,
            money: Money { amount: self.amount, currency },
            language: self.language.parse::<Language>().unwrap_or_default(),
            created_at: UnixMillis(self.created_at),
            reserved_until: UnixMillis(self.reserved_until),
            reserved_at: self.reserved_at.map(UnixMillis),
            free_at: self.free_at.map(UnixMillis),
            version: self.version,
            payments,
        })
    }
}

impl ItemRow {
    fn item(self) -> OrderItem {
        let Self(block_id, seat_id, ticket_type, amount) = self;
        OrderItem { block_id, seat_id, ticket_type, amount }
    }
}

impl PaymentRow {
    fn payment(self) -> Result<Payment, StoreError> {
        Ok(Payment {
            id: PaymentId::from_stored(self.id),
            gateway: self.gateway,
            gateway_id: self.gateway_id,
            state: self.status.parse().map_err(unreadable)?,
            money: Money { amount: self.amount, currency: self.currency },
            pay_url: self.pay_url,
            reason: self.reason,
            created_at: self.created_at,
            asked_at: self.asked_at,
            ask_at: self.ask_at,
            attempts: self.attempts,
            confirming_until: self.confirming_until,
        })
    }
}

fn unreadable(error: impl std::error::Error) -> StoreError {
    StoreError::Inconsistent(error.to_string())
}
