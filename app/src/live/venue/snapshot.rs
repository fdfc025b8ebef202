//! Snapshots of all seats: the one that the map begins with, and later ones.

use super::{Known, Venue, VenueBoard};
use crate::live::seat_view::OwnHold;
use jari_core::{
    domain::BlockId,
    geometry::{Geometry, GeometryBlock, SeatIndex, States},
};
use leptos::prelude::*;

impl VenueBoard {
    /// The seats are there, each in the state that a snapshot says. Answers whether the two fit.
    pub fn begin(self, geometry: Geometry, states: &States) -> bool {
        let Some(known) = Known::new(&geometry, states) else { return false };
        let index = SeatIndex::of(&geometry);
        self.venue.set_value(Some(Venue { geometry, index, known, hash: states.geometry.clone() }));
        for held in self.own.list_untracked() {
            if let Some(place) = self.place_of(held.seat_id) {
                self.change(place, |view| view.found(OwnHold::of(&held)));
            }
        }
        self.own.set_map(self.as_map());
        self.is_there.set(true);
        true
    }

    /// A later snapshot.
    pub fn catch_up(self, states: &States) {
        let same_epoch = self.epoch().is_some_and(|epoch| epoch == states.epoch);
        let _ = self.with_known(|known| known.begin(states.epoch.clone()));
        let seats = self
            .with(|venue| venue.geometry.blocks.iter().map(|block| block.seats.clone()).collect::<Vec<_>>());
        for (block, (seats, rev)) in seats.unwrap_or_default().into_iter().zip(&states.revs).enumerate() {
            if self.rev_of(block).is_some_and(|known| same_epoch && known >= *rev) {
                continue;
            }
            for place in seats {
                self.change(place, |view| view.reset(states.get(place), *rev, same_epoch));
            }
            let _ = self.with_known(|known| known.comes_to(block, *rev));
        }
        self.reread_own_soon();
    }

    /// All states as they are known, for another page.
    pub fn states(&self) -> Option<States> {
        self.with(|venue| venue.known.states(venue.hash.clone()))
    }

    /// The free seats of each block, as its seats say.
    pub fn free_counts(&self) -> Vec<(BlockId, u32)> {
        let counts = self.with(|venue| {
            let free =
                |block: &GeometryBlock| block.seats.clone().filter(|place| venue.is_free(*place)).count();
            venue.geometry.blocks.iter().map(|block| (block.id, free(block) as u32)).collect()
        });
        counts.unwrap_or_default()
    }
}
