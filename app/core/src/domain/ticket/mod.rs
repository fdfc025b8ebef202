//! What lets one in: one ticket for each seat that was sold.
//!
//! ```text
//! valid, not entered ──shown at a gate──> entered        never back
//!         └──the order is cancelled──> void              nobody enters by it any more
//! ```

mod claim;
mod entry;

pub use claim::{BadClaim, TicketClaim};
pub use entry::{Entered, EntryRefusal, TicketState};

use std::{fmt, str::FromStr};

/// A ticket. Its id says nothing of the order, the buyer or the seat.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TicketId([u8; 16]);

/// It is no ticket's id.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a ticket's id has 32 digits of base 16, in small letters")]
pub struct BadTicketId;

impl TicketId {
    /// An id that nobody has seen before, if the bits are random.
    pub const fn from_random(bits: u128) -> Self {
        Self(bits.to_be_bytes())
    }

    /// Its bytes.
    pub const fn bytes(self) -> [u8; 16] {
        self.0
    }

    /// The id with these bytes.
    pub const fn from_bytes(bytes: [u8; 16]) -> Self {
        Self(bytes)
    }
}

impl fmt::Display for TicketId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:032x}", u128::from_be_bytes(self.0))
    }
}

impl fmt::Debug for TicketId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "TicketId({self})")
    }
}

impl FromStr for TicketId {
    type Err = BadTicketId;

    fn from_str(text: &str) -> Result<Self, BadTicketId> {
        let is_digit = |byte: u8| matches!(byte, b'0'..=b'9' | b'a'..=b'f');
        if text.len() != 32 || !text.bytes().all(is_digit) {
            return Err(BadTicketId);
        }
        u128::from_str_radix(text, 16).map(Self::from_random).map_err(|_| BadTicketId)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_read_as_it_is_written() {
        for bits in [0, 1, u128::MAX, 0x0123_4567_89ab_cdef] {
            let id = TicketId::from_random(bits);
            assert_eq!(id.to_string().parse(), Ok(id));
            assert_eq!(TicketId::from_bytes(id.bytes()), id);
        }
        let upper = "A".repeat(32);
        for text in ["", "0", "+1", &upper, &"0".repeat(33), &"가".repeat(11)] {
            assert_eq!(text.parse::<TicketId>(), Err(BadTicketId), "{text}");
        }
    }
}
