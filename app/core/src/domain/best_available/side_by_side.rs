//! The best seats side by side in a block.

use super::{
    key::{Bound, Key, ring, turn},
    row::{Part, Row},
    wish::Wanted,
};
use crate::domain::SeatId;

/// Finds the best part of the rows with as many seats as are wanted.
pub(super) fn best<'a>(rows: &[Row<'a>], wanted: &Wanted, salt: u64) -> Option<(Key, Part<'a>)> {
    let count = wanted.count;
    let parts =
        rows.iter().enumerate().flat_map(|(place, row)| row.parts(count).map(move |part| (place, part)));
    let keyed = parts.filter_map(|(row, part)| {
        let spaces = wanted.spaces(&[part])?;
        let Part { category, orphans, is_loose, .. } = part;
        let bound = Bound { spaces, category, orphans, ring: ring(part.distances(), count) };
        Some((Key { bound, row, is_loose, turn: turn(salt, first(&part)) }, part))
    });
    keyed.min_by_key(|(key, _)| *key)
}

/// The part's name among others.
pub(super) fn first(part: &Part<'_>) -> SeatId {
    part.seats.first().map_or(SeatId(0), |seat| seat.id)
}
