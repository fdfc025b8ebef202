//! What a group wants, and which seats of a venue fit.

use super::ranked::RankedVenue;
use crate::domain::{CategoryId, MatchPrices, Venue};

/// What a group wants.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wish {
    /// How many seats.
    pub count: usize,
    /// Of which price categories; none for any.
    pub categories: Option<Vec<CategoryId>>,
    /// The least that a seat may cost, in the currency's smallest unit (won).
    pub min_price: Option<i64>,
    /// The most that a seat may cost. A seat whose price is not known fits no range.
    pub max_price: Option<i64>,
    /// Whether they are to be seats for wheelchairs. Whoever does not ask for these gets none.
    pub accessible: bool,
}

/// A wish as it is for the seats of one match: which kinds of seats fit, and how good their categories are.
#[derive(Clone, Debug)]
pub struct Wanted {
    /// How many seats; at least one.
    pub(super) count: usize,
    /// The place of each kind's category in the order of goodness, the best first; none for a kind that does not fit.
    ranks: Vec<Option<u32>>,
}

impl Wanted {
    /// What a wish comes to at a match. The dearest category is the best one; seats without a category come last.
    pub fn new(wish: &Wish, venue: &Venue, ranked: &RankedVenue, prices: &MatchPrices) -> Self {
        let is_in_range = |price: Option<i64>| match price {
            Some(price) => {
                wish.min_price.is_none_or(|least| price >= least)
                    && wish.max_price.is_none_or(|most| price <= most)
            }
            None => wish.min_price.is_none() && wish.max_price.is_none(),
        };
        let categories = venue.categories_at(prices);
        let rank = |id: Option<CategoryId>| {
            let place = categories.iter().position(|category| Some(category.id) == id);
            let price = place.and_then(|place| categories.get(place)?.price);
            let is_wanted =
                wish.categories.as_ref().is_none_or(|wanted| id.is_some_and(|id| wanted.contains(&id)));
            let place = u32::try_from(place.unwrap_or(categories.len())).unwrap_or(u32::MAX);
            (is_wanted && is_in_range(price)).then_some(place)
        };
        let ranks = ranked
            .kinds
            .iter()
            .map(|kind| if kind.accessible == wish.accessible { rank(kind.category_id) } else { None });
        Self { count: wish.count.max(1), ranks: ranks.collect() }
    }

    /// How good a kind of seat is; none if it does not fit.
    pub(super) fn rank(&self, kind: usize) -> Option<u32> {
        self.ranks.get(kind).copied().flatten()
    }
}
