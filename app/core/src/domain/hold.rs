//! How long seats may be held, and how many at once.

use super::{BlockId, Revision, SeatId, UnixMillis};

/// The rules that an operator sets for holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HoldPolicy {
    /// How long what a cart has on hold in a match lasts, from its first hold on, in milliseconds.
    pub ttl_millis: i64,
    /// The most seats that one cart may have on hold or reserved in one match; 0 means no cap.
    pub max_holds: u32,
}

/// One seat that a cart has on hold, as its buyer may know it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Held {
    /// The seat.
    pub seat_id: SeatId,
    /// The block that it is in.
    pub block_id: BlockId,
    /// When the hold ends by itself.
    pub expires_at: UnixMillis,
    /// The block's revision that the hold took.
    pub rev: Revision,
}
