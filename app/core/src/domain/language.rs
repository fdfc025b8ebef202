//! The languages that Jari speaks.

use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};

/// A language that every word is there in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Language {
    /// Korean, which is spoken where nobody says otherwise.
    #[default]
    Ko,
    /// English.
    En,
}

/// It is none of [`Language::ALL`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("it is neither ko nor en")]
pub struct UnknownLanguage;

impl Language {
    /// All of them.
    pub const ALL: [Self; 2] = [Self::Ko, Self::En];

    /// Its subtag, as BCP 47 has it: in addresses, `lang` and catalogues.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Ko => "ko",
            Self::En => "en",
        }
    }
}

impl fmt::Display for Language {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Language {
    type Err = UnknownLanguage;

    /// Reads a subtag as it is written, in small letters.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL.into_iter().find(|language| language.as_str() == text).ok_or(UnknownLanguage)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_language_is_read_as_it_is_written() {
        for language in Language::ALL {
            assert_eq!(language.to_string().parse(), Ok(language));
        }
        for text in ["", "EN", "en-US", "kor", "k"] {
            assert_eq!(text.parse::<Language>(), Err(UnknownLanguage));
        }
    }
}
