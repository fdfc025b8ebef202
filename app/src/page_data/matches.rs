use super::{Match, ReadAt};
use serde::{Deserialize, Serialize};

/// The list of matches.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct MatchesPage {
    /// Every match, the soonest first.
    pub matches: Vec<ListedMatch>,
    /// When it was read.
    pub now: ReadAt,
}

/// A match in the list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListedMatch {
    /// The match.
    pub info: Match,
    /// Its available seats.
    pub free: u32,
    /// What of it the viewer has on hold.
    pub held: ListedCart,
}

/// What a viewer has on hold in a match of the list.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListedCart {
    /// How many seats.
    pub seats: u32,
    /// What they usually cost together, in the smallest unit of the match's currency, as far as prices are known.
    pub price: i64,
}

#[cfg(feature = "ssr")]
mod load {
    use super::{ListedCart, ListedMatch, Match, MatchesPage, ReadAt};
    use crate::page_data::HeldSeats;
    use jari_core::{
        domain::{CartId, Language, MatchId, MatchOverview, SaleState, UnixMillis},
        ports::{AllocationError, StoreError},
        services::SeatMapService,
    };
    use std::collections::HashMap;

    /// So many matches are looked at for what the viewer has on hold, those that begin soonest: what is on sale at a time.
    const LOOKED_AT: usize = 8;

    impl MatchesPage {
        /// Reads the list as it is shown in a language to the owner of a cart, or to everybody who has nothing on hold.
        ///
        /// # Errors
        /// A [`StoreError`] when the store cannot answer.
        pub async fn load(
            seat_map: &SeatMapService,
            cart: Option<&CartId>,
            language: Language,
        ) -> Result<Self, StoreError> {
            let (matches, now) = (seat_map.matches().await?, seat_map.now());
            let held = match cart {
                Some(cart) => held(seat_map, cart, language, Self::looked_at(&matches, now)).await?,
                None => HashMap::new(),
            };
            let listed = |MatchOverview { info, free }| ListedMatch {
                held: held.get(&info.id).copied().unwrap_or_default(),
                info: Match::new(&info, language),
                free,
            };
            let now = ReadAt::of(now, cart, matches.iter().flat_map(|overview| overview.info.sale.moments()));
            Ok(Self { matches: matches.into_iter().map(listed).collect(), now })
        }

        /// Those of all matches of which the list shows what the viewer has on hold.
        pub fn looked_at(matches: &[MatchOverview], now: UnixMillis) -> impl Iterator<Item = MatchId> {
            let is_begun =
                move |overview: &&MatchOverview| overview.info.sale.state(now) != SaleState::Upcoming;
            matches.iter().filter(is_begun).take(LOOKED_AT).map(|overview| overview.info.id)
        }
    }

    /// What a cart has on hold in each of these matches.
    async fn held(
        seat_map: &SeatMapService,
        cart: &CartId,
        language: Language,
        matches: impl Iterator<Item = MatchId>,
    ) -> Result<HashMap<MatchId, ListedCart>, StoreError> {
        let mut carts = HashMap::new();
        for id in matches {
            let held = match HeldSeats::load(seat_map, id, cart, language).await {
                Ok(HeldSeats { held, .. }) => held,
                Err(AllocationError::Store(error)) => return Err(error),
                // It was deleted meanwhile.
                Err(AllocationError::Refused(_)) => continue,
            };
            let seats = u32::try_from(held.len()).unwrap_or(u32::MAX);
            let price = held.iter().filter_map(|held| held.price).fold(0, i64::saturating_add);
            carts.insert(id, ListedCart { seats, price });
        }
        Ok(carts)
    }
}
