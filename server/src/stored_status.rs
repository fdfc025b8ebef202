//! What a store has of a seat, read by a version that may be older than the one that wrote it: while a new version is
//! installed both run over the same store. A state that is not known is taken, and nobody's to change here.

use jari_core::{
    domain::{Allocation, AllocationStatus, HolderId, UnixMillis, status::UnknownStatus},
    failures,
};

/// The state that everybody is shown for a store's word.
pub(crate) fn shown(word: &str) -> AllocationStatus {
    known(word).unwrap_or_else(|| AllocationStatus::told(word))
}

/// What the rules judge by.
pub(crate) fn judged(word: &str, holder: Option<String>, expires_at: Option<i64>) -> Allocation {
    known(word).map_or(Allocation::UNKNOWN, |status| Allocation {
        status,
        holder: holder.map(HolderId::from_verified),
        expires_at: expires_at.map(UnixMillis),
    })
}

/// Tells, once, of a word that is not known.
fn known(word: &str) -> Option<AllocationStatus> {
    word.parse().map_err(|error: UnknownStatus| tell(&error)).ok()
}

/// Tells, once, of what stands where a state should.
pub(crate) fn tell(unknown: &UnknownStatus) {
    failures::warn_once("seats are in a state that only a later version knows, and count as taken", unknown);
}
