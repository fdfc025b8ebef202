//! What seats are called and what they cost.

use super::VenueBoard;
use crate::{
    page_data::{Name, PriceCategory},
    text::{matches, seats},
};
use jari_core::{
    domain::{BlockId, SeatNotes},
    geometry::{ACCESSIBLE, COMPANION, RESTRICTED_VIEW},
};
use leptos::prelude::*;

/// What there is to say of a seat that never changes.
#[derive(Clone, Debug, PartialEq)]
pub struct SeatWords {
    /// Its row and number.
    pub name: String,
    /// Its block.
    pub block: String,
    /// Its category and price.
    pub category: Option<PriceCategory>,
    /// What it is, beyond an ordinary one.
    pub notes: SeatNotes,
}

impl VenueBoard {
    /// What there is to say of a seat.
    pub fn words_of(&self, place: usize) -> Option<SeatWords> {
        let (_, block) = self.block_of(place)?;
        let language = self.notice.language();
        Some(SeatWords {
            name: self.name_of(place)?,
            block: matches::block_name(language, &block).to_string(),
            category: self.category_of(place),
            notes: self.with(|venue| venue.geometry.notes(place))?,
        })
    }

    /// What there is to say of any of the seats.
    pub fn notes(&self) -> SeatNotes {
        let marks = self.with(|venue| venue.geometry.marks.iter().fold(0, |all, marks| all | marks));
        let is = |mark: u8| marks.unwrap_or_default() & mark != 0;
        SeatNotes {
            accessible: is(ACCESSIBLE),
            companion: is(COMPANION),
            restricted_view: is(RESTRICTED_VIEW),
        }
    }

    /// Its row and number.
    pub(super) fn name_of(&self, place: usize) -> Option<String> {
        let language = self.notice.language();
        let name = self.with(|venue| {
            let geometry = &venue.geometry;
            Some(seats::seat(language, geometry.row_label(geometry.row_of(place)?), geometry.number(place)))
        });
        name.flatten()
    }

    /// The block that a place is in, and what it is called.
    pub fn block_of(&self, place: usize) -> Option<(BlockId, Name)> {
        let id =
            self.with(|venue| Some(venue.geometry.blocks.get(venue.geometry.block_of(place)?)?.id))??;
        self.page.try_with_value(|page| page.blocks.iter().find(|(block, _)| *block == id).cloned()).flatten()
    }

    /// What its seats are called and cost.
    pub fn category_of(&self, place: usize) -> Option<PriceCategory> {
        let id = self.with(|venue| venue.geometry.category_of(place))??;
        self.page
            .try_with_value(|page| page.categories.iter().find(|category| category.id == id).cloned())
            .flatten()
    }

    /// The categories in the order of the geometry's, as far as the page knows them.
    pub fn categories(&self) -> Vec<Option<PriceCategory>> {
        let ids = self.with(|venue| venue.geometry.category_ids.clone()).unwrap_or_default();
        let find = |id| {
            self.page
                .try_with_value(|page| page.categories.iter().find(|category| category.id == id).cloned())
                .flatten()
        };
        ids.into_iter().map(find).collect()
    }
}
