//! What the server's list of the viewer's holds says of the map's seats, and requests whose answer was lost.

use super::VenueBoard;
use crate::live::{
    doubts::Doubts,
    own_holds::{Answer, Map},
    seat_view::{OwnHold, Request},
};
use jari_core::domain::{SeatId, SeatStatus};
use leptos::prelude::*;

impl VenueBoard {
    /// What the viewer's holds know of this map.
    pub(super) fn as_map(self) -> Map {
        Map {
            shows: Callback::new(move |seat| self.place_of(seat).is_some()),
            answered: Callback::new(move |answer: Option<Answer>| match answer {
                Some(answer) => self.own_answered(&answer),
                None => self.own_unanswered(),
            }),
        }
    }

    /// The answer to a request was lost: the truth is asked for.
    pub(super) fn doubt(self, seat: SeatId, request: Request) {
        let _ = self.doubts.try_update_value(|doubts| doubts.add(seat, request));
        self.own.reread();
    }

    /// The seat is asked for anew, so that what became of earlier requests does not matter.
    pub(super) fn trust(self, seat: SeatId) {
        let _ = self.doubts.try_update_value(|doubts| doubts.trust(seat));
    }

    /// The stream tells of a seat: a hold that was on its way for long may have arrived.
    pub(super) fn doubt_again(self, seat: SeatId, status: SeatStatus) {
        let may_arrive = || self.doubts.try_with_value(|doubts| doubts.may_arrive(seat)) == Some(true);
        if status == SeatStatus::Hold && may_arrive() {
            self.trust(seat);
            self.own.reread();
        }
    }

    /// Asks a little later which holds are one's own, if any may be.
    pub(super) fn reread_own_soon(self) {
        if self.own.may_be_some() || self.with_known(|known| known.is_asking()) == Some(true) {
            self.own.reread_soon();
        }
    }

    fn own_answered(self, answer: &Answer) {
        let settled = self.doubts.try_update_value(Doubts::settle).unwrap_or_default();
        for doubt in &settled {
            self.stop_waiting(doubt.seat);
        }
        for gone in answer.gone() {
            if let Some(place) = self.place_of(gone.seat_id) {
                self.change(place, |view| view.missed(gone.rev));
            }
        }
        for held in &answer.held {
            if let Some(place) = self.place_of(held.seat_id) {
                self.change(place, |view| view.found(OwnHold::of(held)));
            }
        }
        if let Some(doubt) = settled.last() {
            let is_own = answer.held.iter().any(|held| held.seat_id == doubt.seat);
            doubt.tell(self.notice, is_own);
        }
    }

    /// The server does not answer: what is in doubt stays so, but the viewer waits no longer.
    fn own_unanswered(self) {
        for seat in self.doubts.try_with_value(Doubts::open).unwrap_or_default() {
            self.stop_waiting(seat);
        }
    }

    fn stop_waiting(self, seat: SeatId) {
        if let Some(place) = self.place_of(seat) {
            self.change(place, |view| view.refused(false));
        }
    }
}
