//! An entry of the two indexes of what is on hold or reserved: it tells all of it (`scripts/prelude.lua`).

use super::error::malformed;
use jari_core::{
    domain::{BlockId, CartId, OrderId, SeatId, UnixMillis},
    ports::StoreError,
};

/// One seat that somebody has until some time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct IndexEntry {
    pub(super) cart: CartId,
    pub(super) block_id: BlockId,
    pub(super) seat_id: SeatId,
    pub(super) ends: UnixMillis,
    /// The order that it is reserved for; none for a hold.
    pub(super) order: Option<OrderId>,
}

impl IndexEntry {
    /// Reads `length:cart:ends:block:seat` of a hold and `length:cart:ends:block:seat:order` of a reservation. The length tells
    /// where the cart ends, as it may contain anything.
    pub(super) fn parse(text: &str) -> Result<Self, StoreError> {
        Self::read(text).ok_or_else(|| malformed("entry of an index", text))
    }

    fn read(text: &str) -> Option<Self> {
        let (length, rest) = text.split_once(':')?;
        let (cart, rest) = rest.split_at_checked(length.parse().ok()?)?;
        let mut parts = rest.strip_prefix(':')?.splitn(4, ':');
        Some(Self {
            cart: CartId::from_verified(cart),
            ends: UnixMillis(parts.next()?.parse().ok()?),
            block_id: parts.next()?.parse().ok()?,
            seat_id: parts.next()?.parse().ok()?,
            order: parts.next().map(OrderId::from_stored),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_entry_is_read_whatever_its_cart_is_called() {
        for cart in ["ann", "b:1:2:3", "", "é:"] {
            let text = format!("{}:{cart}:000000000000004:5:6", cart.len());
            let (block_id, seat_id) = (BlockId(5), SeatId(6));
            let cart = CartId::from_verified(cart);
            let held = IndexEntry { cart, block_id, seat_id, ends: UnixMillis(4), order: None };
            assert_eq!(IndexEntry::parse(&text).unwrap(), held);
            let order = Some(OrderId::from_stored("of:ann"));
            assert_eq!(IndexEntry::parse(&format!("{text}:of:ann")).unwrap(), IndexEntry { order, ..held });
        }
        for text in ["end", "", "3:ann", "3:ann:1:2", "3:ann:1:2:", "9:ann:1:2:3", "1:é:1:2:3"] {
            assert!(IndexEntry::parse(text).is_err(), "{text:?}");
        }
    }
}
