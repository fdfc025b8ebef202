//! Writing venues and matches: done from the command line, never by a buyer's request.

use super::super::dialect::Db;
use super::{
    connections::Connections,
    drawing_json::{write_outline, write_plan},
    error::store_error,
    lease::Lease,
};
use crate::{
    rdb::{ImportCatalogue, NewMatch},
    venue::{ImportBlock, ImportRow, VenueImport},
};
use async_trait::async_trait;
use jari_core::{
    domain::{Language, MatchId, Name, VenueId},
    ports::StoreError,
};
use sqlx::QueryBuilder;

/// Seats or rows in one statement: SQLite binds at most 32,766 values, and a seat has 11.
const MOST_PER_INSERT: usize = 2_000;

/// [`ImportCatalogue`] over a database.
pub(super) struct SqlImport {
    db: Connections,
}

impl SqlImport {
    pub(super) const fn new(db: Connections) -> Self {
        Self { db }
    }
}

#[async_trait]
impl ImportCatalogue for SqlImport {
    async fn import_venue(&self, venue: &VenueImport) -> Result<VenueId, StoreError> {
        let mut tx = self.db.begin_import().await?;
        let venue_id: i64 = sqlx::query_scalar(
            "INSERT INTO venues (name, name_ko, name_en, plan) VALUES ($1, $2, $3, $4) RETURNING id",
        )
        .bind(venue.name.as_str())
        .bind(ko(&venue.name))
        .bind(en(&venue.name))
        .bind(write_plan(&venue.plan)?)
        .fetch_one(&mut tx)
        .await
        .map_err(store_error)?;

        let mut categories = Vec::with_capacity(venue.categories.len());
        for category in &venue.categories {
            let id: i64 = sqlx::query_scalar(
                "INSERT INTO categories (venue_id, name, name_ko, name_en, color, price)
                 VALUES ($1, $2, $3, $4, $5, $6) RETURNING id",
            )
            .bind(venue_id)
            .bind(category.name.as_str())
            .bind(ko(&category.name))
            .bind(en(&category.name))
            .bind(&category.color)
            .bind(category.price)
            .fetch_one(&mut tx)
            .await
            .map_err(store_error)?;
            categories.push(id);
        }

        for area in &venue.areas {
            let area_id: i64 = sqlx::query_scalar(
                "INSERT INTO areas (venue_id, name, name_ko, name_en) VALUES ($1, $2, $3, $4) RETURNING id",
            )
            .bind(venue_id)
            .bind(area.name.as_str())
            .bind(ko(&area.name))
            .bind(en(&area.name))
            .fetch_one(&mut tx)
            .await
            .map_err(store_error)?;
            for section in &area.sections {
                let section_id: i64 = sqlx::query_scalar(
                    "INSERT INTO sections (venue_id, area_id, name, name_ko, name_en)
                     VALUES ($1, $2, $3, $4, $5) RETURNING id",
                )
                .bind(venue_id)
                .bind(area_id)
                .bind(section.name.as_str())
                .bind(ko(&section.name))
                .bind(en(&section.name))
                .fetch_one(&mut tx)
                .await
                .map_err(store_error)?;
                for block in &section.blocks {
                    insert_block(&mut tx, venue_id, section_id, block, &categories).await?;
                }
            }
        }
        tx.commit().await.map_err(store_error)?;
        Ok(VenueId(venue_id))
    }

    async fn venues(&self) -> Result<Vec<(VenueId, String)>, StoreError> {
        let mut connection = self.db.reader().await?;
        let venues: Vec<(i64, String)> = sqlx::query_as("SELECT id, name FROM venues ORDER BY id")
            .fetch_all(&mut connection)
            .await
            .map_err(store_error)?;
        Ok(venues.into_iter().map(|(id, name)| (VenueId(id), name)).collect())
    }

    async fn create_match(&self, new: &NewMatch) -> Result<Option<MatchId>, StoreError> {
        let mut tx = self.db.begin_import().await?;
        let venue: Option<i64> = sqlx::query_scalar("SELECT id FROM venues WHERE id = $1")
            .bind(new.venue_id.0)
            .fetch_optional(&mut tx)
            .await
            .map_err(store_error)?;
        if venue.is_none() {
            return Ok(None);
        }
        let match_id: i64 = sqlx::query_scalar(
            "INSERT INTO matches (venue_id, name, name_ko, name_en, time_zone, currency, starts_at, sale_opens_at, sale_closes_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) RETURNING id",
        )
        .bind(new.venue_id.0)
        .bind(new.name.as_str())
        .bind(ko(&new.name))
        .bind(en(&new.name))
        .bind(new.time_zone.as_str())
        .bind(new.currency.as_str())
        .bind(new.starts_at.0)
        .bind(new.sale.opens_at.0)
        .bind(new.sale.closes_at.map(|at| at.0))
        .fetch_one(&mut tx)
        .await
        .map_err(store_error)?;
        sqlx::query(
            "INSERT INTO match_blocks (match_id, block_id, total, free)
             SELECT $1, block_id, count(*), count(*) FROM seats WHERE venue_id = $2 GROUP BY block_id",
        )
        .bind(match_id)
        .bind(new.venue_id.0)
        .execute(&mut tx)
        .await
        .map_err(store_error)?;
        sqlx::query(
            "INSERT INTO allocations (match_id, seat_id, block_id, status)
             SELECT $1, id, block_id, 'AVAILABLE' FROM seats WHERE venue_id = $2",
        )
        .bind(match_id)
        .bind(new.venue_id.0)
        .execute(&mut tx)
        .await
        .map_err(store_error)?;
        tx.commit().await.map_err(store_error)?;
        Ok(Some(MatchId(match_id)))
    }
}

/// What a name is in Korean, where somebody has said so.
fn ko(name: &Name) -> Option<&str> {
    name.translation(Language::Ko)
}

/// What a name is in English, where somebody has said so.
fn en(name: &Name) -> Option<&str> {
    name.translation(Language::En)
}

async fn insert_block(
    tx: &mut Lease,
    venue_id: i64,
    section_id: i64,
    block: &ImportBlock,
    categories: &[i64],
) -> Result<(), StoreError> {
    let block_id: i64 = sqlx::query_scalar(
        "INSERT INTO blocks (venue_id, section_id, name, name_ko, name_en, outline, label_x, label_y)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8) RETURNING id",
    )
    .bind(venue_id)
    .bind(section_id)
    .bind(block.name.as_str())
    .bind(ko(&block.name))
    .bind(en(&block.name))
    .bind(write_outline(&block.outline)?)
    .bind(block.label.x)
    .bind(block.label.y)
    .fetch_one(&mut *tx)
    .await
    .map_err(store_error)?;
    let rows = insert_rows(tx, block_id, &block.rows).await?;
    let seats: Vec<_> = rows
        .iter()
        .zip(&block.rows)
        .flat_map(|(id, row)| row.seats.iter().map(move |seat| (*id, seat)))
        .collect();
    for seats in seats.chunks(MOST_PER_INSERT) {
        let mut insert = QueryBuilder::<Db>::new(
            "INSERT INTO seats
                 (venue_id, block_id, row_id, row_index, guid, number, x, y, category_id, accessible, restricted_view) ",
        );
        insert.push_values(seats, |mut row, (row_id, seat)| {
            row.push_bind(venue_id)
                .push_bind(block_id)
                .push_bind(*row_id)
                .push_bind(i64::from(seat.index))
                .push_bind(&seat.guid)
                .push_bind(&seat.number)
                .push_bind(seat.at.x)
                .push_bind(seat.at.y)
                .push_bind(seat.category.and_then(|index| categories.get(index).copied()))
                .push_bind(seat.accessible)
                .push_bind(seat.restricted_view);
        });
        insert.build().execute(&mut *tx).await.map_err(store_error)?;
    }
    link_companions(tx, venue_id, block).await
}

/// Says which accessible seat each companion's belongs to, once all of the block have their ids.
async fn link_companions(tx: &mut Lease, venue_id: i64, block: &ImportBlock) -> Result<(), StoreError> {
    for seat in block.seats() {
        let Some(accessible) = &seat.companion_of else { continue };
        sqlx::query(
            "UPDATE seats SET companion_of = (SELECT a.id FROM seats a WHERE a.venue_id = $1 AND a.guid = $2)
             WHERE venue_id = $1 AND guid = $3",
        )
        .bind(venue_id)
        .bind(accessible)
        .bind(&seat.guid)
        .execute(&mut *tx)
        .await
        .map_err(store_error)?;
    }
    Ok(())
}

/// Writes a block's rows; answers their ids, in their order.
async fn insert_rows(tx: &mut Lease, block_id: i64, rows: &[ImportRow]) -> Result<Vec<i64>, StoreError> {
    let numbered: Vec<(i64, &ImportRow)> = (0..).zip(rows).collect();
    for rows in numbered.chunks(MOST_PER_INSERT) {
        let mut insert = QueryBuilder::<Db>::new("INSERT INTO rows (block_id, position, label) ");
        insert.push_values(rows, |mut values, (position, row)| {
            values.push_bind(block_id).push_bind(*position).push_bind(&row.label);
        });
        insert.build().execute(&mut *tx).await.map_err(store_error)?;
    }
    sqlx::query_scalar("SELECT id FROM rows WHERE block_id = $1 ORDER BY position")
        .bind(block_id)
        .fetch_all(&mut *tx)
        .await
        .map_err(store_error)
}
