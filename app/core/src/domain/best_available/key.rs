//! How good a group of seats is, as keys of which the least is the best.

use crate::domain::SeatId;

/// So many rings lie around the middle of the field or the stage, up to the farthest seat. Within a ring one seat is as near as
/// another.
const RINGS: u64 = 40;

/// The distances of a ring's seats are as many as these, together.
const WHOLE: u64 = 65_536;

/// The ring in which seats lie on average.
pub(super) fn ring(distances: u64, seats: usize) -> u32 {
    u32::try_from(distances * RINGS / (WHOLE * (seats as u64).max(1))).unwrap_or(u32::MAX)
}

/// The best that a block may have.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Bound {
    /// How many seats for wheelchairs: whoever asks for one takes no more than are needed.
    pub(super) spaces: u32,
    pub(super) category: u32,
    pub(super) orphans: u32,
    pub(super) ring: u32,
}

/// How good seats side by side are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Key {
    pub(super) bound: Bound,
    /// The row's place in its block.
    pub(super) row: usize,
    /// Whether there are free seats on both sides of it.
    pub(super) is_loose: bool,
    /// Whose turn it is among what is equally good.
    pub(super) turn: u64,
}

/// How good seats in two rows of one block are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct PairKey {
    pub(super) spaces: u32,
    pub(super) category: u32,
    pub(super) orphans: u32,
    /// By how many seats the two parts differ.
    pub(super) uneven: usize,
    /// How far the middles of the parts are from each other, in tenths of a step.
    pub(super) apart: u64,
    pub(super) ring: u32,
    pub(super) row: usize,
    pub(super) turn: u64,
    /// How many seats are in front, and where those behind begin: of two groups one comes before the other, whatever the order in
    /// which they are looked at.
    pub(super) front: usize,
    pub(super) back: SeatId,
}

/// A number that looks random and is the same whenever the same cart is proposed the same seat.
pub(super) const fn turn(salt: u64, first: SeatId) -> u64 {
    // The finaliser of SplitMix64: each bit of what goes in changes about half of what comes out.
    let mut bits = salt ^ first.0.cast_unsigned().wrapping_mul(0x9e37_79b9_7f4a_7c15);
    bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    bits ^ (bits >> 31)
}
