use super::Match;
use jari_core::domain::UnixMillis;
use serde::{Deserialize, Serialize};

/// The list of matches.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct MatchesPage {
    /// Every match, the soonest first.
    pub matches: Vec<ListedMatch>,
    /// The server's time when it was read.
    pub now: UnixMillis,
}

/// A match in the list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListedMatch {
    /// The match.
    pub info: Match,
    /// Its available seats.
    pub free: u32,
}

#[cfg(feature = "ssr")]
mod load {
    use super::{ListedMatch, Match, MatchesPage};
    use jari_core::{
        domain::{Language, MatchOverview},
        ports::StoreError,
        services::SeatMapService,
    };

    impl MatchesPage {
        /// Reads the list as it is shown in a language.
        ///
        /// # Errors
        /// A [`StoreError`] when the store cannot answer.
        pub async fn load(seat_map: &SeatMapService, language: Language) -> Result<Self, StoreError> {
            let listed =
                |MatchOverview { info, free }| ListedMatch { info: Match::new(&info, language), free };
            let matches = seat_map.matches().await?.into_iter().map(listed).collect();
            Ok(Self { matches, now: seat_map.now() })
        }
    }
}
