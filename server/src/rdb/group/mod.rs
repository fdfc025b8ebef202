//! Group commit: changes that wait at the same time share one transaction, as what a change costs is its commit.
//!
//! Whoever finds its block idle is served at once, alone. Those who come while a transaction of their block is under way
//! wait in line and share the next one. Each is judged for itself, by the same rules, in the order of the line, against
//! what those before it have left, and told when all of it is on disk.

mod judge;
mod lines;
mod queue;

pub(super) use judge::{Found, judge};
pub(super) use queue::{GroupCommit, GroupLimits, RunBatch};

use jari_core::{
    domain::{BlockId, HoldPolicy, MatchId, Revision, SeatId, UnixMillis},
    ports::{AllocationError, SeatRequest},
};

/// A block of a match: what stands in line together, and is locked together.
pub(super) type BlockKey = (MatchId, BlockId);

/// Which seat of which match. Ordered as blocks are locked, so that no two transactions wait for each other in a circle.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct SeatKey {
    pub(super) match_id: MatchId,
    pub(super) block_id: BlockId,
    pub(super) seat_id: SeatId,
}

impl SeatKey {
    pub(super) const fn of(request: &SeatRequest) -> Self {
        Self { match_id: request.match_id, block_id: request.block_id, seat_id: request.seat_id }
    }

    pub(super) const fn block(&self) -> BlockKey {
        (self.match_id, self.block_id)
    }
}

/// What is asked for a seat.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Wish {
    Hold(HoldPolicy),
    Release,
    /// That what has run out ends.
    Expire,
}

/// One request that waits for its turn.
#[derive(Clone, Debug)]
pub(super) struct Ask {
    pub(super) request: SeatRequest,
    pub(super) wish: Wish,
}

/// What a request that was not refused has come to: the seat's state under the revision that it took.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Granted {
    pub(super) rev: Revision,
    pub(super) expires_at: Option<UnixMillis>,
}

/// What is told to whoever asked.
pub(super) type Answer = Result<Granted, AllocationError>;
