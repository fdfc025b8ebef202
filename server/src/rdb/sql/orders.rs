//! Orders, their payments and their buyers.

use super::super::dialect;
use super::{
    connections::Connections,
    error::store_error,
    order_rows::OrderRow,
    order_writes::{Changed, Inserted, NewRows},
    outbox::Outgoing,
    prune::prune,
    shared_writes::SharedWrites,
};
use async_trait::async_trait;
use jari_core::{
    domain::{
        Buyer, CartId, CategoryId, MatchId, Order, OrderCode, OrderId, PaymentId, UnixMillis,
        order::{Books, SoldPart},
    },
    ports::{NewOrder, OrderStore, Placed, StoreError},
};

/// [`OrderStore`] over a database.
pub(super) struct SqlOrders {
    db: Connections,
    outgoing: Outgoing,
    writes: SharedWrites,
}

impl SqlOrders {
    pub(super) const fn new(db: Connections, outgoing: Outgoing, writes: SharedWrites) -> Self {
        Self { db, outgoing, writes }
    }

    /// The order that a cart has made by a key, and its buyer.
    async fn before(&self, new: &NewOrder) -> Result<Option<(Order, Option<Buyer>)>, StoreError> {
        let id: Option<String> = sqlx::query_scalar(
            "SELECT id FROM orders WHERE cart = $1 AND match_id = $2 AND idempotency_key = $3",
        )
        .bind(new.order.cart.as_str())
        .bind(new.order.match_id.0)
        .bind(&new.key)
        .fetch_optional(&mut self.db.reader().await?)
        .await
        .map_err(store_error)?;
        let Some(id) = id.map(OrderId::from_stored) else { return Ok(None) };
        let buyer = self.buyer(&id).await?;
        Ok(self.find(&id).await?.map(|order| (order, buyer)))
    }
}

#[async_trait]
impl OrderStore for SqlOrders {
    async fn place(&self, new: &NewOrder) -> Result<Placed, StoreError> {
        Ok(match self.writes.write(NewRows(new.clone())).await? {
            Inserted::All => Placed::Made,
            Inserted::TooManySeats => Placed::TooManySeats,
            Inserted::IsThere => match self.before(new).await? {
                Some((order, buyer)) => Placed::Before(Box::new(order), buyer),
                None => Placed::CodeTaken,
            },
        })
    }

    async fn find(&self, id: &OrderId) -> Result<Option<Order>, StoreError> {
        // It is one statement, which sees one moment.
        let row: Option<OrderRow> = sqlx::query_as(dialect::READ_ORDER)
            .bind(id.as_str())
            .fetch_optional(&mut self.db.reader().await?)
            .await
            .map_err(store_error)?;
        row.map(OrderRow::order).transpose()
    }

    async fn with_code(&self, code: &OrderCode) -> Result<Option<OrderId>, StoreError> {
        let id: Option<String> = sqlx::query_scalar("SELECT id FROM orders WHERE code = $1")
            .bind(code.as_str())
            .fetch_optional(&mut self.db.reader().await?)
            .await
            .map_err(store_error)?;
        Ok(id.map(OrderId::from_stored))
    }

    async fn paid_of(&self, match_id: MatchId, limit: u32) -> Result<Vec<OrderId>, StoreError> {
        let ids: Vec<String> = sqlx::query_scalar(
            "SELECT id FROM orders WHERE match_id = $1 AND status = 'PAID' AND code IS NOT NULL ORDER BY id LIMIT $2",
        )
        .bind(match_id.0)
        .bind(i64::from(limit))
        .fetch_all(&mut self.db.reader().await?)
        .await
        .map_err(store_error)?;
        Ok(ids.into_iter().map(OrderId::from_stored).collect())
    }

    async fn called(&self, code: &OrderCode) -> Result<Option<(OrderId, Buyer)>, StoreError> {
        let row: Option<(String, String, String, String)> = sqlx::query_as(
            "SELECT o.id, b.name, b.email, b.phone FROM orders AS o JOIN order_buyers AS b ON b.order_id = o.id WHERE o.code = $1",
        )
        .bind(code.as_str())
        .fetch_optional(&mut self.db.reader().await?)
        .await
        .map_err(store_error)?;
        Ok(row.map(|(id, name, email, phone)| {
            (OrderId::from_stored(id), Buyer::from_stored(name, email, phone))
        }))
    }

    async fn of_cart(&self, cart: &CartId, limit: u32) -> Result<Vec<Order>, StoreError> {
        let ids: Vec<String> = sqlx::query_scalar(
            "SELECT id FROM orders WHERE cart = $1 AND idempotency_key IS NOT NULL ORDER BY created_at DESC, id LIMIT $2",
        )
        .bind(cart.as_str())
        .bind(i64::from(limit))
        .fetch_all(&mut self.db.reader().await?)
        .await
        .map_err(store_error)?;
        let mut orders = Vec::with_capacity(ids.len());
        for id in ids {
            orders.extend(self.find(&OrderId::from_stored(id)).await?);
        }
        Ok(orders)
    }

    async fn order_of(&self, payment: &PaymentId) -> Result<Option<OrderId>, StoreError> {
        let id: Option<String> = sqlx::query_scalar("SELECT order_id FROM payments WHERE id = $1")
            .bind(payment.as_str())
            .fetch_optional(&mut self.db.reader().await?)
            .await
            .map_err(store_error)?;
        Ok(id.map(OrderId::from_stored))
    }

    async fn payment_called(&self, gateway: &str, gateway_id: &str) -> Result<Option<PaymentId>, StoreError> {
        let id: Option<String> =
            sqlx::query_scalar("SELECT id FROM payments WHERE gateway = $1 AND gateway_id = $2")
                .bind(gateway)
                .bind(gateway_id)
                .fetch_optional(&mut self.db.reader().await?)
                .await
                .map_err(store_error)?;
        Ok(id.map(PaymentId::from_stored))
    }

    async fn buyer(&self, id: &OrderId) -> Result<Option<Buyer>, StoreError> {
        let row: Option<(String, String, String)> =
            sqlx::query_as("SELECT name, email, phone FROM order_buyers WHERE order_id = $1")
                .bind(id.as_str())
                .fetch_optional(&mut self.db.reader().await?)
                .await
                .map_err(store_error)?;
        Ok(row.map(|(name, email, phone)| Buyer::from_stored(name, email, phone)))
    }

    async fn save(&self, order: &Order) -> Result<bool, StoreError> {
        let changed = Changed { order: order.clone(), outgoing: self.outgoing.clone() };
        let Some(is_told) = self.writes.write(changed).await? else { return Ok(false) };
        if is_told {
            self.outgoing.written();
        }
        Ok(true)
    }

    async fn claim(
        &self,
        now: UnixMillis,
        until: UnixMillis,
        limit: u32,
    ) -> Result<Vec<OrderId>, StoreError> {
        // Most looks find nothing, and must not wait for or hold up whoever writes.
        let is_due: bool = sqlx::query_scalar(
            "SELECT EXISTS (SELECT 1 FROM orders WHERE due_at <= $1 AND (claimed_until IS NULL OR claimed_until <= $1))",
        )
        .bind(now.0)
        .fetch_one(&mut self.db.reader().await?)
        .await
        .map_err(store_error)?;
        if !is_due {
            return Ok(Vec::new());
        }
        let mut tx = self.db.begin_write().await?;
        let ids: Vec<String> = sqlx::query_scalar(dialect::CLAIM_ORDERS)
            .bind(now.0)
            .bind(until.0)
            .bind(i64::from(limit))
            .fetch_all(&mut tx)
            .await
            .map_err(store_error)?;
        tx.commit().await.map_err(store_error)?;
        Ok(ids.into_iter().map(OrderId::from_stored).collect())
    }

    async fn oldest_due(&self) -> Result<Option<UnixMillis>, StoreError> {
        let oldest: Option<i64> =
            sqlx::query_scalar("SELECT min(due_at) FROM orders WHERE due_at IS NOT NULL")
                .fetch_one(&mut self.db.reader().await?)
                .await
                .map_err(store_error)?;
        Ok(oldest.map(UnixMillis))
    }

    async fn forget(&self, code: &OrderCode) -> Result<bool, StoreError> {
        let mut tx = self.db.begin_write().await?;
        let id: Option<String> = sqlx::query_scalar("SELECT id FROM orders WHERE code = $1")
            .bind(code.as_str())
            .fetch_optional(&mut tx)
            .await
            .map_err(store_error)?;
        let Some(id) = id else { return Ok(false) };
        sqlx::query("DELETE FROM order_buyers WHERE order_id = $1")
            .bind(id)
            .execute(&mut tx)
            .await
            .map_err(store_error)?;
        tx.commit().await.map_err(store_error)?;
        Ok(true)
    }

    async fn forget_before(&self, started: UnixMillis, limit: u32) -> Result<u64, StoreError> {
        const BUYERS: &str = "DELETE FROM order_buyers WHERE order_id IN (
            SELECT b.order_id FROM order_buyers AS b JOIN orders AS o ON o.id = b.order_id JOIN matches AS m ON m.id = o.match_id
            WHERE m.starts_at < $1 LIMIT $2)";
        prune(&self.db, BUYERS, started, limit).await
    }

    async fn sold_by_type(&self, match_id: MatchId) -> Result<Vec<SoldPart>, StoreError> {
        let rows: Vec<(Option<i64>, Option<String>, i64, i64)> = sqlx::query_as(
            "SELECT s.category_id, i.ticket_type, count(*), CAST(sum(l.amount) AS BIGINT)
             FROM order_lines AS l JOIN seats AS s ON s.id = l.seat_id
             LEFT JOIN order_items AS i ON i.order_id = l.order_id AND i.seat_id = l.seat_id
             WHERE l.match_id = $1 AND l.valid GROUP BY s.category_id, i.ticket_type ORDER BY s.category_id, i.ticket_type",
        )
        .bind(match_id.0)
        .fetch_all(&mut self.db.reader().await?)
        .await
        .map_err(store_error)?;
        let part =
            |(category, ticket_type, seats, amount): (Option<i64>, Option<String>, i64, i64)| SoldPart {
                category_id: category.map(CategoryId),
                ticket_type,
                seats: u32::try_from(seats).unwrap_or(u32::MAX),
                amount,
            };
        Ok(rows.into_iter().map(part).collect())
    }

    async fn books(&self, match_id: MatchId) -> Result<Books, StoreError> {
        let (sold, awaiting, charged, refunded, pending): (i64, i64, i64, i64, i64) = sqlx::query_as(
            "SELECT CAST((SELECT coalesce(sum(amount), 0) FROM order_lines WHERE match_id = $1 AND valid)
                       + (SELECT coalesce(sum(fee), 0) FROM orders WHERE match_id = $1 AND status = 'PAID') AS BIGINT),
                    CAST(coalesce(sum(CASE WHEN p.status = 'REFUNDING' THEN p.amount END), 0) AS BIGINT),
                    CAST(coalesce(sum(CASE WHEN p.status IN ('CAPTURED', 'REFUNDING', 'REFUNDED') THEN p.amount END), 0) AS BIGINT),
                    CAST(coalesce(sum(CASE WHEN p.status = 'REFUNDED' THEN p.amount END), 0) AS BIGINT),
                    CAST(coalesce(sum(CASE WHEN p.status IN ('CREATED', 'PROCESSING', 'UNKNOWN') THEN p.amount END), 0) AS BIGINT)
             FROM payments AS p JOIN orders AS o ON o.id = p.order_id WHERE o.match_id = $1",
        )
        .bind(match_id.0)
        .fetch_one(&mut self.db.reader().await?)
        .await
        .map_err(store_error)?;
        Ok(Books { sold, awaiting, charged, refunded, pending })
    }
}
