//! What a store tells of a block: all of it at one revision, or what changed since one.

use super::{BlockId, Epoch, Revision, SeatId, SeatStatus, StreamId};

/// One seat's latest state and the revision that it took.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SeatChange {
    /// The seat.
    pub seat_id: SeatId,
    /// Its state, as everybody may know it.
    pub status: SeatStatus,
    /// The block's revision of its latest change; 0 for a seat that never changed.
    pub rev: Revision,
}

/// Every seat of a block at one revision.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Snapshot {
    /// The history that the revisions belong to.
    pub epoch: Epoch,
    /// The revision that the snapshot is of.
    pub rev: Revision,
    /// Every seat, ordered by id.
    pub seats: Vec<SeatChange>,
}

impl Snapshot {
    /// The snapshot's place in the block's history.
    pub fn stream_id(&self) -> StreamId {
        StreamId { epoch: self.epoch.clone(), rev: self.rev }
    }
}

/// The seats of a block that changed after a revision.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Changes {
    /// The history that the revisions belong to.
    pub epoch: Epoch,
    /// The revision that the changes lead to.
    pub rev: Revision,
    /// Each changed seat once, in its latest state, ordered by revision.
    pub seats: Vec<SeatChange>,
}

/// How far a block has come, and how many of its seats are available.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BlockCount {
    /// The block.
    pub block_id: BlockId,
    /// Its revision.
    pub rev: Revision,
    /// Its available seats.
    pub free: u32,
}

/// How far the blocks of a match have come, all at one moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Counts {
    /// The history that the revisions belong to.
    pub epoch: Epoch,
    /// The blocks, ordered by id.
    pub blocks: Vec<BlockCount>,
}
