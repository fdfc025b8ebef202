//! Requests whose answer was lost, so that nobody knows what became of them. The server's list of the viewer's holds
//! settles that; repeating such a request is safe, but not the viewer's to know.

use super::{Notice, notice::Topic, seat_view::Request};
use crate::text::words;
use jari_core::domain::SeatId;

/// The requests in doubt, at most one of a seat.
#[derive(Debug, Default)]
pub(super) struct Doubts(Vec<Doubt>);

/// A request in doubt.
#[derive(Clone, Copy, Debug)]
pub(super) struct Doubt {
    pub(super) seat: SeatId,
    pub(super) request: Request,
    /// Whether the server's list has settled it. A hold may still be on its way to the server then.
    is_settled: bool,
}

impl Doubts {
    /// One more.
    pub(super) fn add(&mut self, seat: SeatId, request: Request) {
        self.trust(seat);
        self.0.push(Doubt { seat, request, is_settled: false });
    }

    /// The seat is asked for anew, so that what became of earlier requests does not matter.
    pub(super) fn trust(&mut self, seat: SeatId) {
        self.0.retain(|doubt| doubt.seat != seat);
    }

    /// Whether a request for a seat is yet to be settled.
    pub(super) fn has(&self, seat: SeatId) -> bool {
        self.0.iter().any(|doubt| doubt.seat == seat && !doubt.is_settled)
    }

    /// Whether a hold of a seat may have arrived late.
    pub(super) fn may_arrive(&self, seat: SeatId) -> bool {
        self.0.iter().any(|doubt| doubt.seat == seat && doubt.is_settled)
    }

    /// The seats whose requests are yet to be settled.
    pub(super) fn open(&self) -> Vec<SeatId> {
        self.0.iter().filter(|doubt| !doubt.is_settled).map(|doubt| doubt.seat).collect()
    }

    /// The server's list has come: which requests it settles.
    pub(super) fn settle(&mut self) -> Vec<Doubt> {
        let mut settled = Vec::new();
        for doubt in self.0.iter_mut().filter(|doubt| !doubt.is_settled) {
            settled.push(*doubt);
            doubt.is_settled = true;
        }
        // A seat that was not let go of stays so until that is asked for again.
        self.0.retain(|doubt| doubt.request == Request::Hold);
        settled
    }
}

impl Doubt {
    /// Says what became of it.
    pub(super) fn tell(&self, notice: Notice, is_own: bool) {
        let language = notice.language();
        match (self.request, is_own) {
            (Request::Hold, true) => notice.tell(Topic::Request, words!(language, seats.held_after_all)),
            (Request::Hold, false) => notice.fail(words!(language, seats.not_held_after_all)),
            (Request::Release, false) => {
                notice.tell(Topic::Request, words!(language, seats.released_after_all));
            }
            (Request::Release, true) => notice.fail(words!(language, seats.not_released_after_all)),
        }
    }
}
