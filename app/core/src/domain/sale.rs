//! What was sold, as the ledger keeps it.

use super::{BlockId, CartId, MatchId, OrderId, SeatId, UnixMillis};

/// One seat that was sold, and not given back since. There is at most one for a seat of a match.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sale {
    /// The match.
    pub match_id: MatchId,
    /// The block that the seat is in.
    pub block_id: BlockId,
    /// The seat.
    pub seat_id: SeatId,
    /// The order that it was sold by.
    pub order: OrderId,
    /// Who has it.
    pub cart: CartId,
    /// When it was sold.
    pub sold_at: UnixMillis,
}

/// A sale, or one that was given back, of which it is not known that the store which has the allocations shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenSale {
    /// What was sold.
    pub sale: Sale,
    /// Whether it was given back since.
    pub is_void: bool,
}

/// A seat that is not for sale, as the ledger keeps it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BlockedSeat {
    /// The block that the seat is in.
    pub block_id: BlockId,
    /// The seat.
    pub seat_id: SeatId,
    /// Why it is blocked, in the operator's words.
    pub reason: String,
}

/// A seat that is reserved for an order that waits to be paid.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReservedSeat {
    /// The block that the seat is in.
    pub block_id: BlockId,
    /// The seat.
    pub seat_id: SeatId,
    /// The order.
    pub order: OrderId,
    /// Whose it is.
    pub cart: CartId,
    /// Until when it is reserved.
    pub until: UnixMillis,
}

/// What the ledger says of a match's seats: all others it knows nothing of.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LedgerSeats {
    /// Those that were sold.
    pub sold: Vec<Sale>,
    /// Those that are blocked.
    pub blocked: Vec<BlockedSeat>,
    /// Those that are reserved for orders that wait to be paid.
    pub reserved: Vec<ReservedSeat>,
}
