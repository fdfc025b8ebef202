//! A venue's rows, put together.

use super::{
    connections::Connections,
    drawing_json::{read_outline, read_plan},
    error::{out_of_range, store_error},
};
use jari_core::{
    domain::{
        Area, AreaId, Block, BlockId, BlockInfo, CategoryId, Point, PriceCategory, RowId, RowPlace, Seat,
        SeatId, Section, SectionId, Venue, VenueId,
    },
    ports::StoreError,
};
use std::collections::HashMap;

/// A venue with everything in it, as one transaction sees it.
pub(super) async fn read_venue(db: &Connections, id: VenueId) -> Result<Option<Venue>, StoreError> {
    let mut tx = db.begin_venue_read().await?;
    let row: Option<(String, String)> = sqlx::query_as("SELECT name, plan FROM venues WHERE id = $1")
        .bind(id.0)
        .fetch_optional(&mut tx)
        .await
        .map_err(store_error)?;
    let Some((name, plan)) = row else { return Ok(None) };

    let areas: Vec<(i64, String)> =
        sqlx::query_as("SELECT id, name FROM areas WHERE venue_id = $1 ORDER BY id")
            .bind(id.0)
            .fetch_all(&mut tx)
            .await
            .map_err(store_error)?;
    let sections: Vec<(i64, i64, String)> =
        sqlx::query_as("SELECT id, area_id, name FROM sections WHERE venue_id = $1 ORDER BY id")
            .bind(id.0)
            .fetch_all(&mut tx)
            .await
            .map_err(store_error)?;
    let categories: Vec<(i64, String, String, Option<i64>)> = sqlx::query_as(
        "SELECT id, name, color, price FROM categories WHERE venue_id = $1 ORDER BY price DESC NULLS LAST, id",
    )
    .bind(id.0)
    .fetch_all(&mut tx)
    .await
    .map_err(store_error)?;
    let blocks: Vec<BlockRow> = sqlx::query_as(
        "SELECT b.id, b.name, s.id, s.name, a.id, a.name, b.outline, b.label_x, b.label_y
         FROM blocks b JOIN sections s ON s.id = b.section_id JOIN areas a ON a.id = s.area_id
         WHERE b.venue_id = $1 ORDER BY b.id",
    )
    .bind(id.0)
    .fetch_all(&mut tx)
    .await
    .map_err(store_error)?;
    let seats: Vec<SeatRow> = sqlx::query_as(
        "SELECT s.block_id, s.id, s.guid, r.label, s.row_id, s.row_index, s.number, s.x, s.y, s.category_id,
                s.accessible
         FROM seats s JOIN rows r ON r.id = s.row_id WHERE s.venue_id = $1 ORDER BY s.id",
    )
    .bind(id.0)
    .fetch_all(&mut tx)
    .await
    .map_err(store_error)?;

    let mut seats_of: HashMap<i64, Vec<Seat>> = HashMap::new();
    for row in seats {
        seats_of.entry(row.0).or_default().push(seat(row)?);
    }
    Ok(Some(Venue {
        id,
        name,
        plan: read_plan(&plan)?,
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
type SeatRow = (i64, i64, String, String, i64, i64, String, f64, f64, Option<i64>, bool);

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
        outline: read_outline(&outline)?,
        label: Point { x, y },
        seats,
    })
}

fn seat(row: SeatRow) -> Result<Seat, StoreError> {
    let (_, id, guid, row, row_id, index, number, x, y, category_id, accessible) = row;
    let index = u32::try_from(index).map_err(|_| out_of_range("a seat's place in its row"))?;
    Ok(Seat {
        id: SeatId(id),
        guid,
        row,
        place: RowPlace { row_id: RowId(row_id), index },
        number,
        at: Point { x, y },
        category_id: category_id.map(CategoryId),
        accessible,
    })
}
