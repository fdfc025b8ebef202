//! Matches and venues from SQLite.

use super::{
    Sqlite,
    error::{out_of_range, store_error},
};
use app::{
    domain::{
        Area, AreaId, Block, BlockId, BlockInfo, CategoryId, MatchId, MatchInfo, Point, PriceCategory,
        SaleWindow, Seat, SeatId, Section, SectionId, UnixMillis, Venue, VenueId,
    },
    ports::{Catalogue, StoreError},
};
use async_trait::async_trait;
use serde::de::DeserializeOwned;
use std::{collections::HashMap, sync::Arc};
use tokio::sync::Mutex;

/// [`Catalogue`] over SQLite. A venue is read once and then kept: it does not change, and there are few.
pub struct SqliteCatalogue {
    db: Sqlite,
    /// Locked while a venue is read, so that a crowd at the door reads it once.
    venues: Mutex<HashMap<VenueId, Arc<Venue>>>,
}

impl SqliteCatalogue {
    /// A catalogue over an open database.
    pub fn new(db: Sqlite) -> Self {
        Self { db, venues: Mutex::default() }
    }
}

type MatchRow = (i64, String, i64, String, i64, i64, Option<i64>, i64, i64);

const MATCHES: &str = "
    SELECT m.id, m.name, v.id, v.name, m.starts_at, m.sale_opens_at, m.sale_closes_at,
           (SELECT coalesce(sum(total), 0) FROM match_blocks b WHERE b.match_id = m.id),
           (SELECT coalesce(sum(free), 0) FROM match_blocks b WHERE b.match_id = m.id)
    FROM matches m JOIN venues v ON v.id = m.venue_id
    WHERE ?1 IS NULL OR m.id = ?1
    ORDER BY m.starts_at, m.id";

#[async_trait]
impl Catalogue for SqliteCatalogue {
    async fn matches(&self) -> Result<Vec<MatchInfo>, StoreError> {
        let rows: Vec<MatchRow> = sqlx::query_as(MATCHES)
            .bind(None::<i64>)
            .fetch_all(&self.db.readers)
            .await
            .map_err(store_error)?;
        rows.into_iter().map(match_info).collect()
    }

    async fn find_match(&self, id: MatchId) -> Result<Option<MatchInfo>, StoreError> {
        let row: Option<MatchRow> =
            sqlx::query_as(MATCHES).bind(id.0).fetch_optional(&self.db.readers).await.map_err(store_error)?;
        row.map(match_info).transpose()
    }

    async fn venue(&self, id: VenueId) -> Result<Option<Arc<Venue>>, StoreError> {
        let mut venues = self.venues.lock().await;
        if let Some(venue) = venues.get(&id) {
            return Ok(Some(Arc::clone(venue)));
        }
        let Some(venue) = read_venue(&self.db, id).await? else { return Ok(None) };
        let venue = Arc::new(venue);
        venues.insert(id, Arc::clone(&venue));
        Ok(Some(venue))
    }
}

fn match_info(row: MatchRow) -> Result<MatchInfo, StoreError> {
    let (id, name, venue_id, venue_name, starts_at, opens_at, closes_at, total, free) = row;
    let count = |n: i64| u32::try_from(n).map_err(|_| out_of_range("a count of seats"));
    Ok(MatchInfo {
        id: MatchId(id),
        name,
        venue_id: VenueId(venue_id),
        venue_name,
        starts_at: UnixMillis(starts_at),
        sale: SaleWindow { opens_at: UnixMillis(opens_at), closes_at: closes_at.map(UnixMillis) },
        total: count(total)?,
        free: count(free)?,
    })
}

async fn read_venue(db: &Sqlite, id: VenueId) -> Result<Option<Venue>, StoreError> {
    let mut tx = db.readers.begin().await.map_err(store_error)?;
    let row: Option<(String, String)> = sqlx::query_as("SELECT name, plan FROM venues WHERE id = ?")
        .bind(id.0)
        .fetch_optional(&mut *tx)
        .await
        .map_err(store_error)?;
    let Some((name, plan)) = row else { return Ok(None) };

    let areas: Vec<(i64, String)> =
        sqlx::query_as("SELECT id, name FROM areas WHERE venue_id = ? ORDER BY id")
            .bind(id.0)
            .fetch_all(&mut *tx)
            .await
            .map_err(store_error)?;
    let sections: Vec<(i64, i64, String)> =
        sqlx::query_as("SELECT id, area_id, name FROM sections WHERE venue_id = ? ORDER BY id")
            .bind(id.0)
            .fetch_all(&mut *tx)
            .await
            .map_err(store_error)?;
    let categories: Vec<(i64, String, String, Option<i64>)> = sqlx::query_as(
        "SELECT id, name, color, price FROM categories WHERE venue_id = ? ORDER BY price DESC, id",
    )
    .bind(id.0)
    .fetch_all(&mut *tx)
    .await
    .map_err(store_error)?;
    let blocks: Vec<BlockRow> = sqlx::query_as(
        "SELECT b.id, b.name, s.id, s.name, a.id, a.name, b.outline, b.label_x, b.label_y
         FROM blocks b JOIN sections s ON s.id = b.section_id JOIN areas a ON a.id = s.area_id
         WHERE b.venue_id = ? ORDER BY b.id",
    )
    .bind(id.0)
    .fetch_all(&mut *tx)
    .await
    .map_err(store_error)?;
    let seats: Vec<SeatRow> = sqlx::query_as(
        "SELECT block_id, id, row_label, number, x, y, category_id, accessible
         FROM seats WHERE venue_id = ? ORDER BY id",
    )
    .bind(id.0)
    .fetch_all(&mut *tx)
    .await
    .map_err(store_error)?;

    let mut seats_of: HashMap<i64, Vec<Seat>> = HashMap::new();
    for row in seats {
        seats_of.entry(row.0).or_default().push(seat(row));
    }
    Ok(Some(Venue {
        id,
        name,
        plan: json(&plan)?,
        areas: areas.into_iter().map(|(id, name)| Area { id: AreaId(id), name }).collect(),
        sections: sections
            .into_iter()
            .map(|(id, area_id, name)| Section { id: SectionId(id), area_id: AreaId(area_id), name })
            .collect(),
        blocks: blocks
            .into_iter()
            .map(|row| {
                let seats = seats_of.remove(&row.0).unwrap_or_default();
                block(row, seats)
            })
            .collect::<Result<_, _>>()?,
        categories: categories
            .into_iter()
            .map(|(id, name, color, price)| PriceCategory { id: CategoryId(id), name, color, price })
            .collect(),
    }))
}

type BlockRow = (i64, String, i64, String, i64, String, String, f64, f64);
type SeatRow = (i64, i64, String, String, f64, f64, Option<i64>, bool);

fn block(row: BlockRow, seats: Vec<Seat>) -> Result<Block, StoreError> {
    let (id, name, section_id, section_name, area_id, area_name, outline, x, y) = row;
    let total = u32::try_from(seats.len()).map_err(|_| out_of_range("a count of seats"))?;
    Ok(Block {
        info: BlockInfo {
            id: BlockId(id),
            name,
            section_id: SectionId(section_id),
            section_name,
            area_id: AreaId(area_id),
            area_name,
            total,
        },
        outline: json(&outline)?,
        label: Point { x, y },
        seats,
    })
}

fn seat((_, id, row, number, x, y, category_id, accessible): SeatRow) -> Seat {
    Seat {
        id: SeatId(id),
        row,
        number,
        at: Point { x, y },
        category_id: category_id.map(CategoryId),
        accessible,
    }
}

fn json<T: DeserializeOwned>(text: &str) -> Result<T, StoreError> {
    serde_json::from_str(text).map_err(|error| StoreError::Inconsistent(error.to_string()))
}
