//! An entry of the two indexes of what is on hold or reserved: it tells all of it (`scripts/prelude.lua`).

use super::error::malformed;
use jari_core::{
    domain::{BlockId, CartId, SeatId, UnixMillis},
    ports::StoreError,
};

/// One seat that somebody has until some time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct IndexEntry {
    pub(super) cart: CartId,
    pub(super) block_id: BlockId,
    pub(super) seat_id: SeatId,
    pub(super) ends: UnixMillis,
}

impl IndexEntry {
    /// Reads `length:cart:block:seat:ends`. The length tells where the cart ends, as it may contain anything.
    pub(super) fn parse(text: &str) -> Result<Self, StoreError> {
        Self::read(text).ok_or_else(|| malformed("entry of an index", text))
    }

    fn read(text: &str) -> Option<Self> {
        let (length, rest) = text.split_once(':')?;
        let (cart, rest) = rest.split_at_checked(length.parse().ok()?)?;
        let mut parts = rest.strip_prefix(':')?.splitn(3, ':');
        Some(Self {
            cart: CartId::from_verified(cart),
            block_id: parts.next()?.parse().ok()?,
            seat_id: parts.next()?.parse().ok()?,
            ends: UnixMillis(parts.next()?.parse().ok()?),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_entry_is_read_whatever_its_cart_is_called() {
        for cart in ["ann", "b:1:2:3", "", "é:"] {
            let read = IndexEntry::parse(&format!("{}:{cart}:4:5:-6", cart.len())).unwrap();
            let cart = CartId::from_verified(cart);
            let expected =
                IndexEntry { cart, block_id: BlockId(4), seat_id: SeatId(5), ends: UnixMillis(-6) };
            assert_eq!(read, expected);
        }
        for text in
            ["end", "", "3:ann", "3:ann:1:2", "3:ann:1:2:", "3:ann:1:2:3:4", "9:ann:1:2:3", "1:é:1:2:3"]
        {
            assert!(IndexEntry::parse(text).is_err(), "{text:?}");
        }
    }
}
