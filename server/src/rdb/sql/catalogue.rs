//! Matches and venues.

use super::{
    connections::Connections,
    error::{out_of_range, store_error},
    names::NameRow,
    venue_rows::read_venue,
};
use async_trait::async_trait;
use jari_core::{
    domain::{
        CategoryId, Currency, MatchId, MatchInfo, MatchPrices, SaleWindow, TimeZoneName, UnixMillis, Venue,
        VenueId,
    },
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

#[derive(sqlx::FromRow)]
struct MatchRow {
    id: i64,
    #[sqlx(flatten)]
    name: NameRow,
    time_zone: String,
    currency: String,
    venue_id: i64,
    venue_name: String,
    venue_name_ko: Option<String>,
    venue_name_en: Option<String>,
    starts_at: i64,
    sale_opens_at: i64,
    sale_closes_at: Option<i64>,
    cancelled_at: Option<i64>,
    total: i64,
    prices: Option<String>,
}

const MATCHES: &str = "
    SELECT m.id, m.name, m.name_ko, m.name_en, m.time_zone, m.currency,
           m.venue_id, v.name AS venue_name, v.name_ko AS venue_name_ko, v.name_en AS venue_name_en,
           m.starts_at, m.sale_opens_at, m.sale_closes_at, m.cancelled_at,
           (SELECT CAST(coalesce(sum(total), 0) AS BIGINT) FROM match_blocks b WHERE b.match_id = m.id) AS total,
           (SELECT string_agg(CAST(p.category_id AS TEXT) || ':' || CAST(p.price AS TEXT), ',')
            FROM match_prices p WHERE p.match_id = m.id) AS prices
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
    let inconsistent = |what: &str| StoreError::Inconsistent(format!("the {what} of match {}", row.id));
    let count = |n: i64| u32::try_from(n).map_err(|_| out_of_range("a count of seats"));
    Ok(MatchInfo {
        id: MatchId(row.id),
        time_zone: TimeZoneName::try_from(&*row.time_zone).map_err(|_| inconsistent("time zone"))?,
        currency: Currency::from_stored(&row.currency).map_err(|_| inconsistent("currency"))?,
        name: row.name.into(),
        venue_id: VenueId(row.venue_id),
        venue_name: NameRow::new(row.venue_name, row.venue_name_ko, row.venue_name_en).into(),
        starts_at: UnixMillis(row.starts_at),
        sale: SaleWindow {
            opens_at: UnixMillis(row.sale_opens_at),
            closes_at: row.sale_closes_at.map(UnixMillis),
        },
        cancelled_at: row.cancelled_at.map(UnixMillis),
        prices: prices(row.prices.as_deref().unwrap_or_default())?,
        total: count(row.total)?,
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
