//! Orders that nobody knows the end of, as the seats tell that are reserved for them.

use super::seat::StoredSeat;
use jari_core::domain::{AllocationStatus, CartId, OrderId, command::Place};
use std::collections::BTreeMap;

/// An order, and some of its seats.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Unresolved {
    pub(super) order: OrderId,
    pub(super) cart: CartId,
    pub(super) places: Vec<Place>,
}

/// The orders that have any of these seats.
pub(super) fn by_order(
    seats: impl IntoIterator<Item = (Place, Option<StoredSeat>)>,
) -> impl Iterator<Item = Unresolved> {
    let mut orders: BTreeMap<OrderId, Unresolved> = BTreeMap::new();
    for (place, seat) in seats {
        let state = seat.map(|seat| seat.state).filter(|state| state.status == AllocationStatus::Reserved);
        if let Some((order, cart)) = state.and_then(|state| state.order.zip(state.cart)) {
            let unresolved = || Unresolved { order: order.clone(), cart, places: Vec::new() };
            orders.entry(order.clone()).or_insert_with(unresolved).places.push(place);
        }
    }
    orders.into_values()
}
