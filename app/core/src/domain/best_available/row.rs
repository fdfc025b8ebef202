//! A row as it is now: its seats, which are free, and which fit; and the parts of it that a group may have.

use super::{ranked::RankedSeat, wish::Wanted};
use crate::domain::SeatId;

/// A row as it is now.
pub(super) struct Row<'a> {
    seats: &'a [RankedSeat],
    is_free: Vec<bool>,
    /// How good each seat's category is; none for one that does not fit or is not free.
    ranks: Vec<Option<u32>>,
}

/// Seats of a row side by side.
#[derive(Clone, Copy, Debug)]
pub(super) struct Part<'a> {
    pub(super) seats: &'a [RankedSeat],
    /// The worst category among them.
    pub(super) category: u32,
    /// How many free seats they leave alone.
    pub(super) orphans: u32,
    /// Whether there are free seats on both sides of them.
    pub(super) is_loose: bool,
}

impl<'a> Row<'a> {
    pub(super) fn new(
        seats: &'a [RankedSeat],
        wanted: &Wanted,
        is_free: impl Fn(&RankedSeat) -> bool,
    ) -> Self {
        let is_free: Vec<bool> = seats.iter().map(is_free).collect();
        let rank = |(seat, free): (&RankedSeat, &bool)| if *free { wanted.rank(seat.kind) } else { None };
        let ranks = seats.iter().zip(&is_free).map(rank).collect();
        Self { seats, is_free, ranks }
    }

    /// All parts of so many seats, along the row.
    pub(super) fn parts(&self, count: usize) -> impl Iterator<Item = Part<'a>> + '_ {
        let last = self.seats.len().checked_sub(count).filter(|_| count > 0);
        last.into_iter().flat_map(|last| 0..=last).filter_map(move |from| self.part(from, count))
    }

    fn part(&self, from: usize, count: usize) -> Option<Part<'a>> {
        let to = from + count;
        let seats = self.seats.get(from..to)?;
        let (first, last) = (seats.first()?, seats.last()?);
        // Indexes grow by one at least, so that these are side by side exactly if the last is so far from the first.
        if (last.index - first.index) as usize != count - 1 {
            return None;
        }
        let ranks = self.ranks.get(from..to)?;
        let category = ranks.iter().try_fold(0, |worst: u32, rank| rank.map(|rank| worst.max(rank)))?;
        let (before, after) = (self.free_before(from), self.free_after(to - 1));
        let leaves = |is_open: bool, next: bool| u32::from(is_open && !next);
        let orphans = leaves(before, before && self.free_before(from - 1))
            + leaves(after, after && self.free_after(to));
        Some(Part { seats, category, orphans, is_loose: before && after })
    }

    /// Whether the seat before this one in the row, without a gap between them, is free.
    fn free_before(&self, at: usize) -> bool {
        at.checked_sub(1).is_some_and(|before| self.is_open(before, at, before))
    }

    /// The same of the seat behind it.
    fn free_after(&self, at: usize) -> bool {
        self.is_open(at, at + 1, at + 1)
    }

    fn is_open(&self, one: usize, next: usize, which: usize) -> bool {
        let beside = match (self.seats.get(one), self.seats.get(next)) {
            (Some(one), Some(next)) => one.index + 1 == next.index,
            _ => false,
        };
        beside && self.is_free.get(which).is_some_and(|free| *free)
    }
}

impl Part<'_> {
    /// Their distances together.
    pub(super) fn distances(&self) -> u64 {
        self.seats.iter().map(|seat| u64::from(seat.distance)).sum()
    }

    pub(super) fn ids(&self) -> impl Iterator<Item = SeatId> {
        self.seats.iter().map(|seat| seat.id)
    }
}
