//! The best seats side by side in a block.

use super::{
    key::{Bound, Key, ring, turn},
    row::{Part, Row},
};
use crate::domain::SeatId;

/// Finds the best part of the rows with so many seats.
pub(super) fn best<'a>(rows: &[Row<'a>], count: usize, salt: u64) -> Option<(Key, Part<'a>)> {
    let parts =
        rows.iter().enumerate().flat_map(|(place, row)| row.parts(count).map(move |part| (place, part)));
    let keyed = parts.map(|(row, part)| {
        let Part { category, orphans, is_loose, .. } = part;
        let bound = Bound { category, orphans, ring: ring(part.distances(), count) };
        (Key { bound, row, is_loose, turn: turn(salt, first(&part)) }, part)
    });
    keyed.min_by_key(|(key, _)| *key)
}

/// The part's name among others.
pub(super) fn first(part: &Part<'_>) -> SeatId {
    part.seats.first().map_or(SeatId(0), |seat| seat.id)
}
