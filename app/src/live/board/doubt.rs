//! Requests of a block's map whose answer was lost.

use super::SeatBoard;
use crate::{
    live::{
        own_holds::{Answer, Map},
        seat_view::{OwnHold, Request},
    },
    wire::UpdateData,
};
use jari_core::domain::{SeatId, SeatStatus};
use leptos::prelude::*;

impl SeatBoard {
    /// What the viewer's holds know of this map.
    pub(super) fn as_map(self) -> Map {
        Map {
            shows: Callback::new(move |seat| self.index_of(seat).is_some()),
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

    /// Whether a request for a seat is yet to be settled.
    pub(super) fn is_in_doubt(self, seat: SeatId) -> bool {
        self.doubts.try_with_value(|doubts| doubts.has(seat)) == Some(true)
    }

    /// The stream tells of a seat: a hold that was on its way for long may have arrived.
    pub(super) fn doubt_again(self, data: UpdateData) {
        let is_hold = data.status == SeatStatus::Hold;
        if is_hold && self.doubts.try_with_value(|doubts| doubts.may_arrive(data.seat_id)) == Some(true) {
            self.trust(data.seat_id);
            self.own.reread();
        }
    }

    /// The server's list of the viewer's holds.
    fn own_answered(self, answer: &Answer) {
        let settled = self.doubts.try_update_value(|doubts| doubts.settle()).unwrap_or_default();
        for doubt in &settled {
            self.stop_waiting(doubt.seat);
        }
        for gone in answer.gone() {
            if let Some(index) = self.index_of(gone.seat_id) {
                self.change(index, |view| view.missed(gone.rev));
            }
        }
        for held in &answer.held {
            if let Some(index) = self.index_of(held.seat_id) {
                self.change(index, |view| view.found(OwnHold::of(held)));
            }
        }
        if let Some(doubt) = settled.last() {
            let is_own = answer.held.iter().any(|held| held.seat_id == doubt.seat);
            doubt.tell(self.notice, is_own);
        }
    }

    /// The server does not answer: what is in doubt stays so, but the viewer waits no longer.
    fn own_unanswered(self) {
        for seat in self.doubts.try_with_value(super::Doubts::open).unwrap_or_default() {
            self.stop_waiting(seat);
        }
    }

    fn stop_waiting(self, seat: SeatId) {
        if let Some(index) = self.index_of(seat) {
            self.change(index, |view| view.refused(false));
        }
    }
}
