//! Matches and venues.

use super::{
    connections::Connections,
    error::{out_of_range, store_error},
    names::NameRow,
    price_lists,
    venue_rows::read_venue,
};
use async_trait::async_trait;
use jari_core::{
    domain::{
        CategoryId, Currency, MatchId, MatchInfo, MatchPrices, OrphanRule, PriceList, SaleWindow,
        TimeZoneName, TypePrices, UnixMillis, Venue, VenueId,
    },
    ports::{Catalogue, StoreError},
};
use std::{collections::HashMap, sync::Arc};

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
    orphan_rule: String,
    order_fee: i64,
    has_types: bool,
}

const MATCHES: &str = "
    SELECT m.id, m.name, m.name_ko, m.name_en, m.time_zone, m.currency,
           m.venue_id, v.name AS venue_name, v.name_ko AS venue_name_ko, v.name_en AS venue_name_en,
           m.starts_at, m.sale_opens_at, m.sale_closes_at, m.cancelled_at, m.orphan_rule, m.order_fee,
           EXISTS (SELECT 1 FROM ticket_types t WHERE t.match_id = m.id) AS has_types,
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
        let mut lists = price_lists::read(&mut tx, rows.iter().any(|row| row.has_types), None).await?;
        rows.into_iter().map(|row| match_info(row, &mut lists)).collect()
    }

    async fn find_match(&self, id: MatchId) -> Result<Option<MatchInfo>, StoreError> {
        let mut tx = self.db.begin_read().await?;
        let row: Option<MatchRow> =
            sqlx::query_as(MATCHES).bind(id.0).fetch_optional(&mut tx).await.map_err(store_error)?;
        let has_types = row.as_ref().is_some_and(|row| row.has_types);
        let mut lists = price_lists::read(&mut tx, has_types, Some(id)).await?;
        row.map(|row| match_info(row, &mut lists)).transpose()
    }

    async fn venue(&self, id: VenueId) -> Result<Option<Arc<Venue>>, StoreError> {
        Ok(read_venue(&self.db, id).await?.map(Arc::new))
    }
}

fn match_info(row: MatchRow, lists: &mut HashMap<MatchId, Vec<TypePrices>>) -> Result<MatchInfo, StoreError> {
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
        prices: prices(row.prices.as_deref().unwrap_or_default())?.with_list(PriceList {
            types: lists.remove(&MatchId(row.id)).unwrap_or_default(),
            fee: row.order_fee,
        }),
        orphan_rule: OrphanRule::from_stored(&row.orphan_rule),
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
