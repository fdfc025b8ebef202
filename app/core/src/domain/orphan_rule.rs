//! What becomes of a choice that leaves one free seat alone in its row.

use std::{fmt, str::FromStr};

/// The rule of a match.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum OrphanRule {
    /// Nothing.
    #[default]
    Off,
    /// It is carried out, and whoever chose is told.
    Warn,
    /// It is refused.
    Refuse,
}

impl OrphanRule {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Off, Self::Warn, Self::Refuse];

    /// The word that operators and stores use.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Off => "off",
            Self::Warn => "warn",
            Self::Refuse => "refuse",
        }
    }

    /// What a store says. A later version's rule is none of this one's.
    pub fn from_stored(word: &str) -> Self {
        word.parse().unwrap_or_default()
    }
}

impl fmt::Display for OrphanRule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A word that names no rule.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is no rule: there is off, warn and refuse")]
pub struct UnknownOrphanRule(pub String);

impl FromStr for OrphanRule {
    type Err = UnknownOrphanRule;

    fn from_str(word: &str) -> Result<Self, Self::Err> {
        Self::ALL
            .into_iter()
            .find(|rule| rule.as_str() == word)
            .ok_or_else(|| UnknownOrphanRule(word.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_is_read_back_and_what_is_not_known_is_off() {
        for rule in OrphanRule::ALL {
            assert_eq!(rule.as_str().parse(), Ok(rule));
            assert_eq!(OrphanRule::from_stored(rule.as_str()), rule);
        }
        assert!("Off".parse::<OrphanRule>().is_err());
        assert_eq!(OrphanRule::from_stored("stern"), OrphanRule::Off);
    }
}
