//! Requests whose answer was lost, so that nobody knows what became of them. The server's list of the viewer's holds
//! settles that; repeating such a request is safe, but not the viewer's to know.

use super::SeatBoard;
use crate::{
    live::{
        notice::Topic,
        own_holds::{Answer, Map},
        seat_view::{OwnHold, Request},
    },
    text::words,
    wire::UpdateData,
};
use jari_core::domain::{SeatId, SeatStatus};
use leptos::prelude::*;

/// The requests in doubt, at most one of a seat.
#[derive(Debug, Default)]
pub(super) struct Doubts(Vec<Doubt>);

#[derive(Clone, Copy, Debug)]
struct Doubt {
    seat: SeatId,
    request: Request,
    /// Whether the server's list has settled it. A hold may still be on its way to the server then.
    is_settled: bool,
}

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
        self.trust(seat);
        let doubt = Doubt { seat, request, is_settled: false };
        let _ = self.doubts.try_update_value(|doubts| doubts.0.push(doubt));
        self.own.reread();
    }

    /// The seat is asked for anew, so that what became of earlier requests does not matter.
    pub(super) fn trust(self, seat: SeatId) {
        let _ = self.doubts.try_update_value(|doubts| doubts.0.retain(|doubt| doubt.seat != seat));
    }

    /// Whether a request for a seat is yet to be settled.
    pub(super) fn is_in_doubt(self, seat: SeatId) -> bool {
        let is = |doubts: &Doubts| doubts.0.iter().any(|doubt| doubt.seat == seat && !doubt.is_settled);
        self.doubts.try_with_value(is) == Some(true)
    }

    /// The stream tells of a seat: a hold that was on its way for long may have arrived.
    pub(super) fn doubt_again(self, data: UpdateData) {
        let is_late = |doubt: &Doubt| doubt.seat == data.seat_id && doubt.is_settled;
        let is_hold = data.status == SeatStatus::Hold;
        let any = self.doubts.try_with_value(|doubts| doubts.0.iter().any(is_late)) == Some(true);
        if is_hold && any {
            self.trust(data.seat_id);
            self.own.reread();
        }
    }

    /// The server's list of the viewer's holds.
    fn own_answered(self, answer: &Answer) {
        let mut settled = Vec::new();
        let _ = self.doubts.try_update_value(|doubts| {
            for doubt in doubts.0.iter_mut().filter(|doubt| !doubt.is_settled) {
                settled.push(*doubt);
                doubt.is_settled = true;
            }
            // A seat that was not let go of stays so until that is asked for again.
            doubts.0.retain(|doubt| doubt.request == Request::Hold);
        });
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
            let language = self.notice.language();
            match (doubt.request, is_own) {
                (Request::Hold, true) => {
                    self.notice.tell(Topic::Request, words!(language, seats.held_after_all))
                }
                (Request::Hold, false) => self.notice.fail(words!(language, seats.not_held_after_all)),
                (Request::Release, false) => {
                    self.notice.tell(Topic::Request, words!(language, seats.released_after_all))
                }
                (Request::Release, true) => self.notice.fail(words!(language, seats.not_released_after_all)),
            }
        }
    }

    /// The server does not answer: what is in doubt stays so, but the viewer waits no longer.
    fn own_unanswered(self) {
        let seats = |doubts: &Doubts| {
            doubts.0.iter().filter(|doubt| !doubt.is_settled).map(|doubt| doubt.seat).collect::<Vec<_>>()
        };
        for seat in self.doubts.try_with_value(seats).unwrap_or_default() {
            self.stop_waiting(seat);
        }
    }

    fn stop_waiting(self, seat: SeatId) {
        if let Some(index) = self.index_of(seat) {
            self.change(index, |view| view.refused(false));
        }
    }
}
