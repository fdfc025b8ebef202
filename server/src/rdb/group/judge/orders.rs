//! The orders that a batch is about: what may be noted of each, by what was read and by what the requests before it have noted.

use jari_core::domain::{
    OrderId, OrderState, Refusal,
    command::{CancelledOrder, OrderNote, PaidOrder},
};
use std::collections::HashMap;

/// Where an order is, and how often it has changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::rdb) struct FoundOrder {
    pub(in crate::rdb) state: OrderState,
    pub(in crate::rdb) version: i64,
}

/// Orders by their ids; those that are not there are missing.
#[derive(Clone, Debug, Default)]
pub(in crate::rdb) struct FoundOrders(HashMap<OrderId, FoundOrder>);

impl FoundOrders {
    pub(in crate::rdb) fn put(&mut self, id: OrderId, found: FoundOrder) {
        self.0.insert(id, found);
    }

    /// Refuses what is noted of an order that is not as it must be. Whoever asked alone is refused then: if the database were the first
    /// to see it, nothing of the transaction could stay.
    pub(super) fn judge(&self, note: &OrderNote) -> Result<(), Refusal> {
        let (state, version) = required(note);
        let is_it = |found: &FoundOrder| {
            found.state == state && version.is_none_or(|version| found.version == version)
        };
        if self.0.get(note.order()).is_some_and(is_it) { Ok(()) } else { Err(Refusal::OrderEnded) }
    }

    /// It is noted, for those who come after to see.
    pub(super) fn note(&mut self, note: &OrderNote) {
        let after = match note {
            OrderNote::Reserved(_) => OrderState::Pending,
            OrderNote::Paid(_) => OrderState::Paid,
            OrderNote::Cancelled(_) => OrderState::Cancelled,
        };
        if let Some(found) = self.0.get_mut(note.order()) {
            found.state = after;
            found.version = found.version.saturating_add(1);
        }
    }
}

/// The state that the order must be in, and the version that it must have if that matters.
const fn required(note: &OrderNote) -> (OrderState, Option<i64>) {
    match note {
        OrderNote::Reserved(_) => (OrderState::Pending, None),
        OrderNote::Paid(PaidOrder { version, .. }) => (OrderState::Pending, Some(*version)),
        OrderNote::Cancelled(CancelledOrder { version, .. }) => (OrderState::Paid, Some(*version)),
    }
}
