//! Group commit: changes that wait at the same time share one transaction, as what a change costs is its commit.
//!
//! Whoever finds its blocks idle is served at once, alone. Those who come while a transaction of one of their blocks is under
//! way wait in line and share the next one. Each is judged for itself, by the same rules, in the order of the line, against
//! what those before it have left, and told when all of it is on disk.

mod judge;
mod lines;
mod queue;

pub(super) use judge::{Found, FoundOrder, Judged, Sale, judge, put_in_cart};
pub(super) use queue::{GroupCommit, GroupLimits, RunBatch};

use jari_core::{
    domain::{BlockId, Command, MatchId, Outcome, SeatId},
    ports::AllocationError,
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
    pub(super) const fn block(&self) -> BlockKey {
        (self.match_id, self.block_id)
    }
}

/// One request that waits for its turn.
#[derive(Clone, Debug)]
pub(super) struct Ask {
    pub(super) command: Command,
    /// Whether what it sells is shown as sold as soon as it is stored, as this database has the allocations.
    pub(super) shows_sales: bool,
}

impl Ask {
    /// The seats that it is about, in the order of its steps.
    pub(super) fn places(&self) -> impl Iterator<Item = SeatKey> {
        let match_id = self.command.match_id;
        self.command.steps.iter().map(move |step| SeatKey {
            match_id,
            block_id: step.block_id,
            seat_id: step.seat_id,
        })
    }

    /// The blocks that it is about, each once, in ascending order.
    pub(super) fn blocks(&self) -> Vec<BlockKey> {
        self.command.blocks().into_iter().map(|block_id| (self.command.match_id, block_id)).collect()
    }
}

/// What is told to whoever asked.
pub(super) type Answer = Result<Vec<Outcome>, AllocationError>;
