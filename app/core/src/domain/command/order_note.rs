//! What a command means for an order.

use crate::domain::{CartId, OrderId, PaymentId};

/// What is stored of an order in the same transaction as the seats that a command changes. It is refused, and the seats with it, where
/// the order is not as it must be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OrderNote {
    /// It has its seats: it must be pending.
    Reserved(OrderId),
    /// It is paid.
    Paid(PaidOrder),
    /// It was paid, and is given back: its payment is to be refunded.
    Cancelled(CancelledOrder),
}

impl OrderNote {
    /// The order.
    pub const fn order(&self) -> &OrderId {
        match self {
            Self::Reserved(order) => order,
            Self::Paid(paid) => &paid.order,
            Self::Cancelled(cancelled) => &cancelled.order,
        }
    }
}

/// An order that is given back, as it was read: it must not have changed since, and nobody may have entered by it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CancelledOrder {
    /// The order.
    pub order: OrderId,
    /// Its version.
    pub version: i64,
    /// What has paid it.
    pub payment: PaymentId,
}

/// An order that is paid, as it was read: it must not have changed since.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PaidOrder {
    /// The order.
    pub order: OrderId,
    /// Its version.
    pub version: i64,
    /// Whose it is.
    pub cart: CartId,
    /// What has paid it.
    pub payment: PaymentId,
    /// What the gateway calls that, if it has told.
    pub gateway_id: Option<String>,
}
