//! Changing matches.

use super::{connections::Connections, error::store_error};
use async_trait::async_trait;
use jari_core::{
    domain::{CategoryId, Currency, Language, MatchId, MatchInfo, PriceList, TypePrices},
    ports::{MatchAdmin, StoreError},
};

/// What belongs to a match, and the match last. The blocks come first, as every change of seats begins with their locks.
/// What was sold, or was tried to be paid, stays, and keeps its match.
const DELETE: [&str; 10] = [
    "DELETE FROM match_blocks WHERE match_id = $1",
    "DELETE FROM allocations WHERE match_id = $1",
    "DELETE FROM match_prices WHERE match_id = $1",
    "DELETE FROM ticket_prices WHERE match_id = $1",
    "DELETE FROM ticket_types WHERE match_id = $1",
    "DELETE FROM allocation_events WHERE match_id = $1",
    "DELETE FROM order_items WHERE order_id IN (SELECT id FROM orders WHERE match_id = $1)
     AND NOT EXISTS (SELECT 1 FROM order_lines AS l WHERE l.order_id = order_items.order_id)",
    "DELETE FROM order_buyers WHERE order_id IN (SELECT id FROM orders WHERE match_id = $1)
     AND NOT EXISTS (SELECT 1 FROM order_lines AS l WHERE l.order_id = order_buyers.order_id)",
    "DELETE FROM orders WHERE match_id = $1 AND NOT EXISTS (SELECT 1 FROM order_lines AS l WHERE l.order_id = orders.id)",
    "DELETE FROM matches WHERE id = $1",
];

/// What a match's price list is, the prices first, as they belong to the types.
const DELETE_PRICE_LIST: [&str; 2] =
    ["DELETE FROM ticket_prices WHERE match_id = $1", "DELETE FROM ticket_types WHERE match_id = $1"];

/// [`MatchAdmin`] over a database.
pub(super) struct SqlMatchAdmin {
    db: Connections,
}

impl SqlMatchAdmin {
    pub(super) const fn new(db: Connections) -> Self {
        Self { db }
    }
}

#[async_trait]
impl MatchAdmin for SqlMatchAdmin {
    async fn update(&self, before: &MatchInfo, after: &MatchInfo) -> Result<bool, StoreError> {
        let mut tx = self.db.begin_import().await?;
        let updated = sqlx::query(
            "UPDATE matches
             SET name = $2, starts_at = $3, sale_opens_at = $4, sale_closes_at = $5, cancelled_at = $6,
                 name_ko = $12, name_en = $13, time_zone = $14, currency = $15, orphan_rule = $20
             WHERE id = $1 AND name = $7 AND starts_at = $8 AND sale_opens_at = $9
               AND sale_closes_at IS NOT DISTINCT FROM $10 AND cancelled_at IS NOT DISTINCT FROM $11
               AND name_ko IS NOT DISTINCT FROM $16 AND name_en IS NOT DISTINCT FROM $17
               AND time_zone = $18 AND currency = $19 AND orphan_rule = $21",
        )
        .bind(before.id.0)
        .bind(after.name.as_str())
        .bind(after.starts_at.0)
        .bind(after.sale.opens_at.0)
        .bind(after.sale.closes_at.map(|at| at.0))
        .bind(after.cancelled_at.map(|at| at.0))
        .bind(before.name.as_str())
        .bind(before.starts_at.0)
        .bind(before.sale.opens_at.0)
        .bind(before.sale.closes_at.map(|at| at.0))
        .bind(before.cancelled_at.map(|at| at.0))
        .bind(after.name.translation(Language::Ko))
        .bind(after.name.translation(Language::En))
        .bind(after.time_zone.as_str())
        .bind(after.currency.as_str())
        .bind(before.name.translation(Language::Ko))
        .bind(before.name.translation(Language::En))
        .bind(before.time_zone.as_str())
        .bind(before.currency.as_str())
        .bind(after.orphan_rule.as_str())
        .bind(before.orphan_rule.as_str())
        .execute(&mut tx)
        .await
        .map_err(store_error)?;
        tx.commit().await.map_err(store_error)?;
        Ok(updated.rows_affected() == 1)
    }

    async fn set_price(
        &self,
        match_id: MatchId,
        category_id: CategoryId,
        price: i64,
    ) -> Result<(), StoreError> {
        let mut tx = self.db.begin_import().await?;
        sqlx::query(
            "INSERT INTO match_prices (match_id, category_id, price) VALUES ($1, $2, $3)
             ON CONFLICT (match_id, category_id) DO UPDATE SET price = excluded.price",
        )
        .bind(match_id.0)
        .bind(category_id.0)
        .bind(price)
        .execute(&mut tx)
        .await
        .map_err(store_error)?;
        tx.commit().await.map_err(store_error)
    }

    async fn set_price_list(
        &self,
        before: &MatchInfo,
        currency: Currency,
        list: &PriceList,
    ) -> Result<bool, StoreError> {
        let mut tx = self.db.begin_import().await?;
        let id = before.id.0;
        let updated =
            sqlx::query("UPDATE matches SET currency = $2, order_fee = $3 WHERE id = $1 AND currency = $4")
                .bind(id)
                .bind(currency.as_str())
                .bind(list.fee)
                .bind(before.currency.as_str())
                .execute(&mut tx)
                .await
                .map_err(store_error)?;
        if updated.rows_affected() != 1 {
            return Ok(false);
        }
        for statement in DELETE_PRICE_LIST {
            sqlx::query(statement).bind(id).execute(&mut tx).await.map_err(store_error)?;
        }
        for (position, TypePrices { of, prices }) in (0_i64..).zip(&list.types) {
            sqlx::query(
                "INSERT INTO ticket_types (match_id, key, position, name, name_ko, name_en)
                 VALUES ($1, $2, $3, $4, $5, $6)",
            )
            .bind(id)
            .bind(&of.key)
            .bind(position)
            .bind(of.name.as_str())
            .bind(of.name.translation(Language::Ko))
            .bind(of.name.translation(Language::En))
            .execute(&mut tx)
            .await
            .map_err(store_error)?;
            for (category_id, price) in prices {
                sqlx::query(
                    "INSERT INTO ticket_prices (match_id, type_key, category_id, price) VALUES ($1, $2, $3, $4)",
                )
                .bind(id)
                .bind(&of.key)
                .bind(category_id.0)
                .bind(price)
                .execute(&mut tx)
                .await
                .map_err(store_error)?;
            }
        }
        tx.commit().await.map_err(store_error)?;
        Ok(true)
    }

    async fn delete(&self, match_id: MatchId) -> Result<bool, StoreError> {
        let mut tx = self.db.begin_import().await?;
        for statement in DELETE {
            match sqlx::query(statement).bind(match_id.0).execute(&mut tx).await {
                Ok(_) => {}
                // Somebody bought a seat in the meantime. What was done so far is undone with the transaction.
                Err(sqlx::Error::Database(error)) if error.is_foreign_key_violation() => return Ok(false),
                Err(error) => return Err(store_error(error)),
            }
        }
        tx.commit().await.map_err(store_error)?;
        Ok(true)
    }
}
