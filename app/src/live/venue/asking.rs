//! What the board asks the server for, and what it makes of the answers.

use super::VenueBoard;
use crate::{
    error::ApiError,
    error_code::ErrorCode,
    live::{
        notice::Topic,
        own_holds::is_not_own,
        seat_view::{OwnHold, Request},
    },
    page_data::{HoldTaken, SeatReleased},
    server_fns::{hold_seat, release_seat},
    text::{self, words},
};
use jari_core::domain::{Epoch, SeatId};
use leptos::{prelude::Set, task::spawn_local};

impl VenueBoard {
    /// Sends a request for a seat.
    pub(super) fn ask(self, place: usize, seat: SeatId, request: Request) {
        self.notice.ask();
        self.forget_lost();
        self.trust(seat);
        self.change(place, |view| view.asked(request));
        // With an accessible seat go its companions'.
        let with = if request == Request::Release { self.own_companions(place) } else { Vec::new() };
        for companion in &with {
            self.change(*companion, |view| view.asked(request));
        }
        let epoch = self.epoch();
        spawn_local(async move {
            match request {
                Request::Hold => {
                    let answer = self.own.with_session(|| hold_seat(self.match_id, seat)).await;
                    self.hold_answered(place, seat, epoch, answer);
                }
                Request::Release => {
                    let answer = self.own.with_session(|| release_seat(self.match_id, seat)).await;
                    self.release_answered((place, seat), with, epoch, answer);
                }
            }
        });
    }

    fn hold_answered(
        self,
        place: usize,
        seat: SeatId,
        asked_in: Option<Epoch>,
        answer: Result<HoldTaken, ApiError>,
    ) {
        match answer {
            Ok(held) if asked_in == self.epoch() => {
                self.change(place, |view| view.held(OwnHold::taken(&held)));
                let alone = held.leaves_alone.and_then(|seat| self.name_of(self.place_of(seat)?));
                if let Some(alone) = alone {
                    let told = text::seats::leaves_alone(self.notice.language(), &alone);
                    self.notice.tell(Topic::Request, told);
                }
            }
            // The answer's revision is of a history that is no more.
            Ok(_) => self.doubt(seat, Request::Hold),
            Err(error) => self.failed(place, seat, Request::Hold, error),
        }
    }

    fn release_answered(
        self,
        (place, seat): (usize, SeatId),
        with: Vec<usize>,
        asked_in: Option<Epoch>,
        answer: Result<SeatReleased, ApiError>,
    ) {
        match answer {
            Ok(released) if asked_in == self.epoch() => {
                self.change(place, |view| view.released(released.rev));
                for &(seat, rev) in &released.with {
                    if let Some(place) = self.place_of(seat) {
                        self.change(place, |view| view.released(rev));
                    }
                }
                if !released.with.is_empty() {
                    let language = self.notice.language();
                    self.notice.tell(Topic::Request, words!(language, seats.released_with));
                }
            }
            Ok(_) => self.doubt(seat, Request::Release),
            Err(error) => self.failed(place, seat, Request::Release, error),
        }
        // What did not go with it stays as it was, and what is in doubt the server's list tells.
        for companion in with {
            self.change(companion, |view| view.refused(false));
        }
    }

    fn failed(self, place: usize, seat: SeatId, request: Request, error: ApiError) {
        if error.leaves_doubt() {
            self.doubt(seat, request);
        } else {
            let is_lost = request == Request::Release && is_not_own(&error);
            self.change(place, |view| view.refused(is_lost));
        }
        if request == Request::Hold && error.is(ErrorCode::SeatTaken) {
            let _ = self.lost.try_set(Some(place));
        }
        self.notice.refuse(&error);
    }
}
