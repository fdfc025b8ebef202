//! Asks the server which holds are the viewer's. What it says counts, over every clock and every answer that was lost.

use super::{Answer, OwnHolds, is_not_own};
use crate::{
    error::ApiError,
    error_code::ErrorCode,
    live::{
        clock::monotonic,
        deadline::{pause, random, within_deadline},
        link::backoff,
        notice::Topic,
        soon::spread,
    },
    server_fns::{hold_again, lengthen_holds, load_held, release_seat},
    text::words,
};
use jari_core::domain::SeatId;
use leptos::{prelude::*, task::spawn_local};
use std::time::Duration;

/// The longest pause between two attempts to be answered.
const LONGEST_PAUSE_MILLIS: f64 = 10_000.0;

/// How long the server is left alone after an answer by which what should be over is not.
const DUE_AGAIN_MILLIS: f64 = 2_000.0;

/// How the asking is going.
#[derive(Debug, Default)]
pub(super) struct Asking {
    /// Whether somebody is at it.
    runs: bool,
    /// Whether something has happened since the question was sent, so that its answer may be too old.
    again: bool,
    /// Before this moment of the monotonic clock, nobody asks for what is due.
    not_before: f64,
    /// Seats of other blocks that the viewer is letting go of.
    releasing: Vec<SeatId>,
}

impl OwnHolds {
    /// Asks which holds are the viewer's: another tab may have changed that, or an answer was lost, and no stream tells.
    /// It goes on until there is an answer.
    pub fn reread(self) {
        self.reread_after(Duration::ZERO);
    }

    /// The same within a second: what came over all pages at once, such as the end of an epoch, must not bring all their
    /// questions at once.
    pub(in crate::live) fn reread_soon(self) {
        self.reread_after(spread(random()));
    }

    /// Whether the viewer may have anything on hold, as far as is known.
    pub(in crate::live) fn may_be_some(&self) -> bool {
        let runs = self.asking.try_with_value(|asking| asking.runs) == Some(true);
        runs || !self.list_untracked().is_empty()
    }

    fn reread_after(self, delay: Duration) {
        let is_first = self.asking.try_update_value(|asking| {
            asking.again = asking.runs;
            !std::mem::replace(&mut asking.runs, true)
        });
        if is_first == Some(true) {
            spawn_local(async move {
                wait(delay).await;
                let _ = self.asking.try_update_value(|asking| asking.again = false);
                self.ask_until_answered().await;
                let _ = self.asking.try_update_value(|asking| asking.runs = false);
            });
        }
    }

    /// Asks about holds whose time should be over, unless that has just been done.
    pub(super) fn ask_what_is_due(self) {
        let is_time = |asking: &Asking| !asking.runs && monotonic() >= asking.not_before;
        if self.asking.try_with_value(is_time) == Some(true) {
            self.reread();
        }
    }

    async fn ask_until_answered(self) {
        let mut attempt = 0;
        loop {
            let (known, asked) = (self.list_untracked(), monotonic());
            let answer = within_deadline(load_held(self.notice.language(), self.match_id)).await;
            // None once the page is gone.
            let Some(again) = self.asking.try_update_value(|asking| std::mem::take(&mut asking.again)) else {
                return;
            };
            match answer {
                Ok(page) => {
                    self.clock.learn(asked, page.now);
                    self.take_in(Answer { known, held: page.held });
                    if !again {
                        return;
                    }
                    attempt = 0;
                }
                Err(error) if !may_be_asked_again(&error) => return self.tell_map(None),
                Err(_) => {
                    self.tell_map(None);
                    if self.has_due() {
                        let language = self.notice.language();
                        self.notice.tell(Topic::Ending, words!(language, seats.unconfirmed));
                    }
                    let millis = backoff(attempt, random()).min(LONGEST_PAUSE_MILLIS);
                    wait(Duration::from_millis(millis as u64)).await;
                    attempt += 1;
                }
            }
        }
    }

    fn take_in(self, answer: Answer) {
        let map = self.map.try_get_value().flatten();
        let shows = |seat: SeatId| map.is_some_and(|map| map.shows.run(seat));
        let is_released = |seat: &SeatId| {
            self.asking.try_with_value(|asking| asking.releasing.contains(seat)) == Some(true)
        };
        self.tell_map(Some(answer.clone()));
        for gone in answer.gone().filter(|gone| !shows(gone.seat_id) && !is_released(&gone.seat_id)) {
            self.end(gone.seat_id, None);
        }
        let elsewhere =
            answer.held.into_iter().filter(|held| !shows(held.seat_id) && !is_released(&held.seat_id));
        elsewhere.for_each(|held| self.insert(held));
        let _ = self.asking.try_update_value(|asking| asking.not_before = monotonic() + DUE_AGAIN_MILLIS);
    }

    fn tell_map(&self, answer: Option<Answer>) {
        if let Some(map) = self.map.try_get_value().flatten() {
            map.answered.run(answer);
        }
    }

    /// Lets all of them last longer. The server's list then tells how long.
    pub fn lengthen(self) {
        self.notice.ask();
        spawn_local(async move {
            match self.with_session(|| lengthen_holds(self.match_id)).await {
                Ok(()) => {
                    self.notice.tell(Topic::Request, words!(self.notice.language(), seats.lengthened));
                }
                Err(error) => self.notice.refuse(&error),
            }
            self.reread();
        });
    }

    /// Holds the seats again whose time has run out, as far as they are free.
    pub fn hold_again(self) {
        let seats = self.run_out.try_get_untracked().unwrap_or_default();
        let all = seats.len();
        self.notice.ask();
        let _ = self.run_out.try_set(Vec::new());
        spawn_local(async move {
            match self.with_session(|| hold_again(self.match_id, seats.clone())).await {
                Ok(held) if (held as usize) < all => {
                    self.notice.fail(words!(self.notice.language(), seats.again_some));
                }
                Ok(_) => self.notice.clear(Topic::Ended),
                Err(error) => self.notice.refuse(&error),
            }
            self.reread();
        });
    }

    /// Lets go of a seat that no map on this page shows.
    pub fn release(self, seat: SeatId) {
        let begins = self.asking.try_update_value(|asking| {
            let begins = !asking.releasing.contains(&seat);
            if begins {
                asking.releasing.push(seat);
            }
            begins
        });
        if begins != Some(true) {
            return;
        }
        self.notice.ask();
        spawn_local(async move {
            let answer = self.with_session(|| release_seat(self.match_id, seat)).await;
            let _ = self.asking.try_update_value(|asking| asking.releasing.retain(|other| *other != seat));
            match answer {
                Ok(released) => {
                    self.remove(seat);
                    released.with.iter().for_each(|(seat, _)| self.remove(*seat));
                }
                Err(error) => {
                    if is_not_own(&error) {
                        self.remove(seat);
                    } else if error.leaves_doubt() {
                        self.reread();
                    }
                    self.notice.refuse(&error);
                }
            }
        });
    }
}

/// Whether the same question may be answered later. A refusal stays what it is, but for one of haste, and a server of
/// another build is understood by another page alone.
fn may_be_asked_again(error: &ApiError) -> bool {
    error.status == 429 || (error.leaves_doubt() && !error.is(ErrorCode::OtherBuild))
}

async fn wait(duration: Duration) {
    if !duration.is_zero() {
        pause(duration).await;
    }
}
