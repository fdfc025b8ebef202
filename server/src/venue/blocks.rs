//! Puts areas, sections and blocks together from the zones that were read.

use super::{
    error::VenueFileError,
    hierarchy::{BlockZones, Hierarchy, Named},
    import::{ImportArea, ImportBlock, ImportSeat, ImportSection},
    outline::{self, Rows},
    zones::{ReadSeat, ReadZone},
};
use jari_core::domain::Point;
use std::collections::{HashMap, hash_map::Entry};

/// Builds every area of the hierarchy. Each zone is taken by the one block that it is in.
///
/// # Errors
/// When two seats of one block have the same row label and number, as two tickets would then read the same.
pub(super) fn build(hierarchy: Hierarchy, zones: Vec<ReadZone>) -> Result<Vec<ImportArea>, VenueFileError> {
    let rows = zones.iter().flat_map(|zone| &zone.rows).map(|row| places(row));
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
    let rows: Vec<Vec<ReadSeat>> =
        parts.into_iter().filter_map(|i| zones.get_mut(i)?.take()).flat_map(|zone| zone.rows).collect();
    check_labels(&rows)?;
    let rows_of_places: Rows = rows.iter().map(|row| places(row)).collect();
    let drawn = outline::draw(&rows_of_places, pitch);
    let seats: Vec<ImportSeat> = rows.into_iter().flatten().map(|read| read.seat).collect();
    Ok(ImportBlock { name, outline: drawn.outline, label: drawn.label, seats })
}

/// Where a row's seats are.
fn places(row: &[ReadSeat]) -> Vec<Point> {
    row.iter().map(|read| read.seat.at).collect()
}

/// Refuses two seats of the same label and number.
fn check_labels(rows: &[Vec<ReadSeat>]) -> Result<(), VenueFileError> {
    let mut taken = HashMap::new();
    for read in rows.iter().flatten() {
        match taken.entry((read.seat.row.as_str(), read.seat.number.as_str())) {
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
