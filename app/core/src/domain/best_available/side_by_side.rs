//! The best seats side by side in a row.

use super::{
    key::{Bound, Key, ring, turn},
    row::{Part, Row},
    wish::Wanted,
};
use crate::domain::SeatId;

/// Finds the best part with as many seats as are wanted of a row, which has that place in its block.
pub(super) fn best<'a>(row: &Row<'a>, place: usize, wanted: &Wanted, salt: u64) -> Option<(Key, Part<'a>)> {
    let count = wanted.count;
    let keyed = row.parts(count).filter_map(|part| {
        let spaces = wanted.spaces(&[part])?;
        let Part { category, orphans, is_loose, .. } = part;
        let bound = Bound { spaces, category, orphans, ring: ring(part.distances(), count) };
        Some((Key { bound, row: place, is_loose, turn: turn(salt, first(&part)) }, part))
    });
    keyed.min_by_key(|(key, _)| *key)
}

/// The part's name among others.
pub(super) fn first(part: &Part<'_>) -> SeatId {
    part.seats.first().map_or(SeatId(0), |seat| seat.id)
}
