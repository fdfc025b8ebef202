//! What the board asks the server for, and what it makes of the answers.

use super::SeatBoard;
use crate::{
    domain::{Epoch, Held, Revision, SeatId},
    error::ApiError,
    live::{
        own_holds::is_not_own,
        seat_view::{OwnHold, Request},
        soon::soon,
    },
    server_fns::{hold_seat, load_held, release_seat},
    view::HeldSeat,
};
use leptos::{prelude::*, task::spawn_local};

impl SeatBoard {
    /// Sends a request for a seat.
    pub(super) fn ask(self, index: usize, seat: SeatId, request: Request) {
        self.notice.clear();
        self.change(index, |view| view.asked(request));
        let (match_id, _) = self.ids();
        let epoch = self.epoch();
        spawn_local(async move {
            match request {
                Request::Hold => {
                    let answer = hold_seat(match_id, seat).await;
                    self.hold_answered(index, epoch, answer);
                }
                Request::Release => {
                    let answer = release_seat(match_id, seat).await;
                    self.release_answered(index, epoch, answer);
                }
            }
        });
    }

    fn hold_answered(self, index: usize, asked_in: Option<Epoch>, answer: Result<Held, ApiError>) {
        match answer {
            Ok(held) if asked_in == self.epoch() => {
                let own = OwnHold { rev: held.rev, expires_at: held.expires_at };
                self.change(index, |view| view.held(own));
            }
            // The answer's revision is of a history that is no more. Pressing the seat again tells whose it is.
            Ok(_) => self.change(index, |view| view.refused(true)),
            Err(error) => {
                self.change(index, |view| view.refused(false));
                self.notice.fail(error.message);
            }
        }
    }

    fn release_answered(self, index: usize, asked_in: Option<Epoch>, answer: Result<Revision, ApiError>) {
        match answer {
            Ok(rev) if asked_in == self.epoch() => self.change(index, |view| view.released(rev)),
            Ok(_) => self.change(index, |view| view.refused(true)),
            Err(error) => {
                self.change(index, |view| view.refused(is_not_own(&error)));
                self.notice.fail(error.message);
            }
        }
    }

    /// Asks a little later which holds are one's own, if any may be: what came over all pages at once, such as the end of
    /// an epoch, must not bring all their questions at once, and who holds nothing has nothing to ask. What another tab
    /// has taken meanwhile is asked for when the viewer comes back to this one.
    pub(super) fn reread_own_soon(self) {
        let may_hold = !self.own.list_untracked().is_empty() || self.is_asking();
        if may_hold && self.will_reread.try_update_value(|will| !std::mem::replace(will, true)) == Some(true)
        {
            soon(move || {
                if self.will_reread.try_update_value(|will| *will = false).is_some() {
                    self.reread_own();
                }
            });
        }
    }

    /// Whether a request of one's own has yet to be answered.
    fn is_asking(self) -> bool {
        let views = self.views.try_get_value().unwrap_or_default();
        views.iter().any(|view| view.try_with_untracked(|view| view.request.is_some()) == Some(true))
    }

    /// Asks which holds are one's own: another tab may have changed that, and no stream tells.
    pub fn reread_own(self) {
        let before = self.own.list_untracked();
        let (match_id, _) = self.ids();
        spawn_local(async move {
            // If it fails, what is shown stays as it is; the holds run out by the clock in any case.
            let Ok(held) = load_held(match_id).await else { return };
            let is_gone = |known: &&HeldSeat| held.iter().all(|held| held.seat_id != known.seat_id);
            for known in before.iter().filter(is_gone) {
                if let Some(index) = self.index_of(known.seat_id) {
                    self.change(index, |view| view.missed(known.rev));
                }
            }
            for held in &held {
                if let Some(index) = self.index_of(held.seat_id) {
                    let own = OwnHold { rev: held.rev, expires_at: held.expires_at };
                    self.change(index, |view| view.found(own));
                }
            }
            self.own.replace_elsewhere(|seat| self.index_of(seat).is_some(), held);
        });
    }
}
