//! What people call an order: short, and without letters that look alike.

use std::{fmt, str::FromStr};

/// Neither 0 and O, nor 1, I and L, nor U, which turns into a V on the phone.
const ALPHABET: &[u8; 30] = b"23456789ABCDEFGHJKMNPQRSTVWXYZ";

const LENGTH: usize = 8;

/// An order's code. It is no secret: who knows it knows nothing else of the order.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct OrderCode(String);

/// It is no order's code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("an order's code has eight letters and digits")]
pub struct BadOrderCode;

impl OrderCode {
    /// A code of random bits; of so many billions few meet.
    pub fn from_random(bits: u128) -> Self {
        let mut left = bits;
        let base = ALPHABET.len() as u128;
        let letter = |_| {
            let at = usize::try_from(left % base).unwrap_or_default();
            left /= base;
            char::from(ALPHABET.get(at).copied().unwrap_or(b'2'))
        };
        Self((0..LENGTH).map(letter).collect())
    }

    /// A code as a store has it.
    pub fn from_stored(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The code's text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for OrderCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for OrderCode {
    type Err = BadOrderCode;

    /// Reads a code as people write it: in small letters, with spaces or dashes.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let code: String = text
            .chars()
            .filter(|c| !matches!(c, ' ' | '-'))
            .map(|c| c.to_ascii_uppercase())
            .take(LENGTH + 1)
            .collect();
        let is_code = code.len() == LENGTH && code.bytes().all(|letter| ALPHABET.contains(&letter));
        if is_code { Ok(Self(code)) } else { Err(BadOrderCode) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_code_is_read_as_people_write_it(bits: u128) {
            let code = OrderCode::from_random(bits);
            let (left, right) = code.as_str().split_at(4);
            prop_assert_eq!(format!(" {}-{right}", left.to_lowercase()).parse(), Ok(code));
        }
    }

    #[test]
    fn what_is_no_code_is_none() {
        for text in ["", "ABCD", "ABCDEFGHJ", "ABCDEFG0", "ABCDEFGI", "가나다라마바사아"] {
            assert_eq!(text.parse::<OrderCode>(), Err(BadOrderCode), "{text}");
        }
    }
}
