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
    /// How many of its seats the viewer has on hold.
    pub held: u32,
}

#[cfg(feature = "ssr")]
mod load {
    use super::{ListedMatch, Match, MatchesPage};
    use jari_core::{
        domain::{CartId, Language, MatchId, MatchOverview, SaleState},
        ports::StoreError,
        services::SeatMapService,
    };
    use std::collections::HashMap;

    /// So many matches are looked at for what the viewer has on hold, those that begin soonest: what is on sale at a time.
    const LOOKED_AT: usize = 8;

    impl MatchesPage {
        /// Reads the list as it is shown in a language to the owner of a cart; none where it is known that nothing is in it.
        ///
        /// # Errors
        /// A [`StoreError`] when the store cannot answer.
        pub async fn load(
            seat_map: &SeatMapService,
            cart: Option<&CartId>,
            language: Language,
        ) -> Result<Self, StoreError> {
            let (matches, now) = (seat_map.matches().await?, seat_map.now());
            let is_begun = |overview: &&MatchOverview| overview.info.sale.state(now) != SaleState::Upcoming;
            let looked_at = matches.iter().filter(is_begun).take(LOOKED_AT).map(|overview| overview.info.id);
            let held = match cart {
                Some(cart) => held(seat_map, cart, looked_at).await?,
                None => HashMap::new(),
            };
            let listed = |MatchOverview { info, free }| ListedMatch {
                held: held.get(&info.id).copied().unwrap_or(0),
                info: Match::new(&info, language),
                free,
            };
            Ok(Self { matches: matches.into_iter().map(listed).collect(), now })
        }
    }

    /// How many seats a cart has on hold in each of these matches.
    async fn held(
        seat_map: &SeatMapService,
        cart: &CartId,
        matches: impl Iterator<Item = MatchId>,
    ) -> Result<HashMap<MatchId, u32>, StoreError> {
        let mut counts = HashMap::new();
        for id in matches {
            let held = seat_map.held_by(id, cart).await?;
            counts.insert(id, u32::try_from(held.len()).unwrap_or(u32::MAX));
        }
        Ok(counts)
    }
}
