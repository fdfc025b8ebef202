//! What was sold.

use super::super::dialect;
use super::{
    allocation_rows::{read, write},
    connections::Connections,
    error::{allocation_error, store_error},
    lease::Lease,
};
use crate::rdb::group::SeatKey;
use async_trait::async_trait;
use jari_core::{
    domain::{Allocation, AllocationStatus, BlockId, HolderId, MatchId, Refusal, Sale, SeatId, UnixMillis},
    ports::{AllocationError, SalesLedger, StoreError},
};

/// [`SalesLedger`] over a database.
pub(super) struct SqlLedger {
    db: Connections,
}

impl SqlLedger {
    pub(super) const fn new(db: Connections) -> Self {
        Self { db }
    }
}

type SaleRow = (i64, i64, i64, String, i64);

#[async_trait]
impl SalesLedger for SqlLedger {
    async fn record(&self, sales: &[Sale]) -> Result<(), AllocationError> {
        let mut sales: Vec<_> = sales.iter().map(|sale| (place(sale), sale)).collect();
        sales.sort_by_key(|(place, _)| *place);
        let mut tx = self.db.begin_write().await?;
        for (place, sale) in sales {
            dialect::lock_block(&mut tx, place.match_id, place.block_id).await.map_err(store_error)?;
            if insert(&mut tx, sale, false).await? {
                // The database shows what was sold even while another store has the allocations, so that it is right
                // when that store is gone or given up.
                let (before, _) = read(&mut tx, place).await?;
                if before == Allocation::UNKNOWN {
                    return Err(Refusal::SeatTaken.into());
                }
                let after = Allocation {
                    status: AllocationStatus::Occupied,
                    holder: Some(sale.holder.clone()),
                    expires_at: None,
                };
                write(&mut tx, place, before.status, &after, sale.sold_at).await?;
            }
        }
        tx.commit().await.map_err(allocation_error)
    }

    async fn sold(&self, match_id: MatchId) -> Result<Vec<Sale>, StoreError> {
        let mut tx = self.db.begin_read().await?;
        let rows: Vec<SaleRow> = sqlx::query_as(
            "SELECT match_id, block_id, seat_id, holder, sold_at FROM sales WHERE match_id = $1 ORDER BY seat_id",
        )
        .bind(match_id.0)
        .fetch_all(&mut tx)
        .await
        .map_err(store_error)?;
        Ok(rows.into_iter().map(sale).collect())
    }

    async fn open_sales(&self, until: UnixMillis, limit: u32) -> Result<Vec<Sale>, StoreError> {
        let mut tx = self.db.begin_read().await?;
        let rows: Vec<SaleRow> = sqlx::query_as(
            "SELECT match_id, block_id, seat_id, holder, sold_at FROM sales
             WHERE NOT settled AND sold_at <= $1 ORDER BY sold_at LIMIT $2",
        )
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
            sqlx::query("UPDATE sales SET settled = TRUE WHERE match_id = $1 AND seat_id = $2")
                .bind(place.match_id.0)
                .bind(place.seat_id.0)
                .execute(&mut tx)
                .await
                .map_err(store_error)?;
        }
        tx.commit().await.map_err(store_error)
    }
}

/// Adds a sale; answers whether it is new. One of the same seat to the same holder may be there.
pub(super) async fn insert(tx: &mut Lease, sale: &Sale, settled: bool) -> Result<bool, AllocationError> {
    let inserted = sqlx::query(
        "INSERT INTO sales (match_id, block_id, seat_id, holder, sold_at, settled)
         VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (match_id, seat_id) DO NOTHING",
    )
    .bind(sale.match_id.0)
    .bind(sale.block_id.0)
    .bind(sale.seat_id.0)
    .bind(sale.holder.as_str())
    .bind(sale.sold_at.0)
    .bind(settled)
    .execute(&mut *tx)
    .await
    .map_err(allocation_error)?;
    if inserted.rows_affected() == 1 {
        return Ok(true);
    }
    let holder: String = sqlx::query_scalar("SELECT holder FROM sales WHERE match_id = $1 AND seat_id = $2")
        .bind(sale.match_id.0)
        .bind(sale.seat_id.0)
        .fetch_one(&mut *tx)
        .await
        .map_err(allocation_error)?;
    if holder == sale.holder.as_str() { Ok(false) } else { Err(Refusal::SeatTaken.into()) }
}

const fn place(sale: &Sale) -> SeatKey {
    SeatKey { match_id: sale.match_id, block_id: sale.block_id, seat_id: sale.seat_id }
}

fn sale((match_id, block_id, seat_id, holder, sold_at): SaleRow) -> Sale {
    Sale {
        match_id: MatchId(match_id),
        block_id: BlockId(block_id),
        seat_id: SeatId(seat_id),
        holder: HolderId::from_verified(holder),
        sold_at: UnixMillis(sold_at),
    }
}
