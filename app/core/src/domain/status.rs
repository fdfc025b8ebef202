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
    /// Paid for. Read for every state that this version does not know as well: see [`AllocationStatus::told`].
    #[serde(other)]
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

    /// The state that a viewer is shown who was told this word. While a new version is installed, a page may be older
    /// than the server that it listens to; a seat in a state that it does not know is taken, whatever else it is, and
    /// the next word about it may be known again.
    pub fn told(word: &str) -> Self {
        word.parse().unwrap_or(Self::Occupied)
    }
}

impl fmt::Display for AllocationStatus {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A word that names no status of this version.
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

    #[test]
    fn a_viewer_who_is_told_an_unknown_state_sees_a_seat_that_is_taken() {
        for status in AllocationStatus::ALL {
            assert_eq!(AllocationStatus::told(status.as_str()), status);
        }
        for word in ["BLOCKED", "available", ""] {
            assert_eq!(AllocationStatus::told(word), AllocationStatus::Occupied, "{word:?}");
        }
        assert_eq!(serde_json::from_str("\"BLOCKED\"").ok(), Some(AllocationStatus::Occupied));
    }

    #[test]
    fn the_data_of_a_newer_page_is_read_though_it_has_a_state_more() {
        /// The states as a later version may know them.
        #[derive(Serialize)]
        enum Later {
            Available,
            _Hold,
            _Reserved,
            _Occupied,
            Blocked,
        }
        let sent = postcard::to_allocvec(&[Later::Blocked, Later::Available]).expect("it can be written");
        let read: [AllocationStatus; 2] = postcard::from_bytes(&sent).expect("it can be read");
        assert_eq!(read, [AllocationStatus::Occupied, AllocationStatus::Available]);
    }
}
