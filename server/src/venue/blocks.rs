//! Puts areas, sections and blocks together from the zones that were read.

use super::{
    error::VenueFileError,
    hierarchy::{BlockZones, Hierarchy, Named},
    import::{ImportArea, ImportBlock, ImportRow, ImportSection},
    outline::{self, Rows},
    zones::{ReadRow, ReadZone},
};
use std::collections::{HashMap, hash_map::Entry};

/// Builds every area of the hierarchy. Each zone is taken by the one block that it is in.
///
/// # Errors
/// When two seats of one block have the same row label and number, as two tickets would then read the same.
pub(super) fn build(hierarchy: Hierarchy, zones: Vec<ReadZone>) -> Result<Vec<ImportArea>, VenueFileError> {
    let rows = zones.iter().flat_map(|zone| &zone.rows).map(ReadRow::places);
    let pitch = outline::pitch(rows.collect::<Vec<_>>().iter().map(Vec::as_slice));
    let mut zones: Vec<Option<ReadZone>> = zones.into_iter().map(Some).collect();
    let mut areas = Vec::with_capacity(hierarchy.len());
    for area in hierarchy {
        let mut sections = Vec::with_capacity(area.parts.len());
        for section in area.parts {
            let blocks = section.parts.into_iter().map(|block| build_block(block, &mut zones, pitch));
            sections.push(ImportSection { name: section.name, blocks: blocks.collect::<Result<_, _>>()? });
        }
        areas.push(ImportArea { name: area.name, sections });
    }
    Ok(areas)
}

/// Builds one block out of its zones. The venue's seat pitch serves a block that is too small to have one.
fn build_block(
    block: BlockZones,
    zones: &mut [Option<ReadZone>],
    pitch: Option<f64>,
) -> Result<ImportBlock, VenueFileError> {
    let Named { name, parts } = block;
    let mut rows: Vec<ReadRow> =
        parts.into_iter().filter_map(|i| zones.get_mut(i)?.take()).flat_map(|zone| zone.rows).collect();
    check_labels(&rows)?;
    let rows_of_places: Rows = rows.iter().map(ReadRow::places).collect();
    let drawn = outline::draw(&rows_of_places, pitch);
    let step = outline::pitch(rows_of_places.iter().map(Vec::as_slice)).or(pitch);
    rows.iter_mut().for_each(|row| row.set_indexes(step));
    let row = |row: ReadRow| ImportRow {
        label: row.label,
        seats: row.seats.into_iter().map(|read| read.seat).collect(),
    };
    let rows = rows.into_iter().map(row).collect();
    Ok(ImportBlock { name, outline: drawn.outline, label: drawn.label, rows })
}

/// Refuses two seats of the same label and number.
fn check_labels(rows: &[ReadRow]) -> Result<(), VenueFileError> {
    let mut taken = HashMap::new();
    for (label, read) in rows.iter().flat_map(|row| row.seats.iter().map(|read| (row.label.as_str(), read))) {
        match taken.entry((label, read.seat.number.as_str())) {
            Entry::Vacant(free) => {
                free.insert(read.path);
            }
            Entry::Occupied(first) => {
                let (row, number) = first.key();
                let reason =
                    format!("row {row:?}, number {number:?} is {} already, in the same block", first.get());
                return Err(VenueFileError::plan(format!("{}.seat_number", read.path), reason));
            }
        }
    }
    Ok(())
}
