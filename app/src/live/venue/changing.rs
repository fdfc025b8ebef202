//! What a change of one seat brings with it.

use super::VenueBoard;
use crate::{
    live::{SeatView, seat_view::OwnHold},
    page_data::HeldSeat,
};
use jari_core::domain::SeatStatus;
use leptos::prelude::*;

impl VenueBoard {
    /// Changes what is known of a seat, and with it the viewer's list.
    pub(super) fn change(self, place: usize, change: impl FnOnce(&mut SeatView)) {
        let Some((before, after)) = self.with_known(|known| known.change(place, change)).flatten() else {
            return;
        };
        if before.face() != after.face() {
            self.tell(place);
        }
        match after.own {
            own if own == before.own => {}
            Some(own) => self.list_own(place, own),
            None => self.unlist_own(place, before, after.status),
        }
    }

    fn tell(self, place: usize) {
        let is_first = self.changed.try_update_value(|changed| {
            changed.push(place);
            changed.len() == 1
        });
        if is_first == Some(true)
            && let Some(wake) = self.wake.try_get_value().flatten()
        {
            wake.run(());
        }
    }

    fn list_own(self, place: usize, own: OwnHold) {
        if let Some(held) = self.held_seat(place, own) {
            self.own.insert(held);
        }
    }

    /// A hold of one's own is no more. What the viewer has asked for is answered where it was asked.
    fn unlist_own(self, place: usize, before: SeatView, status: SeatStatus) {
        let Some(seat) = self.seat_at(place) else { return };
        if before.request.is_some() || self.doubts.try_with_value(|doubts| doubts.has(seat)) == Some(true) {
            self.own.remove(seat);
        } else {
            self.own.end(seat, Some(status));
        }
    }

    fn held_seat(&self, place: usize, own: OwnHold) -> Option<HeldSeat> {
        let (block_id, block_name) = self.block_of(place)?;
        let category = self.category_of(place);
        self.with(|venue| {
            let geometry = &venue.geometry;
            Some(HeldSeat {
                seat_id: *geometry.seat_ids.get(place)?,
                block_id,
                block_name,
                row: geometry.row_label(geometry.row_of(place)?).to_owned(),
                number: geometry.number(place).to_owned(),
                notes: geometry.notes(place),
                price: category.as_ref().and_then(|category| category.price),
                prices: category.map(|category| category.prices).unwrap_or_default(),
                expires_at: own.expires_at,
                latest: own.latest,
                rev: own.rev,
            })
        })?
    }
}
