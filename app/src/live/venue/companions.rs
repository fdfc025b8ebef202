//! Companion seats: each is sold together with its accessible seat until some time before the match.

use super::VenueBoard;
use leptos::prelude::*;

impl VenueBoard {
    /// The accessible seat that the viewer has to have for a seat, and does not have.
    pub fn lacking(&self, place: usize) -> Option<usize> {
        if !self.is_together.try_get_untracked().unwrap_or_default() {
            return None;
        }
        let accessible = self.with(|venue| venue.geometry.companion_of(place))??;
        let is_own = self.with(|venue| venue.is_own(accessible)) == Some(true);
        (!is_own).then_some(accessible)
    }

    /// The companions' seats that the viewer has and that go with an accessible seat which is let go of.
    pub(super) fn own_companions(&self, accessible: usize) -> Vec<usize> {
        if !self.is_together.try_get_untracked().unwrap_or_default() {
            return Vec::new();
        }
        let own = self.with(|venue| {
            venue.geometry.companions_of(accessible).filter(|place| venue.is_own(*place)).collect()
        });
        own.unwrap_or_default()
    }
}
