//! Whether the money of a match adds up.

use crate::domain::CategoryId;

/// What valid tickets cost, what was charged and what went back, in the currency's smallest unit.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Books {
    /// What the orders cost whose seats are sold: the valid lines, and the fees of orders that are paid.
    pub sold: i64,
    /// What was captured, and is to be given back.
    pub awaiting: i64,
    /// All that was captured.
    pub charged: i64,
    /// What of it was given back.
    pub refunded: i64,
    /// What is asked of gateways and not known to be captured, which is no part of the balance.
    pub pending: i64,
}

/// What was sold of one price category as one type of ticket.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SoldPart {
    /// The category; none for seats that have none.
    pub category_id: Option<CategoryId>,
    /// The word for the type; none where there are no types, or nobody has asked for one.
    pub ticket_type: Option<String>,
    /// How many seats.
    pub seats: u32,
    /// What they have cost, in the smallest unit of the match's currency.
    pub amount: i64,
}

impl Books {
    /// M4: what was sold and what awaits its refund is what was charged and not given back.
    pub const fn balance(&self) -> bool {
        self.sold + self.awaiting == self.charged - self.refunded
    }
}
