//! The state of one seat in one match.
//!
//! ```text
//! AVAILABLE --hold--> HOLD --reserve--> RESERVED --sell--> OCCUPIED        AVAILABLE <--block, unblock--> BLOCKED
//!     ^---release, expiry---'<----call off---'                 |
//!     ^-----------------------------void-----------------------'
//! ```
//!
//! How it changes is [`super::command`]'s.

use super::{AllocationStatus, CartId, OrderId, UnixMillis};

/// The state of one seat in one match, without its revision, which the store gives.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Allocation {
    /// Where in the sale the seat is.
    pub status: AllocationStatus,
    /// Who has it; none while it is available or blocked, and in a state that this version does not know.
    pub cart: Option<CartId>,
    /// When a hold ends by itself, and when the hold does that a reservation was made of; none for other states.
    pub expires_at: Option<UnixMillis>,
    /// When its cart began what it has on hold in the match, where the store keeps that with the seat and the version that
    /// stored it knew.
    pub held_since: Option<UnixMillis>,
    /// The order that it is reserved for, or was sold by.
    pub order: Option<OrderId>,
    /// Why it is blocked, in the operator's words.
    pub reason: Option<String>,
}

impl Allocation {
    /// A seat that anybody may hold.
    pub const AVAILABLE: Self = Self::bare(AllocationStatus::Available);

    /// A seat in a state that this version does not know, as a later one has stored it: taken, and nobody's to change. Who
    /// has it, and until when, only that version can tell.
    pub const UNKNOWN: Self = Self::bare(AllocationStatus::Unknown);

    const fn bare(status: AllocationStatus) -> Self {
        Self { status, cart: None, expires_at: None, held_since: None, order: None, reason: None }
    }

    /// The state as of `now`: a hold that has run out is available, whether or not anybody has swept it yet. A reservation
    /// does not run out by itself: whether its order came about is asked first.
    pub fn at(&self, now: UnixMillis) -> Self {
        if self.has_expired(now) { Self::AVAILABLE } else { self.clone() }
    }

    /// Whether a hold has run out.
    pub fn has_expired(&self, now: UnixMillis) -> bool {
        self.status == AllocationStatus::Hold && self.expires_at.is_some_and(|end| end <= now)
    }

    /// Whether it is in this cart.
    pub fn is_of(&self, cart: &CartId) -> bool {
        self.cart.as_ref() == Some(cart)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hold_runs_out_at_its_end_and_a_reservation_never_by_itself() {
        let hold = Allocation {
            cart: Some(CartId::from_verified("ann")),
            expires_at: Some(UnixMillis(10)),
            ..Allocation::bare(AllocationStatus::Hold)
        };
        assert_eq!(hold.at(UnixMillis(9)), hold);
        assert_eq!(hold.at(UnixMillis(10)), Allocation::AVAILABLE);
        let reserved = Allocation { status: AllocationStatus::Reserved, ..hold };
        assert_eq!(reserved.at(UnixMillis(i64::MAX)), reserved);
    }
}
