//! What is written of orders: each a part of a transaction, which others may share.

use super::super::dialect;
use super::{batch::list, error::store_error, lease::Lease, outbox::Outgoing, shared_writes::Write};
use crate::rdb::order_messages::mail;
use async_trait::async_trait;
use jari_core::{
    domain::{
        Buyer, Destination, MatchId, Order, Payment, PaymentId, PaymentState,
        order::{MailOccasion, OrderMail, email_key, phone_key},
    },
    ports::{NewOrder, StoreError},
};

/// What became of an order that is to be made.
pub(super) enum Inserted {
    /// It is made.
    All,
    /// There is one by its key or its code.
    IsThere,
    /// Its buyer would have too many seats.
    TooManySeats,
}

/// An order that is made.
pub(super) struct NewRows(pub(super) NewOrder);

#[async_trait]
impl Write for NewRows {
    type Done = Inserted;

    async fn write(&self, tx: &mut Lease) -> Result<Inserted, StoreError> {
        let Self(new) = self;
        let (order, keys) = (&new.order, BuyerKeys::of(&new.buyer));
        if new.most_of_buyer.is_some() {
            // Of one buyer's orders at the same time each counts those before it.
            dialect::lock_buyer(&mut *tx, order.match_id, [&keys.email, &keys.phone])
                .await
                .map_err(store_error)?;
        }
        let made = sqlx::query(
            "INSERT INTO orders (id, match_id, cart, status, amount, currency, created_at, updated_at, code, idempotency_key, fee,
                                 language, reserved_until, due_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $7, $8, $9, $10, $11, $12, $13) ON CONFLICT DO NOTHING",
        )
        .bind(order.id.as_str())
        .bind(order.match_id.0)
        .bind(order.cart.as_str())
        .bind(order.state.as_str())
        .bind(order.money.amount)
        .bind(order.money.currency.as_str())
        .bind(order.created_at.0)
        .bind(order.code.as_str())
        .bind(&new.key)
        .bind(order.fee)
        .bind(order.language.as_str())
        .bind(order.reserved_until.0)
        .bind(order.due_at().map(|at| at.0))
        .execute(&mut *tx)
        .await
        .map_err(store_error)?;
        if made.rows_affected() == 0 {
            return Ok(Inserted::IsThere);
        }
        if let Some(most) = new.most_of_buyer
            && keys.seats(&mut *tx, order.match_id).await? + order.items.len() as u64 > u64::from(most)
        {
            // Others share the transaction: nothing stays of it.
            sqlx::query("DELETE FROM orders WHERE id = $1")
                .bind(order.id.as_str())
                .execute(&mut *tx)
                .await
                .map_err(store_error)?;
            return Ok(Inserted::TooManySeats);
        }
        let item = |item: &jari_core::domain::OrderItem| {
            (order.id.to_string(), item.block_id, item.seat_id, item.ticket_type.clone(), item.amount)
        };
        sqlx::query(dialect::ADD_ITEMS)
            .bind(list(&order.items.iter().map(item).collect::<Vec<_>>())?)
            .execute(&mut *tx)
            .await
            .map_err(store_error)?;
        const ADD_BUYER: &str =
            "INSERT INTO order_buyers (order_id, name, email, phone, email_key, phone_key)
                                 VALUES ($1, $2, $3, $4, $5, $6)";
        sqlx::query(ADD_BUYER)
            .bind(order.id.as_str())
            .bind(new.buyer.name())
            .bind(new.buyer.email())
            .bind(new.buyer.phone())
            .bind(&keys.email)
            .bind(&keys.phone)
            .execute(&mut *tx)
            .await
            .map_err(store_error)?;
        Ok(Inserted::All)
    }
}

/// An order that has changed: none if it was not as it was read, and otherwise whether something is to be told of it.
pub(super) struct Changed {
    pub(super) order: Order,
    pub(super) outgoing: Outgoing,
}

#[async_trait]
impl Write for Changed {
    type Done = Option<bool>;

    async fn write(&self, tx: &mut Lease) -> Result<Option<bool>, StoreError> {
        let Self { order, outgoing } = self;
        let stored = sqlx::query(
            "UPDATE orders SET status = $3, free_at = $4, due_at = $5, claimed_until = NULL, version = version + 1
             WHERE id = $1 AND version = $2",
        )
        .bind(order.id.as_str())
        .bind(order.version)
        .bind(order.state.as_str())
        .bind(order.free_at.map(|at| at.0))
        .bind(order.due_at().map(|at| at.0))
        .execute(&mut *tx)
        .await
        .map_err(store_error)?;
        if stored.rows_affected() == 0 {
            return Ok(None);
        }
        let is_told = tell_of_returned(outgoing, &mut *tx, order).await?;
        save_payments(tx, order).await?;
        Ok(Some(is_told))
    }
}

/// Writes to whoever has paid for nothing, where it is decided by this change that a charge goes back; whether something was
/// written. What an order was paid with goes back where the order is given back, which is told there.
async fn tell_of_returned(outgoing: &Outgoing, tx: &mut Lease, order: &Order) -> Result<bool, StoreError> {
    let is_returned = |payment: &&Payment| payment.state == PaymentState::Refunding;
    let returned: Vec<_> = order.payments.iter().filter(is_returned).map(|payment| &payment.id).collect();
    if returned.is_empty() || !outgoing.is_heard_at(Destination::Mail) {
        return Ok(false);
    }
    let before: Vec<String> =
        sqlx::query_scalar("SELECT id FROM payments WHERE order_id = $1 AND status = 'REFUNDING'")
            .bind(order.id.as_str())
            .fetch_all(&mut *tx)
            .await
            .map_err(store_error)?;
    let is_new = |id: &&&PaymentId| !before.iter().any(|before| before == id.as_str());
    let mail = |id: &&PaymentId| {
        let occasion = MailOccasion::ChargeReturned((*id).clone());
        let at = order.payment(id).and_then(|payment| payment.asked_at).unwrap_or(order.created_at);
        mail(&OrderMail { order: order.id.clone(), occasion }, at)
    };
    let messages = returned.iter().filter(is_new).map(mail).collect::<Result<Vec<_>, _>>()?;
    outgoing.write(tx, &messages).await?;
    Ok(!messages.is_empty())
}

/// By what a buyer is known again. It is erased with the rest of what is people's own.
struct BuyerKeys {
    email: String,
    phone: String,
}

impl BuyerKeys {
    fn of(buyer: &Buyer) -> Self {
        Self { email: email_key(buyer.email()), phone: phone_key(buyer.phone()) }
    }

    /// The seats of a match that the buyer has ordered, and that are paid or may yet be: by e-mail address or by phone.
    async fn seats(&self, tx: &mut Lease, match_id: MatchId) -> Result<u64, StoreError> {
        let seats: i64 = sqlx::query_scalar(
            "SELECT count(*) FROM order_items AS i JOIN orders AS o ON o.id = i.order_id
             WHERE o.match_id = $1 AND o.status IN ('PENDING', 'PAID') AND o.id IN (
                 SELECT order_id FROM order_buyers WHERE email_key = $2
                 UNION SELECT order_id FROM order_buyers WHERE phone_key = $3)",
        )
        .bind(match_id.0)
        .bind(&self.email)
        .bind(&self.phone)
        .fetch_one(tx)
        .await
        .map_err(store_error)?;
        Ok(u64::try_from(seats).unwrap_or_default())
    }
}

async fn save_payments(tx: &mut Lease, order: &Order) -> Result<(), StoreError> {
    if order.payments.is_empty() {
        return Ok(());
    }
    let row = |payment: &Payment| {
        (
            payment.id.to_string(),
            order.id.to_string(),
            payment.gateway.clone(),
            payment.gateway_id.clone(),
            payment.state.as_str(),
            payment.money.amount,
            payment.money.currency,
            payment.pay_url.clone(),
            payment.reason.clone(),
            payment.created_at,
            payment.asked_at,
            payment.ask_at,
            payment.attempts,
            payment.confirming_until,
        )
    };
    sqlx::query(dialect::SAVE_PAYMENTS)
        .bind(list(&order.payments.iter().map(row).collect::<Vec<_>>())?)
        .execute(tx)
        .await
        .map(drop)
        .map_err(store_error)
}
