use jari_core::domain::{MatchOverview, UnixMillis};
use serde::{Deserialize, Serialize};

/// The list of matches.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct MatchesPage {
    /// Every match, the soonest first.
    pub matches: Vec<MatchOverview>,
    /// The server's time when it was read.
    pub now: UnixMillis,
}

#[cfg(feature = "ssr")]
impl MatchesPage {
    /// Reads it.
    ///
    /// # Errors
    /// A [`StoreError`](jari_core::ports::StoreError) when the store cannot answer.
    pub async fn load(
        seat_map: &jari_core::services::SeatMapService,
    ) -> Result<Self, jari_core::ports::StoreError> {
        Ok(Self { matches: seat_map.matches().await?, now: seat_map.now() })
    }
}
