//! Identifiers. Each has a type of its own, so that a seat's number can never be passed for a block's.

use serde::{Deserialize, Serialize};
use std::{fmt, num::ParseIntError, str::FromStr};

macro_rules! numeric_id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub i64);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl FromStr for $name {
            type Err = ParseIntError;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                text.parse().map(Self)
            }
        }
    };
}

numeric_id!(
    /// A venue: a stadium or a theatre, imported once and used by many matches.
    VenueId
);
numeric_id!(
    /// One game or show with its own sale (경기).
    MatchId
);
numeric_id!(
    /// The widest part of a venue (권역).
    AreaId
);
numeric_id!(
    /// A part of an area (진영).
    SectionId
);
numeric_id!(
    /// A part of a section (구역): what a buyer opens, and what has one stream and one revision counter.
    BlockId
);
numeric_id!(
    /// A row of a block. Unique across venues.
    RowId
);
numeric_id!(
    /// One seat (좌석). Unique across venues.
    SeatId
);
numeric_id!(
    /// A price category of a venue.
    CategoryId
);

/// A cart: what has seats on hold, in each match some of them, and all of one match until the same time. A session makes it, and
/// is not it: a buyer who comes from another device may take it along. It is an opaque id, taken from a signed session cookie and
/// never from anything else that a client sends (invariant I6).
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct CartId(String);

impl CartId {
    /// Wraps an id that the server itself made and whose signature it has checked.
    pub fn from_verified(id: impl Into<String>) -> Self {
        Self(id.into())
    }

    /// The id as the store keeps it.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for CartId {
    /// Shows only the first characters: a log must not carry what would let its reader act in its owner's name.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "CartId({}…)", self.0.chars().take(6).collect::<String>())
    }
}

macro_rules! random_id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(String);

        impl $name {
            /// An id that nobody has seen before, if the bits are random.
            pub fn from_random(bits: u128) -> Self {
                Self(format!("{bits:032x}"))
            }

            /// The id as a store has it.
            pub fn from_stored(id: impl Into<String>) -> Self {
                Self(id.into())
            }

            /// The id's text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}

random_id!(
    /// An order: what is bought together. Its id is made by whoever makes the order, so that asking twice makes one.
    OrderId
);
random_id!(
    /// A payment: one try to pay one order. Its id is made by Jari, and is the key by which a gateway knows that it is asked
    /// for the same again: letters and digits, at most 64.
    PaymentId
);
