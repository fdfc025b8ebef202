//! The states of a seat: as the rules know them, and as everybody is told them.

use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};

/// The state of one seat in one match.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum AllocationStatus {
    /// Anybody may hold it.
    Available,
    /// Somebody holds it until the hold expires.
    Hold,
    /// An order has it, whose end is yet to be known.
    Reserved,
    /// Sold.
    Occupied,
    /// An operator keeps it from being sold.
    Blocked,
    /// Something that only a later version knows. It is never stored.
    Unknown,
}

impl AllocationStatus {
    /// All that are stored, in the order of a sale.
    pub const ALL: [Self; 5] = [Self::Available, Self::Hold, Self::Reserved, Self::Occupied, Self::Blocked];

    /// The word that the stores use.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Available => "AVAILABLE",
            Self::Hold => "HOLD",
            Self::Reserved => "RESERVED",
            Self::Occupied => "OCCUPIED",
            Self::Blocked => "BLOCKED",
            Self::Unknown => "UNKNOWN",
        }
    }

    /// Whether the seat counts among the free ones.
    pub const fn is_free(self) -> bool {
        matches!(self, Self::Available)
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

/// What everybody is told of a seat. It has no word for a seat that an operator keeps back: what is not for sale, and why, is
/// nobody's business, so that it is told as sold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum SeatStatus {
    /// Anybody may hold it.
    Available,
    /// Somebody holds it until the hold expires.
    Hold,
    /// Somebody has completed the choice and has yet to pay.
    Reserved,
    /// Sold, or not for sale. Read for every state that this version does not know as well: see [`SeatStatus::told`].
    #[serde(other)]
    Occupied,
}

impl SeatStatus {
    /// All four, in the order of a sale.
    pub const ALL: [Self; 4] = [Self::Available, Self::Hold, Self::Reserved, Self::Occupied];

    /// The word on the wire.
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
        Self::ALL.into_iter().find(|status| status.as_str() == word).unwrap_or(Self::Occupied)
    }
}

impl From<AllocationStatus> for SeatStatus {
    fn from(status: AllocationStatus) -> Self {
        match status {
            AllocationStatus::Available => Self::Available,
            AllocationStatus::Hold => Self::Hold,
            AllocationStatus::Reserved => Self::Reserved,
            AllocationStatus::Occupied | AllocationStatus::Blocked | AllocationStatus::Unknown => {
                Self::Occupied
            }
        }
    }
}

impl fmt::Display for SeatStatus {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_is_read_back_and_nothing_else_is() {
        for status in AllocationStatus::ALL {
            assert_eq!(status.as_str().parse(), Ok(status));
        }
        for word in ["hold", "UNKNOWN", ""] {
            assert_eq!(word.parse::<AllocationStatus>(), Err(UnknownStatus(word.into())));
        }
    }

    #[test]
    fn what_is_not_for_sale_is_told_as_sold() {
        for status in AllocationStatus::ALL {
            let told = SeatStatus::from(status);
            let expected = if status == AllocationStatus::Blocked { "OCCUPIED" } else { status.as_str() };
            assert_eq!(told.as_str(), expected);
            assert_eq!(serde_json::to_string(&told).ok(), Some(format!("\"{told}\"")));
        }
        assert_eq!(SeatStatus::from(AllocationStatus::Unknown), SeatStatus::Occupied);
    }

    #[test]
    fn a_viewer_who_is_told_an_unknown_state_sees_a_seat_that_is_taken() {
        for status in SeatStatus::ALL {
            assert_eq!(SeatStatus::told(status.as_str()), status);
        }
        for word in ["BLOCKED", "available", ""] {
            assert_eq!(SeatStatus::told(word), SeatStatus::Occupied, "{word:?}");
        }
        assert_eq!(serde_json::from_str("\"BLOCKED\"").ok(), Some(SeatStatus::Occupied));
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
        let read: [SeatStatus; 2] = postcard::from_bytes(&sent).expect("it can be read");
        assert_eq!(read, [SeatStatus::Occupied, SeatStatus::Available]);
    }
}
