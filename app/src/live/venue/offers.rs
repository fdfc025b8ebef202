//! What is offered on the map to who has not got what was asked for, or may have more.

use super::VenueBoard;
use jari_core::domain::Point;
use leptos::prelude::*;

/// Seats that the viewer may have by one press.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Offer {
    /// The nearest free seat like the one that somebody else was faster with.
    Instead(usize),
    /// The free seat for whoever comes with the viewer, beside the accessible seat that the viewer has.
    Companion(usize),
    /// The nearest seats side by side for a party that has not got those that it asked for.
    Party(Vec<usize>),
}

impl Offer {
    /// The places of the seats.
    pub fn places(&self) -> &[usize] {
        match self {
            Self::Instead(place) | Self::Companion(place) => std::slice::from_ref(place),
            Self::Party(places) => places,
        }
    }
}

/// A party that has not got its seats.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Unseated {
    /// The seat that was asked for.
    pub asked: usize,
    /// How many they are.
    pub count: usize,
    /// What somebody else was faster with, which the map may show as free still.
    pub lost: Vec<usize>,
}

impl VenueBoard {
    /// What is offered now, as long as that is so.
    pub fn offers(&self) -> Vec<Offer> {
        let instead = self.lost.get().and_then(|lost| {
            self.changes.track();
            self.instead_of(lost)
        });
        let party = self.unseated.get().and_then(|unseated| {
            self.changes.track();
            self.nearest_party(&unseated)
        });
        let companion = self.companion_to_offer();
        let offers = [instead.map(Offer::Instead), companion.map(Offer::Companion), party.map(Offer::Party)];
        offers.into_iter().flatten().collect()
    }

    /// Takes an offer.
    pub fn accept(self, offer: Offer) {
        match offer {
            Offer::Instead(place) | Offer::Companion(place) => self.press(place),
            Offer::Party(places) => self.hold_together(places),
        }
    }

    /// A party of another size is looked for.
    pub fn forget_unseated(self) {
        if self.unseated.try_with_untracked(Option::is_some) == Some(true) {
            let _ = self.unseated.try_set(None);
        }
    }

    /// Something else is asked for.
    pub(super) fn forget_lost(self) {
        if self.lost.try_with_untracked(Option::is_some) == Some(true) {
            let _ = self.lost.try_set(None);
        }
        self.forget_unseated();
    }

    /// The nearest free seat of the block that is like another: of the same category, and for the same people.
    fn instead_of(&self, lost: usize) -> Option<usize> {
        let found = self.with(|venue| {
            let geometry = &venue.geometry;
            let from = geometry.at(lost)?;
            let kind = |place: usize| {
                let notes = geometry.notes(place);
                (geometry.category_of(place), notes.accessible, notes.companion)
            };
            let block = geometry.blocks.get(geometry.block_of(lost)?)?.seats.clone();
            let is_like = |place: usize| place != lost && venue.is_free(place) && kind(place) == kind(lost);
            let like = block.filter(|place| is_like(*place));
            let mut like: Vec<(f64, usize)> =
                like.filter_map(|place| Some((way(from, geometry.at(place)?), place))).collect();
            like.sort_by(|(a, _), (b, _)| a.total_cmp(b));
            Some(like)
        });
        found??.into_iter().map(|(_, place)| place).find(|place| self.lacking(*place).is_none())
    }

    /// A free companion's seat beside an accessible one that the viewer has.
    fn companion_to_offer(&self) -> Option<usize> {
        let has_accessible = self.own.list().iter().any(|held| held.notes.accessible);
        if !has_accessible || !self.is_together.get() {
            return None;
        }
        self.changes.track();
        self.with(|venue| {
            let is_open = |place: &usize| {
                venue.is_free(*place) && venue.at(*place).is_some_and(|(_, view)| view.request.is_none())
            };
            venue.own().flat_map(|own| venue.geometry.companions_of(own)).find(is_open)
        })?
    }
}

fn way(from: Point, to: Point) -> f64 {
    f64::hypot(to.x - from.x, to.y - from.y)
}
