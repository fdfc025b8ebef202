//! What one browser knows of one seat, and how each thing that it learns changes that.
//!
//! It learns from two sides that are in no order to each other: the stream, which tells everybody's changes in the
//! order of their revisions, and the answers to its own requests, which tell the revision that the change took. So
//! the answer to a hold may come before or after the stream's event of that same hold, and by then the seat may even
//! have gone on. Revisions settle it: what is older than what is known changes nothing, and a hold of one's own ends
//! with the first change above it that leaves no hold. One that leaves a hold may be one's own that was lengthened,
//! or somebody else's: no stream tells, so the server is asked.

use crate::page_data::{HeldSeat, HoldTaken};
use jari_core::domain::{Revision, SeatStatus, UnixMillis};

/// A hold of one's own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OwnHold {
    /// The revision that it took.
    pub rev: Revision,
    /// When it ends by itself.
    pub expires_at: UnixMillis,
    /// When it ends at the latest, if it is lengthened.
    pub latest: UnixMillis,
}

impl OwnHold {
    /// One that was just given.
    pub const fn taken(held: &HoldTaken) -> Self {
        Self { rev: held.rev, expires_at: held.expires_at, latest: held.latest }
    }

    /// One of the server's list.
    pub const fn of(held: &HeldSeat) -> Self {
        Self { rev: held.rev, expires_at: held.expires_at, latest: held.latest }
    }
}

/// A request of one's own that has yet to be answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Request {
    /// To hold the seat.
    Hold,
    /// To let it go.
    Release,
}

/// What pressing a seat does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Press {
    /// Ask for it. Also of a seat that seems to be held by another: it may be one's own from another tab.
    Hold,
    /// Let it go.
    Release,
    /// Nothing: the last request has yet to be answered.
    Wait,
    /// Nothing: it is sold or about to be.
    Gone,
}

/// What a seat looks like to the viewer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Face {
    /// Anybody may hold it.
    Available,
    /// Somebody else has it on hold.
    Held,
    /// Completed, and yet to be paid.
    Reserved,
    /// Sold.
    Occupied,
    /// The viewer has it on hold.
    Own,
    /// The viewer has asked for it or let it go, and waits for the answer.
    Pending,
}

/// What is known of one seat.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SeatView {
    /// The latest known state.
    pub status: SeatStatus,
    /// The revision of the block at which `status` is known to have been so.
    seen: Revision,
    /// Whether `seen` is a snapshot's. Then a hold may have taken any revision up to it, one's own among them;
    /// otherwise `seen` is the very revision that the seat's change took.
    from_snapshot: bool,
    /// The viewer's hold.
    pub own: Option<OwnHold>,
    /// The viewer's open request.
    pub request: Option<Request>,
}

impl SeatView {
    /// A seat as a snapshot of the block at `rev` shows it.
    pub const fn new(status: SeatStatus, rev: Revision) -> Self {
        Self { status, seen: rev, from_snapshot: true, own: None, request: None }
    }

    /// The same with a hold of one's own that the page carried.
    pub fn with_own(mut self, own: OwnHold) -> Self {
        self.learn_own(own);
        self
    }

    /// What is known of a seat, by its parts: a map of many keeps them apart.
    pub(in crate::live) const fn packed(
        status: SeatStatus,
        seen: Revision,
        from_snapshot: bool,
        own: Option<OwnHold>,
        request: Option<Request>,
    ) -> Self {
        Self { status, seen, from_snapshot, own, request }
    }

    /// The revision at which its state is known to have been so, and whether that is a snapshot's.
    pub(in crate::live) const fn seen(&self) -> (Revision, bool) {
        (self.seen, self.from_snapshot)
    }

    /// What it looks like.
    pub const fn face(&self) -> Face {
        if self.request.is_some() {
            return Face::Pending;
        }
        if self.own.is_some() {
            return Face::Own;
        }
        match self.status {
            SeatStatus::Available => Face::Available,
            SeatStatus::Hold => Face::Held,
            SeatStatus::Reserved => Face::Reserved,
            SeatStatus::Occupied => Face::Occupied,
        }
    }

    /// What pressing it does.
    pub const fn press(&self) -> Press {
        match (self.request, self.own, self.status) {
            (Some(_), _, _) => Press::Wait,
            (None, Some(_), _) => Press::Release,
            (None, None, SeatStatus::Available | SeatStatus::Hold) => Press::Hold,
            (None, None, _) => Press::Gone,
        }
    }

    /// A request was sent.
    pub fn asked(&mut self, request: Request) {
        self.request = Some(request);
    }

    /// The stream: the seat has changed after a revision of its block, and has this state at a later one. Answers whether nobody knows
    /// whose it is now, so that the list of one's own holds has to be asked for.
    #[must_use]
    pub fn changed_within(&mut self, status: SeatStatus, after: Revision, at: Revision) -> bool {
        if at < self.seen {
            return false;
        }
        // Of one change alone it is known which revision it took.
        self.learn(status, at, at.0 != after.0 + 1);
        match &mut self.own {
            // The change may be one's own hold itself, unless that was before.
            Some(own) if status == SeatStatus::Hold => {
                let is_unclear = own.rev <= after;
                if is_unclear {
                    own.rev = at;
                }
                is_unclear
            }
            _ => {
                self.end_own_below(at);
                false
            }
        }
    }

    /// The stream's `init`: the seat has this state in the block's snapshot at `rev`. Revisions of another epoch
    /// cannot be compared, so what was known before counts for nothing then.
    pub fn reset(&mut self, status: SeatStatus, rev: Revision, same_epoch: bool) {
        if same_epoch && rev < self.seen {
            return;
        }
        self.learn(status, rev, true);
        if status != SeatStatus::Hold {
            self.end_own_below(if same_epoch { rev } else { Revision(u64::MAX) });
        } else if let (false, Some(own)) = (same_epoch, &mut self.own) {
            // Most likely it is still one's own; the first change in the new history ends it.
            own.rev = rev;
        }
    }

    /// The answer to a hold: it is one's own, unless the stream has already told that it ended.
    pub fn held(&mut self, own: OwnHold) {
        self.request = None;
        self.learn_own(own);
    }

    /// The answer to a release: it took this revision.
    pub fn released(&mut self, rev: Revision) {
        self.request = None;
        self.own = None;
        if self.seen <= rev {
            self.learn(SeatStatus::Available, rev, false);
        }
    }

    /// The answer was a refusal. After one to a release the seat is not one's own, if the refusal is about that.
    pub fn refused(&mut self, is_not_own: bool) {
        self.request = None;
        if is_not_own {
            self.own = None;
        }
    }

    /// A list of one's own holds has it. What one is just asking for is left to the answer.
    pub fn found(&mut self, own: OwnHold) {
        if self.request.is_none() {
            self.learn_own(own);
        }
    }

    /// A list of one's own holds, asked for when one's own was of `rev`, does not have it.
    pub fn missed(&mut self, rev: Revision) {
        if self.request.is_none() && self.own.is_some_and(|own| own.rev == rev) {
            self.own = None;
        }
    }

    fn learn(&mut self, status: SeatStatus, rev: Revision, from_snapshot: bool) {
        self.status = status;
        self.seen = rev;
        self.from_snapshot = from_snapshot;
    }

    fn learn_own(&mut self, own: OwnHold) {
        if self.seen <= own.rev {
            self.learn(SeatStatus::Hold, own.rev, false);
        } else if !(self.from_snapshot && self.status == SeatStatus::Hold) {
            return;
        }
        self.own = Some(own);
    }

    fn end_own_below(&mut self, rev: Revision) {
        if self.own.is_some_and(|own| own.rev < rev) {
            self.own = None;
        }
    }
}

#[cfg(test)]
mod tests;
