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
