//! A venue's rows, put together.

use super::{
    connections::Connections,
    drawing_json::{read_outline, read_plan},
    error::{out_of_range, store_error},
    names::NameRow,
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
    let row: Option<VenueRow> =
        sqlx::query_as("SELECT name, name_ko, name_en, plan FROM venues WHERE id = $1")
            .bind(id.0)
            .fetch_optional(&mut tx)
            .await
            .map_err(store_error)?;
    let Some(VenueRow { name, plan }) = row else { return Ok(None) };

    let areas: Vec<AreaRow> =
        sqlx::query_as("SELECT id, name, name_ko, name_en FROM areas WHERE venue_id = $1 ORDER BY id")
            .bind(id.0)
            .fetch_all(&mut tx)
            .await
            .map_err(store_error)?;
    let sections: Vec<SectionRow> = sqlx::query_as(
        "SELECT id, area_id, name, name_ko, name_en FROM sections WHERE venue_id = $1 ORDER BY id",
    )
    .bind(id.0)
    .fetch_all(&mut tx)
    .await
    .map_err(store_error)?;
    let categories: Vec<CategoryRow> = sqlx::query_as(
        "SELECT id, name, name_ko, name_en, color, price FROM categories
         WHERE venue_id = $1 ORDER BY price DESC NULLS LAST, id",
    )
    .bind(id.0)
    .fetch_all(&mut tx)
    .await
    .map_err(store_error)?;
    let blocks: Vec<BlockRow> = sqlx::query_as(
        "SELECT id, section_id, name, name_ko, name_en, outline, label_x, label_y FROM blocks
         WHERE venue_id = $1 ORDER BY id",
    )
    .bind(id.0)
    .fetch_all(&mut tx)
    .await
    .map_err(store_error)?;
    let seats: Vec<SeatRow> = sqlx::query_as(
        "SELECT s.block_id, s.id, s.guid, r.label, s.row_id, s.row_index, s.number, s.x, s.y, s.category_id,
                s.accessible, s.companion_of, s.restricted_view
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
    let areas: Vec<_> =
        areas.into_iter().map(|row| Area { id: AreaId(row.id), name: row.name.into() }).collect();
    let section = |row: SectionRow| Section {
        id: SectionId(row.id),
        area_id: AreaId(row.area_id),
        name: row.name.into(),
    };
    let sections: Vec<_> = sections.into_iter().map(section).collect();
    let category = |row: CategoryRow| PriceCategory {
        id: CategoryId(row.id),
        name: row.name.into(),
        color: row.color,
        price: row.price,
    };
    let block = |row: BlockRow| {
        let seats = seats_of.remove(&row.id).unwrap_or_default();
        block(row, seats, &sections, &areas)
    };
    Ok(Some(Venue {
        id,
        name: name.into(),
        plan: read_plan(&plan)?,
        blocks: blocks.into_iter().map(block).collect::<Result<_, _>>()?,
        categories: categories.into_iter().map(category).collect(),
        areas,
        sections,
    }))
}

#[derive(sqlx::FromRow)]
struct VenueRow {
    #[sqlx(flatten)]
    name: NameRow,
    plan: String,
}

#[derive(sqlx::FromRow)]
struct AreaRow {
    id: i64,
    #[sqlx(flatten)]
    name: NameRow,
}

#[derive(sqlx::FromRow)]
struct SectionRow {
    id: i64,
    area_id: i64,
    #[sqlx(flatten)]
    name: NameRow,
}

#[derive(sqlx::FromRow)]
struct CategoryRow {
    id: i64,
    #[sqlx(flatten)]
    name: NameRow,
    color: String,
    price: Option<i64>,
}

#[derive(sqlx::FromRow)]
struct BlockRow {
    id: i64,
    section_id: i64,
    #[sqlx(flatten)]
    name: NameRow,
    outline: String,
    label_x: f64,
    label_y: f64,
}

type SeatRow = (i64, i64, String, String, i64, i64, String, f64, f64, Option<i64>, bool, Option<i64>, bool);

fn block(row: BlockRow, seats: Vec<Seat>, sections: &[Section], areas: &[Area]) -> Result<Block, StoreError> {
    let homeless = || StoreError::Inconsistent(format!("block {} is in no section of an area", row.id));
    let section = sections.iter().find(|section| section.id.0 == row.section_id).ok_or_else(homeless)?;
    let area = areas.iter().find(|area| area.id == section.area_id).ok_or_else(homeless)?;
    let total = u32::try_from(seats.len()).map_err(|_| out_of_range("a count of seats"))?;
    Ok(Block {
        info: BlockInfo {
            id: BlockId(row.id),
            name: row.name.into(),
            section_id: section.id,
            section_name: section.name.clone(),
            area_id: area.id,
            area_name: area.name.clone(),
            total,
        },
        outline: read_outline(&row.outline)?,
        label: Point { x: row.label_x, y: row.label_y },
        seats,
    })
}

fn seat(row: SeatRow) -> Result<Seat, StoreError> {
    let (_, id, guid, row, row_id, index, number, x, y, category_id, accessible, companion_of, restricted) =
        row;
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
        companion_of: companion_of.map(SeatId),
        restricted_view: restricted,
    })
}
