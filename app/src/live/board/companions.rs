//! Companion seats on the map: each is sold together with its accessible seat until some time before the match.

use super::{SeatBoard, is_free};
use crate::page_data::Seat;
use jari_core::domain::SeatId;
use leptos::prelude::*;

impl SeatBoard {
    /// Whether a companion's seat cannot be had, as the viewer does not have its accessible seat; none for any other seat.
    pub fn lacks_accessible(self, seat: &Seat) -> Option<Memo<bool>> {
        let accessible = self.index_of(seat.companion_of?)?;
        Some(Memo::new(move |_| self.is_together.get() && !self.is_own(accessible)))
    }

    /// The accessible seat that the viewer has to have for a seat, and does not have.
    pub fn lacking(self, seat: &Seat) -> Option<Seat> {
        let accessible = self.index_of(seat.companion_of?)?;
        let lacks = self.is_together.get() && !self.is_own(accessible);
        if lacks { self.seat(accessible) } else { None }
    }

    /// The same for one who does not follow it.
    pub(super) fn lacking_now(self, index: usize) -> Option<Seat> {
        let seat = self.seat(index)?;
        untrack(|| self.lacking(&seat))
    }

    /// A free companion's seat beside an accessible one that the viewer has.
    pub fn companion_to_offer(self) -> Option<Seat> {
        let companions = self.block.with_value(|block| block.companions.clone());
        let is_open = |&(companion, accessible): &(usize, usize)| {
            let is_open = |view: &super::SeatView| is_free(view) && view.request.is_none();
            self.is_own(accessible) && self.signal(companion).is_some_and(|signal| signal.with(is_open))
        };
        let (companion, _) = companions.into_iter().find(is_open)?;
        self.seat(companion)
    }

    /// The free companions' seats of an accessible one.
    pub fn companions_of(self, accessible: SeatId) -> Vec<Seat> {
        let of = |seat: &&Seat| seat.companion_of == Some(accessible);
        let seats: Vec<Seat> =
            self.block.with_value(|block| block.seats.iter().filter(of).cloned().collect());
        let is_open = |seat: &Seat| {
            let signal = self.index_of(seat.id).and_then(|index| self.signal(index));
            signal.is_some_and(|signal| signal.with(is_free))
        };
        seats.into_iter().filter(is_open).collect()
    }

    /// The companions' seats that the viewer has and that go with an accessible seat which is let go of.
    pub(super) fn own_companions(self, accessible: usize) -> Vec<usize> {
        if !self.is_together.try_get_untracked().unwrap_or_default() {
            return Vec::new();
        }
        let companions = self.block.try_with_value(|block| block.companions.clone()).unwrap_or_default();
        let is_own = |index: usize| {
            self.signal(index).is_some_and(|s| s.try_with_untracked(|view| view.own.is_some()) == Some(true))
        };
        companions
            .into_iter()
            .filter(|(companion, of)| *of == accessible && is_own(*companion))
            .map(|(companion, _)| companion)
            .collect()
    }

    fn is_own(self, index: usize) -> bool {
        self.signal(index).is_some_and(|signal| signal.with(|view| view.own.is_some()))
    }
}

/// The companions' seats of a block, each with its accessible one, by their places in it.
pub(super) fn companions(seats: &[Seat]) -> Vec<(usize, usize)> {
    let of = |(index, seat): (usize, &Seat)| {
        let accessible = seat.companion_of?;
        Some((index, seats.binary_search_by_key(&accessible, |seat| seat.id).ok()?))
    };
    seats.iter().enumerate().filter_map(of).collect()
}
