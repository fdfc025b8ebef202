//! A party on the map: whoever takes one seat takes those beside it as well, all of them or none.

use super::{Press, SeatBoard, SeatView, is_free};
use crate::{
    map::party::{PartySeat, around, nearest},
    page_data::Seat,
    text,
};
use jari_core::domain::SeatId;
use leptos::prelude::*;

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

impl SeatBoard {
    /// How many seats are taken together.
    pub fn party_size(self) -> usize {
        self.party.get()
    }

    /// The same for one who does not follow it.
    pub fn party_size_untracked(self) -> usize {
        self.party.try_get_untracked().unwrap_or(1)
    }

    /// So many seats are taken together from now on.
    pub fn set_party_size(self, size: usize) {
        self.party.set(size.max(1));
        self.unseated.set(None);
    }

    /// Presses a seat of the map: a party of one holds it or lets it go, a larger one holds it with those beside it.
    pub fn tap(self, seat: SeatId) {
        let count = self.party_size_untracked();
        let Some(index) = self.index_of(seat).filter(|_| count > 1) else { return self.press(seat) };
        let is_wanted = self.signal(index).and_then(|signal| signal.try_get_untracked());
        if is_wanted.is_none_or(|view| view.press() != Press::Hold) {
            return self.press(seat);
        }
        match untrack(|| self.party_at(index)) {
            Some(group) => self.ask_for_party(index, group),
            None => self.not_seated(Unseated { asked: index, count, lost: Vec::new() }),
        }
    }

    /// Holds seats together.
    pub fn hold_together(self, seats: &[SeatId]) {
        let group: Vec<usize> = seats.iter().filter_map(|seat| self.index_of(*seat)).collect();
        if let Some(first) = group.first() {
            self.ask_for_party(*first, group);
        }
    }

    /// What a party would take that asks for a seat, as places in the order of the seats; none if they are not side by side there.
    pub fn party_at(self, index: usize) -> Option<Vec<usize>> {
        let count = self.party.get();
        let seats = self.party_seats(index);
        around(&seats, index, count, |group| self.is_accompanied(group))
    }

    /// The nearest place for the party that has not got its seats.
    pub fn party_elsewhere(self) -> Option<Vec<usize>> {
        let Unseated { asked, count, lost } = self.unseated.get()?;
        self.nearest_to(asked, count, &lost)
    }

    /// The nearest seats side by side for the party, to a seat at which there are none.
    pub fn nearest_party(self, index: usize) -> Option<Vec<usize>> {
        self.nearest_to(index, self.party.get(), &[])
    }

    fn nearest_to(self, asked: usize, count: usize, lost: &[usize]) -> Option<Vec<usize>> {
        let seats = self.party_seats(asked);
        nearest(&seats, asked, count, |group| group != lost && self.is_accompanied(group))
    }

    /// A party has not got its seats: it is said, and shown where there are others.
    pub(super) fn not_seated(self, unseated: Unseated) {
        let (language, count) = (self.notice.language(), unseated.count);
        self.notice.ask();
        let is_anywhere = untrack(|| self.nearest_to(unseated.asked, count, &unseated.lost)).is_some();
        let why = if is_anywhere {
            text::seats::not_together_here(language, count)
        } else {
            text::seats::not_together_anywhere(language, count)
        };
        self.notice.fail(why);
        let _ = self.unseated.try_set(Some(unseated));
    }

    /// The block as a party sees it that asks for a seat: accessible seats and companions' go together, and the others.
    fn party_seats(self, asked: usize) -> Vec<PartySeat> {
        let is_together = self.is_together.get();
        let is_special = |seat: &Seat| seat.accessible || (is_together && seat.companion_of.is_some());
        let views = self.views.get_value();
        self.block.with_value(|block| {
            let asked = block.seats.get(asked).is_some_and(is_special);
            let seat = |(seat, view): (&Seat, &RwSignal<SeatView>)| {
                let (is_free, is_idle) = view.with(|view| (is_free(view), view.request.is_none()));
                PartySeat {
                    place: seat.place(),
                    at: seat.at(),
                    is_free,
                    is_open: is_free && is_idle && is_special(seat) == asked,
                }
            };
            block.seats.iter().zip(&views).map(seat).collect()
        })
    }

    /// Whether the accessible seat of each companion is in the group, or the viewer's.
    fn is_accompanied(self, group: &[usize]) -> bool {
        let is_with = |index: &usize| {
            let Some(lacking) = self.seat(*index).and_then(|seat| self.lacking(&seat)) else { return true };
            self.index_of(lacking.id).is_some_and(|accessible| group.contains(&accessible))
        };
        group.iter().all(is_with)
    }

    /// What seats side by side are called.
    pub fn name_of_party(self, group: &[usize]) -> Option<String> {
        let (first, last) = (self.seat(*group.first()?)?, self.seat(*group.last()?)?);
        let language = self.notice.language();
        Some(text::seats::from_to(language, &first.row, &first.number, &last.number))
    }
}
