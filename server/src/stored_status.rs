//! What a store has of a seat, read by a version that may be older than the one that wrote it: while a new version is
//! installed both run over the same store. A state that is not known is taken, and nobody's to change here.

use jari_core::{
    domain::{Allocation, AllocationStatus, SeatStatus, status::UnknownStatus},
    failures,
};

/// What everybody is told for a store's word.
pub(crate) fn shown(word: &str) -> SeatStatus {
    known(word).into()
}

/// What the rules judge by: what a store has of a seat, of a state that this version knows.
pub(crate) fn judged(word: &str, rest: impl FnOnce(AllocationStatus) -> Allocation) -> Allocation {
    match known(word) {
        AllocationStatus::Unknown => Allocation::UNKNOWN,
        status => rest(status),
    }
}

/// The state of a word; if it is not known, that is told, once.
fn known(word: &str) -> AllocationStatus {
    word.parse().unwrap_or_else(|error| {
        tell(&error);
        AllocationStatus::Unknown
    })
}

/// Tells, once, of what stands where a state should.
pub(crate) fn tell(unknown: &UnknownStatus) {
    failures::warn_once("seats are in a state that only a later version knows, and count as taken", unknown);
}
