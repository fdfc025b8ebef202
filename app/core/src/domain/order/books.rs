//! Whether the money of a match adds up.

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
}

impl Books {
    /// M4: what was sold and what awaits its refund is what was charged and not given back.
    pub const fn balance(&self) -> bool {
        self.sold + self.awaiting == self.charged - self.refunded
    }
}
