//! What was sold, and what is blocked.

use super::super::dialect;
use super::{batch::list, connections::Connections, error::store_error, lease::Lease, sales::FREE};
use crate::rdb::group::{Ask, GroupCommit};
use async_trait::async_trait;
use jari_core::{
    domain::{
        BlockId, BlockedSeat, CartId, Command, LedgerSeats, MatchId, OpenSale, OrderId, ReservedSeat, Sale,
        SeatId, UnixMillis,
    },
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

/// Block, seat, order, cart, end.
type ReservedRow = (i64, i64, String, String, i64);

/// Match, block, seat, order, cart, time, whether it is valid.
type LineRow = (i64, i64, i64, String, String, i64, bool);

/// The lines of orders, of which a condition says more.
macro_rules! lines {
    ($condition:literal) => {
        concat!(
            "SELECT l.match_id, l.block_id, l.seat_id, l.order_id, o.cart, l.sold_at, l.valid
             FROM order_lines AS l JOIN orders AS o ON o.id = l.order_id WHERE ",
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

    async fn change(&self, command: &Command) -> Result<(), AllocationError> {
        self.group.ask(Ask { command: command.clone(), shows_sales: false }).await.map(drop)
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
             VALUES ($1, $2, $3, 'FAILED', $5, (SELECT currency FROM matches WHERE id = $2), $4, $4) ON CONFLICT (id) DO NOTHING",
        )
        .bind(order.as_str())
        .bind(match_id.0)
        .bind(cart.as_str())
        .bind(now.0)
        .bind(FREE)
        .execute(&mut tx)
        .await
        .map_err(store_error)?;
        let rows: Vec<LineRow> = sqlx::query_as(lines!("l.valid AND l.order_id = $1 ORDER BY l.seat_id"))
            .bind(order.as_str())
            .fetch_all(&mut tx)
            .await
            .map_err(store_error)?;
        let pending: Option<Option<i64>> =
            sqlx::query_scalar("SELECT reserved_until FROM orders WHERE id = $1 AND status = 'PENDING'")
                .bind(order.as_str())
                .fetch_optional(&mut tx)
                .await
                .map_err(store_error)?;
        tx.commit().await.map_err(store_error)?;
        let sales: Vec<_> = rows.into_iter().map(sale).collect();
        Ok(match pending {
            _ if !sales.is_empty() => OrderEnd::Sold(sales),
            Some(until) => OrderEnd::Pending(until.map_or(now, UnixMillis)),
            None => OrderEnd::Ended,
        })
    }

    async fn reserved(&self, order: &OrderId, now: UnixMillis) -> Result<bool, StoreError> {
        let mut tx = self.db.begin_write().await?;
        let noted = sqlx::query(dialect::NOTE_RESERVED)
            .bind(list(&[(order.as_str(), now)])?)
            .execute(&mut tx)
            .await
            .map_err(store_error)?;
        tx.commit().await.map_err(store_error)?;
        Ok(noted.rows_affected() > 0)
    }

    async fn sold(&self, match_id: MatchId) -> Result<Vec<Sale>, StoreError> {
        sold(&mut self.db.begin_read().await?, match_id).await
    }

    async fn seats(&self, match_id: MatchId) -> Result<LedgerSeats, StoreError> {
        let mut tx = self.db.begin_read().await?;
        let sold = sold(&mut tx, match_id).await?;
        let blocked: Vec<(i64, i64, Option<String>)> = sqlx::query_as(
            "SELECT block_id, seat_id, reason FROM allocations WHERE match_id = $1 AND status = 'BLOCKED' ORDER BY seat_id",
        )
        .bind(match_id.0)
        .fetch_all(&mut tx)
        .await
        .map_err(store_error)?;
        let blocked_seat = |(block_id, seat_id, reason): (i64, i64, Option<String>)| BlockedSeat {
            block_id: BlockId(block_id),
            seat_id: SeatId(seat_id),
            reason: reason.unwrap_or_default(),
        };
        let reserved: Vec<ReservedRow> = sqlx::query_as(
            "SELECT i.block_id, i.seat_id, o.id, o.cart, o.reserved_until FROM orders AS o JOIN order_items AS i ON i.order_id = o.id
             WHERE o.match_id = $1 AND o.status = 'PENDING' AND o.reserved_at IS NOT NULL ORDER BY i.seat_id",
        )
        .bind(match_id.0)
        .fetch_all(&mut tx)
        .await
        .map_err(store_error)?;
        let reserved_seat = |(block_id, seat_id, order, cart, until): ReservedRow| ReservedSeat {
            block_id: BlockId(block_id),
            seat_id: SeatId(seat_id),
            order: OrderId::from_stored(order),
            cart: CartId::from_verified(cart),
            until: UnixMillis(until),
        };
        Ok(LedgerSeats {
            sold,
            blocked: blocked.into_iter().map(blocked_seat).collect(),
            reserved: reserved.into_iter().map(reserved_seat).collect(),
        })
    }

    async fn open_sales(&self, until: UnixMillis, limit: u32) -> Result<Vec<OpenSale>, StoreError> {
        let mut tx = self.db.begin_read().await?;
        let rows: Vec<LineRow> =
            sqlx::query_as(lines!("NOT l.settled AND l.sold_at <= $1 ORDER BY l.sold_at LIMIT $2"))
                .bind(until.0)
                .bind(i64::from(limit))
                .fetch_all(&mut tx)
                .await
                .map_err(store_error)?;
        Ok(rows.into_iter().map(open_sale).collect())
    }

    async fn settle(&self, shown: &[OpenSale]) -> Result<(), StoreError> {
        let row = |OpenSale { sale, is_void }: &OpenSale| {
            (sale.order.to_string(), sale.seat_id, u8::from(!is_void))
        };
        let rows = list(&shown.iter().map(row).collect::<Vec<_>>())?;
        let mut tx = self.db.begin_write().await?;
        sqlx::query(dialect::SETTLE_LINES).bind(rows).execute(&mut tx).await.map_err(store_error)?;
        tx.commit().await.map_err(store_error)
    }
}

/// What was sold in a match.
async fn sold(tx: &mut Lease, match_id: MatchId) -> Result<Vec<Sale>, StoreError> {
    let rows: Vec<LineRow> = sqlx::query_as(lines!("l.valid AND l.match_id = $1 ORDER BY l.seat_id"))
        .bind(match_id.0)
        .fetch_all(tx)
        .await
        .map_err(store_error)?;
    Ok(rows.into_iter().map(sale).collect())
}

fn sale(row: LineRow) -> Sale {
    open_sale(row).sale
}

fn open_sale((match_id, block_id, seat_id, order, cart, sold_at, is_valid): LineRow) -> OpenSale {
    let sale = Sale {
        match_id: MatchId(match_id),
        block_id: BlockId(block_id),
        seat_id: SeatId(seat_id),
        order: OrderId::from_stored(order),
        cart: CartId::from_verified(cart),
        sold_at: UnixMillis(sold_at),
    };
    OpenSale { sale, is_void: !is_valid }
}
