//! Which seats are what is looked for.

use crate::live::{Venue, VenueBoard};
use jari_core::{
    domain::BlockId,
    surface::filter::{Facts, Filter, mark_row},
};
use std::ops::Range;

/// A mark for each seat; none while everything is looked for.
#[derive(Default)]
pub(super) struct Marks {
    filter: Filter,
    fits: Vec<bool>,
    /// What each category costs, in the geometry's order.
    prices: Vec<Option<i64>>,
    row: Vec<bool>,
    /// The free seats of each block that are looked for, and whether they have to be counted again.
    left: Vec<u32>,
    stale: Vec<bool>,
}

impl Marks {
    /// Looks for something else.
    pub(super) fn set(&mut self, filter: &Filter, venue: &Venue, board: VenueBoard) {
        self.filter = filter.clone();
        self.fits.clear();
        self.stale.clear();
        if filter.is_none() {
            return;
        }
        self.prices = board.categories().into_iter().map(|category| category?.price).collect();
        self.fits.resize(venue.geometry.len(), false);
        self.left = vec![0; venue.geometry.blocks.len()];
        self.stale = vec![true; venue.geometry.blocks.len()];
        for row in &venue.geometry.rows {
            self.mark(venue, row.seats.clone(), |_| {});
        }
    }

    /// Whether not everything is looked for.
    pub(super) fn are_on(&self) -> bool {
        !self.fits.is_empty()
    }

    /// Whether a seat is what is looked for.
    pub(super) fn fits(&self, place: usize) -> bool {
        self.fits.get(place).copied().unwrap_or(true)
    }

    /// A seat has changed; tells which others are marked otherwise now.
    pub(super) fn changed(
        &mut self,
        place: usize,
        venue: &Venue,
        _board: VenueBoard,
        tell: impl FnMut(usize),
    ) {
        if self.fits.is_empty() {
            return;
        }
        if let Some(stale) = venue.geometry.block_of(place).and_then(|block| self.stale.get_mut(block)) {
            *stale = true;
        }
        let row = venue.geometry.row_of(place).and_then(|row| venue.geometry.rows.get(row));
        if let Some(row) = row {
            self.mark(venue, row.seats.clone(), tell);
        }
    }

    /// How many free seats of each block are looked for; none while everything is.
    pub(super) fn left(&mut self, venue: &Venue) -> Option<Vec<(BlockId, u32)>> {
        if self.fits.is_empty() {
            return None;
        }
        for (block, of) in venue.geometry.blocks.iter().enumerate() {
            let is_stale = self.stale.get_mut(block).is_some_and(std::mem::take);
            if let Some(left) = self.left.get_mut(block).filter(|_| is_stale) {
                let fits = |place: &usize| venue.is_free(*place) && self.fits.get(*place) == Some(&true);
                *left = of.seats.clone().filter(fits).count() as u32;
            }
        }
        Some(venue.geometry.blocks.iter().map(|block| block.id).zip(self.left.iter().copied()).collect())
    }

    fn mark(&mut self, venue: &Venue, seats: Range<usize>, mut tell: impl FnMut(usize)) {
        let facts: Vec<Facts> = seats.clone().map(|place| self.facts(venue, place)).collect();
        mark_row(&self.filter, &facts, &mut self.row);
        for (place, is) in seats.zip(&self.row) {
            if let Some(mark) = self.fits.get_mut(place).filter(|mark| **mark != *is) {
                *mark = *is;
                tell(place);
            }
        }
    }

    fn facts(&self, venue: &Venue, place: usize) -> Facts {
        let category = venue.geometry.categories.get(place).copied().map(usize::from);
        Facts {
            index: venue.geometry.indexes.get(place).copied().unwrap_or_default(),
            price: category.and_then(|category| self.prices.get(category).copied().flatten()),
            is_free: venue.is_free(place),
            is_own: venue.is_own(place),
            is_accessible: venue.geometry.notes(place).accessible,
        }
    }
}
