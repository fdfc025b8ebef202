//! Where a key leads from a seat.

use crate::live::VenueBoard;
use jari_core::{
    geometry::Rect,
    surface::arrows::{Direction, Slant, ahead},
};

/// The next block is not farther away than so many seats.
const FAR: f32 = 40.0;

/// The seat that an arrow key leads to: of the same block, or else of another that is near.
pub(super) fn next(board: VenueBoard, from: usize, direction: Direction) -> Option<usize> {
    board.with(|venue| {
        let geometry = &venue.geometry;
        let start = geometry.at(from)?;
        let row = geometry.rows.get(geometry.row_of(from)?)?.seats.clone();
        let slant = Slant::of(geometry.at(row.start)?, geometry.at(row.end.saturating_sub(1))?);
        let block = geometry.blocks.get(geometry.block_of(from)?)?;
        let at = |place: usize| Some((place, geometry.at(place)?));
        let own = block.seats.clone().filter(|place| *place != from).filter_map(at);
        ahead(start, slant, direction, own).or_else(|| {
            let around = Rect::around(start.x as f32, start.y as f32, FAR * block.spacing);
            let others =
                venue.index.in_rect(around).filter(|place| !block.seats.contains(place)).filter_map(at);
            ahead(start, Slant::NONE, direction, others)
        })
    })?
}

/// The first or the last seat of a row.
pub(super) fn end_of_row(board: VenueBoard, from: usize, last: bool) -> Option<usize> {
    board.with(|venue| {
        let row = venue.geometry.rows.get(venue.geometry.row_of(from)?)?;
        Some(if last { row.seats.end.checked_sub(1)? } else { row.seats.start })
    })?
}
