//! The four states of a seat.

use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};

/// The state of one seat in one match.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum AllocationStatus {
    /// Anybody may hold it.
    Available,
    /// Somebody holds it until the hold expires.
    Hold,
    /// Somebody has completed the choice and has yet to pay.
    Reserved,
    /// Paid for.
    Occupied,
}

impl AllocationStatus {
    /// All four, in the order of a sale.
    pub const ALL: [Self; 4] = [Self::Available, Self::Hold, Self::Reserved, Self::Occupied];

    /// The word that the wire and the stores use.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Available => "AVAILABLE",
            Self::Hold => "HOLD",
            Self::Reserved => "RESERVED",
            Self::Occupied => "OCCUPIED",
        }
    }
}

impl fmt::Display for AllocationStatus {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A word that names no status: the store holds something that this version does not know.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("unknown allocation status {0:?}")]
pub struct UnknownStatus(pub String);

impl FromStr for AllocationStatus {
    type Err = UnknownStatus;

    fn from_str(word: &str) -> Result<Self, Self::Err> {
        Self::ALL.into_iter().find(|s| s.as_str() == word).ok_or_else(|| UnknownStatus(word.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_is_read_back_and_nothing_else_is() {
        for status in AllocationStatus::ALL {
            assert_eq!(status.as_str().parse(), Ok(status));
            assert_eq!(serde_json::to_string(&status).ok(), Some(format!("\"{status}\"")));
        }
        assert_eq!("hold".parse::<AllocationStatus>(), Err(UnknownStatus("hold".into())));
    }
}
