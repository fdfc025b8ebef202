//! A party on the map: whoever takes one seat takes those beside it as well, all of them or none.

use super::{Unseated, Venue, VenueBoard};
use crate::{
    error::ApiError,
    error_code::ErrorCode,
    live::{
        notice::Topic,
        seat_view::{OwnHold, Press, Request},
    },
    map::party::{PartySeat, around, nearest},
    page_data::SeatsTaken,
    server_fns::hold_seats,
    text,
};
use jari_core::domain::{Epoch, SeatId};
use leptos::{prelude::*, task::spawn_local};
use std::ops::Range;

impl VenueBoard {
    /// Presses a seat for so many: one of one's own is let go of, and any other is held with those beside it.
    pub fn press_for(self, place: usize, count: usize) {
        let press = self.with(|venue| venue.at(place).map(|(_, view)| view.press())).flatten();
        if count < 2 || press != Some(Press::Hold) {
            return self.press(place);
        }
        match self.party_at(place, count) {
            Some(group) => self.ask_for_party(place, group),
            None => self.not_seated(Unseated { asked: place, count, lost: Vec::new() }),
        }
    }

    /// Holds seats together.
    pub(super) fn hold_together(self, group: Vec<usize>) {
        if let Some(first) = group.first() {
            self.ask_for_party(*first, group);
        }
    }

    /// What so many would take who ask for a seat, as places along its row; none if they are not side by side there.
    pub fn party_at(&self, place: usize, count: usize) -> Option<Vec<usize>> {
        let row =
            self.with(|venue| Some(venue.geometry.rows.get(venue.geometry.row_of(place)?)?.seats.clone()))??;
        self.find(row, place, |seats, asked, fits| around(seats, asked, count, fits))
    }

    /// The nearest seats side by side for a party that has not got those that it asked for, in the same block.
    pub(super) fn nearest_party(&self, Unseated { asked, count, lost }: &Unseated) -> Option<Vec<usize>> {
        let block = self.with(|venue| {
            Some(venue.geometry.blocks.get(venue.geometry.block_of(*asked)?)?.seats.clone())
        })??;
        let from = block.start;
        self.find(block, *asked, |seats, asked, fits| {
            let is_lost = |group: &[usize]| group.iter().map(|index| from + index).eq(lost.iter().copied());
            nearest(seats, asked, *count, |group| !is_lost(group) && fits(group))
        })
    }

    /// Looks for a group among some seats in which a companion's has its accessible one, or the viewer has that.
    fn find(
        &self,
        seats: Range<usize>,
        asked: usize,
        search: impl FnOnce(&[PartySeat], usize, &dyn Fn(&[usize]) -> bool) -> Option<Vec<usize>>,
    ) -> Option<Vec<usize>> {
        let from = seats.start;
        let is_together = self.is_together.try_get_untracked().unwrap_or_default();
        let seats = self.with(|venue| party_seats(venue, seats, asked, is_together))??;
        let is_accompanied = |group: &[usize]| {
            group.iter().all(|index| {
                self.lacking(from + index)
                    .is_none_or(|accessible| group.contains(&accessible.wrapping_sub(from)))
            })
        };
        let group = search(&seats, asked.checked_sub(from)?, &is_accompanied)?;
        Some(group.into_iter().map(|index| from + index).collect())
    }

    /// A party has not got its seats: it is said, and offered where there are others.
    fn not_seated(self, unseated: Unseated) {
        let (language, count) = (self.notice.language(), unseated.count);
        self.notice.ask();
        self.forget_lost();
        let why = match self.nearest_party(&unseated) {
            Some(_) => text::seats::not_together_here(language, count),
            None => text::seats::not_together_anywhere(language, count),
        };
        self.notice.fail(why);
        let _ = self.unseated.try_set(Some(unseated));
    }

    /// Asks for seats together, of which one was asked for.
    fn ask_for_party(self, asked: usize, group: Vec<usize>) {
        let seats: Vec<SeatId> = group.iter().filter_map(|place| self.seat_at(*place)).collect();
        self.notice.ask();
        self.forget_lost();
        for (place, seat) in group.iter().zip(&seats) {
            self.trust(*seat);
            self.change(*place, |view| view.asked(Request::Hold));
        }
        let epoch = self.epoch();
        let ids = seats.iter().map(ToString::to_string).collect::<Vec<_>>().join(",");
        spawn_local(async move {
            let answer = self.own.with_session(|| hold_seats(self.match_id, ids.clone())).await;
            self.party_answered(asked, group, epoch, answer);
        });
    }

    fn party_answered(
        self,
        asked: usize,
        group: Vec<usize>,
        asked_in: Option<Epoch>,
        answer: Result<SeatsTaken, ApiError>,
    ) {
        let doubt = || {
            let seats = group.iter().filter_map(|place| self.seat_at(*place));
            seats.for_each(|seat| self.doubt(seat, Request::Hold));
        };
        match answer {
            Ok(taken) if asked_in == self.epoch() => {
                for (seat, held) in taken.seats {
                    if let Some(place) = self.place_of(seat) {
                        self.change(place, |view| view.held(OwnHold::taken(&held)));
                    }
                }
                let language = self.notice.language();
                let alone = taken.leaves_alone.and_then(|seat| self.name_of(self.place_of(seat)?));
                let told = match (alone, self.name_of_party(&group)) {
                    (Some(alone), _) => text::seats::leaves_alone(language, &alone),
                    (None, Some(name)) => text::seats::party_held(language, group.len(), &name),
                    (None, None) => return,
                };
                self.notice.tell(Topic::Request, told);
            }
            Ok(_) => doubt(),
            Err(error) => {
                if error.leaves_doubt() {
                    doubt();
                } else {
                    group.iter().for_each(|place| self.change(*place, |view| view.refused(false)));
                }
                if error.is(ErrorCode::SeatTaken) {
                    let count = group.len();
                    let _ = self.unseated.try_set(Some(Unseated { asked, count, lost: group }));
                }
                self.notice.refuse(&error);
            }
        }
    }

    /// What seats side by side are called.
    pub fn name_of_party(self, group: &[usize]) -> Option<String> {
        let language = self.notice.language();
        let name = self.with(|venue| {
            let geometry = &venue.geometry;
            let (first, last) = (*group.first()?, *group.last()?);
            let row = geometry.row_label(geometry.row_of(first)?);
            Some(text::seats::from_to(language, row, geometry.number(first), geometry.number(last)))
        });
        name.flatten()
    }
}

/// Seats as a party sees them that asks for one of them: accessible seats and companions' go together, and the others.
fn party_seats(
    venue: &Venue,
    seats: Range<usize>,
    asked: usize,
    is_together: bool,
) -> Option<Vec<PartySeat>> {
    let is_special = |place: usize| {
        let notes = venue.geometry.notes(place);
        notes.accessible || (is_together && notes.companion)
    };
    let asked = is_special(asked);
    let seat = |place: usize| {
        let (_, view) = venue.at(place)?;
        let is_free = venue.is_free(place);
        Some(PartySeat {
            place: venue.geometry.row_place(place)?,
            at: venue.geometry.at(place)?,
            is_free,
            is_open: is_free && view.request.is_none() && is_special(place) == asked,
        })
    };
    seats.map(seat).collect()
}
