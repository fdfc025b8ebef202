//! What the board asks the server for, and what it makes of the answers.

use super::{SeatBoard, party::Unseated};
use crate::{
    error::ApiError,
    error_code::ErrorCode,
    live::{
        notice::Topic,
        own_holds::is_not_own,
        seat_view::{OwnHold, Request},
    },
    page_data::{HoldTaken, Seat, SeatReleased, SeatsTaken},
    server_fns::{hold_seat, hold_seats, release_seat},
    text::{self, words},
};
use jari_core::domain::{Epoch, SeatId};
use leptos::{prelude::*, task::spawn_local};

impl SeatBoard {
    /// Sends a request for a seat.
    pub(super) fn ask(self, index: usize, seat: SeatId, request: Request) {
        self.notice.ask();
        let _ = (self.lost.try_set(None), self.unseated.try_set(None));
        self.trust(seat);
        self.change(index, |view| view.asked(request));
        // With an accessible seat go its companions'.
        let with = if request == Request::Release { self.own_companions(index) } else { Vec::new() };
        for companion in &with {
            self.change(*companion, |view| view.asked(request));
        }
        let (match_id, _) = self.ids();
        let epoch = self.epoch();
        spawn_local(async move {
            match request {
                Request::Hold => {
                    let answer = self.own.with_session(|| hold_seat(match_id, seat)).await;
                    self.hold_answered(index, seat, epoch, answer);
                }
                Request::Release => {
                    let answer = self.own.with_session(|| release_seat(match_id, seat)).await;
                    self.release_answered((index, seat), with, epoch, answer);
                }
            }
        });
    }

    /// Asks for seats together, of which one was asked for at that place.
    pub(super) fn ask_for_party(self, asked: usize, group: Vec<usize>) {
        let seats: Vec<SeatId> = group.iter().filter_map(|index| self.seat_at(*index)).collect();
        self.notice.ask();
        let _ = (self.lost.try_set(None), self.unseated.try_set(None));
        for (index, seat) in group.iter().zip(&seats) {
            self.trust(*seat);
            self.change(*index, |view| view.asked(Request::Hold));
        }
        let (match_id, _) = self.ids();
        let epoch = self.epoch();
        let ids = seats.iter().map(ToString::to_string).collect::<Vec<_>>().join(",");
        spawn_local(async move {
            let answer = self.own.with_session(|| hold_seats(match_id, ids.clone())).await;
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
        let language = self.notice.language();
        let doubt = |board: Self| {
            group
                .iter()
                .filter_map(|index| board.seat_at(*index))
                .for_each(|seat| board.doubt(seat, Request::Hold));
        };
        match answer {
            Ok(taken) if asked_in == self.epoch() => {
                for (seat, held) in taken.seats {
                    if let Some(index) = self.index_of(seat) {
                        self.change(index, |view| view.held(OwnHold::taken(&held)));
                    }
                }
                let alone = taken.leaves_alone.and_then(|seat| self.name_of(seat));
                let told = match (alone, self.name_of_party(&group)) {
                    (Some(alone), _) => text::seats::leaves_alone(language, &alone),
                    (None, Some(name)) => text::seats::party_held(language, group.len(), &name),
                    (None, None) => return,
                };
                self.notice.tell(Topic::Request, told);
            }
            Ok(_) => doubt(self),
            Err(error) => {
                if error.leaves_doubt() {
                    doubt(self);
                } else {
                    group.iter().for_each(|index| self.change(*index, |view| view.refused(false)));
                }
                if error.is(ErrorCode::SeatTaken) {
                    let count = group.len();
                    let _ = self.unseated.try_set(Some(Unseated { asked, count, lost: group }));
                }
                self.notice.refuse(&error);
            }
        }
    }

    fn hold_answered(
        self,
        index: usize,
        seat: SeatId,
        asked_in: Option<Epoch>,
        answer: Result<HoldTaken, ApiError>,
    ) {
        match answer {
            Ok(held) if asked_in == self.epoch() => {
                self.change(index, |view| view.held(OwnHold::taken(&held)));
                if let Some(alone) = held.leaves_alone.and_then(|seat| self.name_of(seat)) {
                    let language = self.notice.language();
                    self.notice.tell(Topic::Request, text::seats::leaves_alone(language, &alone));
                }
            }
            // The answer's revision is of a history that is no more.
            Ok(_) => self.doubt(seat, Request::Hold),
            Err(error) => self.failed(index, seat, Request::Hold, error),
        }
    }

    fn release_answered(
        self,
        (index, seat): (usize, SeatId),
        with: Vec<usize>,
        asked_in: Option<Epoch>,
        answer: Result<SeatReleased, ApiError>,
    ) {
        match answer {
            Ok(released) if asked_in == self.epoch() => {
                self.change(index, |view| view.released(released.rev));
                for &(seat, rev) in &released.with {
                    if let Some(index) = self.index_of(seat) {
                        self.change(index, |view| view.released(rev));
                    }
                }
                if !released.with.is_empty() {
                    let language = self.notice.language();
                    self.notice.tell(Topic::Request, words!(language, seats.released_with));
                }
            }
            Ok(_) => self.doubt(seat, Request::Release),
            Err(error) => self.failed(index, seat, Request::Release, error),
        }
        // What did not go with it stays as it was, and what is in doubt the server's list tells.
        for companion in with {
            self.change(companion, |view| view.refused(false));
        }
    }

    /// Asks a little later which holds are one's own, if any may be: who holds nothing has nothing to ask. What another tab
    /// has taken meanwhile is asked for when the viewer comes back to this one.
    pub(super) fn reread_own_soon(self) {
        if self.own.may_be_some() || self.is_asking() {
            self.own.reread_soon();
        }
    }

    /// Whether a request of one's own has yet to be answered.
    fn is_asking(self) -> bool {
        let views = self.views.try_get_value().unwrap_or_default();
        views.iter().any(|view| view.try_with_untracked(|view| view.request.is_some()) == Some(true))
    }

    fn failed(self, index: usize, seat: SeatId, request: Request, error: ApiError) {
        if error.leaves_doubt() {
            self.doubt(seat, request);
        } else {
            let is_lost = request == Request::Release && is_not_own(&error);
            self.change(index, |view| view.refused(is_lost));
        }
        if request == Request::Hold && error.is(ErrorCode::SeatTaken) {
            let _ = self.lost.try_set(Some(index));
        }
        self.notice.refuse(&error);
    }

    fn name_of(self, seat: SeatId) -> Option<String> {
        let index = self.index_of(seat)?;
        let language = self.notice.language();
        let name = |seat: &Seat| text::seats::seat(language, &seat.row, &seat.number);
        self.block.try_with_value(|block| block.seats.get(index).map(name)).flatten()
    }
}
