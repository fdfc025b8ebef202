//! One or many.

use jari_core::domain::Language;

/// Which form of a text goes with a number. A catalogue has a text for each.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Plural {
    /// English for just one: `1 seat`.
    One,
    /// English for any other number, zero as well: `0 seats`. Korean has no other form.
    Other,
}

impl Plural {
    /// The form for so many.
    pub const fn of(language: Language, count: u64) -> Self {
        match (language, count) {
            (Language::En, 1) => Self::One,
            _ => Self::Other,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn english_knows_one_and_korean_does_not() {
        assert_eq!(Plural::of(Language::En, 1), Plural::One);
        for count in [0, 2, 11, 21, 101, u64::MAX] {
            assert_eq!(Plural::of(Language::En, count), Plural::Other);
        }
        for count in [0, 1, 2] {
            assert_eq!(Plural::of(Language::Ko, count), Plural::Other);
        }
    }
}
