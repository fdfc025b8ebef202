//! Matches and venues.

use super::{
    connections::Connections,
    error::{out_of_range, store_error},
    venue_rows::read_venue,
};
use async_trait::async_trait;
use jari_core::{
    domain::{CategoryId, MatchId, MatchInfo, MatchPrices, SaleWindow, UnixMillis, Venue, VenueId},
    ports::{Catalogue, StoreError},
};
use std::sync::Arc;

/// [`Catalogue`] over a database.
pub(super) struct SqlCatalogue {
    db: Connections,
}

impl SqlCatalogue {
    /// A catalogue over an open database.
    pub(super) fn new(db: Connections) -> Self {
        Self { db }
    }
}

type MatchRow = (i64, String, i64, String, i64, i64, Option<i64>, Option<i64>, i64, Option<String>);

const MATCHES: &str = "
    SELECT m.id, m.name, v.id, v.name, m.starts_at, m.sale_opens_at, m.sale_closes_at, m.cancelled_at,
           (SELECT CAST(coalesce(sum(total), 0) AS BIGINT) FROM match_blocks b WHERE b.match_id = m.id),
           (SELECT string_agg(CAST(p.category_id AS TEXT) || ':' || CAST(p.price AS TEXT), ',')
            FROM match_prices p WHERE p.match_id = m.id)
    FROM matches m JOIN venues v ON v.id = m.venue_id
    WHERE CAST($1 AS BIGINT) IS NULL OR m.id = $1
    ORDER BY m.starts_at, m.id";

#[async_trait]
impl Catalogue for SqlCatalogue {
    async fn matches(&self) -> Result<Vec<MatchInfo>, StoreError> {
        let mut tx = self.db.begin_read().await?;
        let rows: Vec<MatchRow> =
            sqlx::query_as(MATCHES).bind(None::<i64>).fetch_all(&mut tx).await.map_err(store_error)?;
        rows.into_iter().map(match_info).collect()
    }

    async fn find_match(&self, id: MatchId) -> Result<Option<MatchInfo>, StoreError> {
        let mut tx = self.db.begin_read().await?;
        let row: Option<MatchRow> =
            sqlx::query_as(MATCHES).bind(id.0).fetch_optional(&mut tx).await.map_err(store_error)?;
        row.map(match_info).transpose()
    }

    async fn venue(&self, id: VenueId) -> Result<Option<Arc<Venue>>, StoreError> {
        Ok(read_venue(&self.db, id).await?.map(Arc::new))
    }
}

fn match_info(row: MatchRow) -> Result<MatchInfo, StoreError> {
    let (id, name, venue_id, venue_name, starts_at, opens_at, closes_at, cancelled_at, total, own) = row;
    let count = |n: i64| u32::try_from(n).map_err(|_| out_of_range("a count of seats"));
    Ok(MatchInfo {
        id: MatchId(id),
        name,
        venue_id: VenueId(venue_id),
        venue_name,
        starts_at: UnixMillis(starts_at),
        sale: SaleWindow { opens_at: UnixMillis(opens_at), closes_at: closes_at.map(UnixMillis) },
        cancelled_at: cancelled_at.map(UnixMillis),
        prices: prices(own.as_deref().unwrap_or_default())?,
        total: count(total)?,
    })
}

/// The prices that a match has of its own, which are read in one go with it: `category:price`, with commas between them.
fn prices(text: &str) -> Result<MatchPrices, StoreError> {
    let price = |entry: &str| {
        let (category, price) = entry.split_once(':')?;
        Some((CategoryId(category.parse().ok()?), price.parse().ok()?))
    };
    let entries = text.split(',').filter(|entry| !entry.is_empty());
    let read: Option<Vec<_>> = entries.map(price).collect();
    Ok(MatchPrices::new(read.ok_or_else(|| StoreError::Inconsistent("prices of a match".to_owned()))?))
}
