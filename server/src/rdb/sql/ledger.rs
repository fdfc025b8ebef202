//! What was sold.

use super::{connections::Connections, error::store_error};
use crate::rdb::group::{Ask, GroupCommit, SeatKey};
use async_trait::async_trait;
use jari_core::{
    domain::{BlockId, CartId, Command, MatchId, OrderId, Sale, SeatId, UnixMillis},
    ports::{AllocationError, OrderEnd, SalesLedger, StoreError},
};

/// [`SalesLedger`] over a database.
pub(super) struct SqlLedger {
    db: Connections,
    group: GroupCommit,
}

impl SqlLedger {
    pub(super) const fn new(db: Connections, group: GroupCommit) -> Self {
        Self { db, group }
    }
}

/// Match, block, seat, order, cart, time.
type SaleRow = (i64, i64, i64, String, String, i64);

/// The valid lines, of which a condition says more.
macro_rules! valid_lines {
    ($condition:literal) => {
        concat!(
            "SELECT l.match_id, l.block_id, l.seat_id, l.order_id, o.cart, l.sold_at
             FROM order_lines AS l JOIN orders AS o ON o.id = l.order_id WHERE l.valid AND ",
            $condition
        )
    };
}

#[async_trait]
impl SalesLedger for SqlLedger {
    async fn record(&self, sales: &[Sale]) -> Result<(), AllocationError> {
        let Some(Sale { match_id, order, cart, sold_at, .. }) = sales.first() else { return Ok(()) };
        // The database shows what was sold even while another store has the allocations, so that it is right when that
        // store is gone or given up.
        let seats = sales.iter().map(|sale| (sale.block_id, sale.seat_id));
        let command = Command::record_sale(*match_id, seats, cart, order, *sold_at);
        self.group.ask(Ask { command, shows_sales: false }).await.map(drop)
    }

    async fn end_order(
        &self,
        match_id: MatchId,
        order: &OrderId,
        cart: &CartId,
        now: UnixMillis,
    ) -> Result<OrderEnd, StoreError> {
        let mut tx = self.db.begin_write().await?;
        // Whoever is recording the order at this moment is waited for.
        sqlx::query(
            "INSERT INTO orders (id, match_id, cart, status, amount, currency, created_at, updated_at)
             VALUES ($1, $2, $3, 'FAILED', 0, 'KRW', $4, $4) ON CONFLICT (id) DO NOTHING",
        )
        .bind(order.as_str())
        .bind(match_id.0)
        .bind(cart.as_str())
        .bind(now.0)
        .execute(&mut tx)
        .await
        .map_err(store_error)?;
        let rows: Vec<SaleRow> = sqlx::query_as(valid_lines!("l.order_id = $1 ORDER BY l.seat_id"))
            .bind(order.as_str())
            .fetch_all(&mut tx)
            .await
            .map_err(store_error)?;
        tx.commit().await.map_err(store_error)?;
        let sales: Vec<_> = rows.into_iter().map(sale).collect();
        Ok(if sales.is_empty() { OrderEnd::Ended } else { OrderEnd::Sold(sales) })
    }

    async fn sold(&self, match_id: MatchId) -> Result<Vec<Sale>, StoreError> {
        let mut tx = self.db.begin_read().await?;
        let rows: Vec<SaleRow> = sqlx::query_as(valid_lines!("l.match_id = $1 ORDER BY l.seat_id"))
            .bind(match_id.0)
            .fetch_all(&mut tx)
            .await
            .map_err(store_error)?;
        Ok(rows.into_iter().map(sale).collect())
    }

    async fn open_sales(&self, until: UnixMillis, limit: u32) -> Result<Vec<Sale>, StoreError> {
        let mut tx = self.db.begin_read().await?;
        let rows: Vec<SaleRow> =
            sqlx::query_as(valid_lines!("NOT l.settled AND l.sold_at <= $1 ORDER BY l.sold_at LIMIT $2"))
                .bind(until.0)
                .bind(i64::from(limit))
                .fetch_all(&mut tx)
                .await
                .map_err(store_error)?;
        Ok(rows.into_iter().map(sale).collect())
    }

    async fn settle(&self, sales: &[Sale]) -> Result<(), StoreError> {
        let mut places: Vec<_> = sales.iter().map(place).collect();
        places.sort_unstable();
        let mut tx = self.db.begin_write().await?;
        for place in places {
            sqlx::query(
                "UPDATE order_lines SET settled = TRUE WHERE match_id = $1 AND seat_id = $2 AND valid",
            )
            .bind(place.match_id.0)
            .bind(place.seat_id.0)
            .execute(&mut tx)
            .await
            .map_err(store_error)?;
        }
        tx.commit().await.map_err(store_error)
    }
}

const fn place(sale: &Sale) -> SeatKey {
    SeatKey { match_id: sale.match_id, block_id: sale.block_id, seat_id: sale.seat_id }
}

fn sale((match_id, block_id, seat_id, order, cart, sold_at): SaleRow) -> Sale {
    Sale {
        match_id: MatchId(match_id),
        block_id: BlockId(block_id),
        seat_id: SeatId(seat_id),
        order: OrderId::from_stored(order),
        cart: CartId::from_verified(cart),
        sold_at: UnixMillis(sold_at),
    }
}
