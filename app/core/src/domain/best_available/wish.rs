//! What a group wants, and which seats of a venue fit.
//!
//! Whoever does not ask for accessible seats gets none, nor a companion's seat while these are sold together with them
//! ([`CompanionRule`](crate::domain::CompanionRule)); after that a companion's seat is one like any other.
//!
//! Who asks for `n` accessible seats comes with somebody in a wheelchair, and gets `n` seats, each of which is an accessible one or a
//! companion's; at least one is accessible, and no companion's seat is without the accessible seat that it belongs to, which is among the `n` as well,
//! whenever that is. Of the groups that there are of such seats (side by side, or else in two neighbouring rows) those come before all others that have the fewest accessible
//! seats: one with its companions where that is enough, and otherwise one more accessible seat for each that is missing, with its own companions beside
//! it. So two accessible seats are given to two people only where none has a free companion's seat beside it.

use super::{
    ranked::{RankedSeat, RankedVenue},
    row::Part,
};
use crate::domain::{CategoryId, MatchPrices, SeatId, Venue};
use std::{collections::HashMap, sync::Arc};

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
    /// Whether they are to be seats for wheelchairs and for who comes along. Whoever does not ask for these gets none.
    pub accessible: bool,
}

/// A wish as it is for the seats of one match: which kinds of seats fit, and how good their categories are.
#[derive(Clone, Debug)]
pub struct Wanted {
    /// How many seats; at least one.
    pub(super) count: usize,
    /// The place of each kind's category in the order of goodness, the best first; none for a kind that does not fit.
    ranks: Vec<Option<u32>>,
    /// What makes a group where accessible seats are asked for; none where they are not.
    spaces: Option<Spaces>,
}

/// Which seats go together.
#[derive(Clone, Debug)]
struct Spaces {
    /// Which kinds are accessible.
    is_accessible: Vec<bool>,
    /// The seats of companions, each with the accessible seat that it belongs to.
    companions: Arc<HashMap<SeatId, SeatId>>,
}

impl Wanted {
    /// What a wish comes to at a match, where companions' seats are sold together with accessible ones or not. The dearest category is the
    /// best one; seats without a category come last.
    pub fn new(
        wish: &Wish,
        venue: &Venue,
        ranked: &RankedVenue,
        prices: &MatchPrices,
        is_together: bool,
    ) -> Self {
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
        let kinds = ranked.kinds.iter();
        let ranks = kinds.map(|kind| {
            let fits = match (kind.accessible, kind.is_companion) {
                (true, _) => wish.accessible,
                (false, true) => wish.accessible || !is_together,
                (false, false) => !wish.accessible,
            };
            if fits { rank(kind.category_id) } else { None }
        });
        let spaces = wish.accessible.then(|| Spaces {
            is_accessible: ranked.kinds.iter().map(|kind| kind.accessible).collect(),
            companions: Arc::clone(&ranked.companions),
        });
        Self { count: wish.count.max(1), ranks: ranks.collect(), spaces }
    }

    /// How good a kind of seat is; none if it does not fit.
    pub(super) fn rank(&self, kind: usize) -> Option<u32> {
        self.ranks.get(kind).copied().flatten()
    }

    /// How many accessible seats a group has whose seats all fit; none if the group does not fit.
    pub(super) fn spaces(&self, parts: &[Part<'_>]) -> Option<u32> {
        let Some(Spaces { is_accessible, companions }) = &self.spaces else { return Some(0) };
        let seats = || parts.iter().flat_map(|part| part.seats);
        let is_space = |seat: &&RankedSeat| is_accessible.get(seat.kind) == Some(&true);
        let is_with = |seat: &RankedSeat| {
            companions.get(&seat.id).is_none_or(|of| seats().any(|other| other.id == *of))
        };
        let spaces = seats().filter(is_space).count();
        let fits = spaces > 0 && seats().all(is_with);
        if fits { u32::try_from(spaces).ok() } else { None }
    }

    /// The least that a group has of them.
    pub(super) fn least_spaces(&self) -> u32 {
        self.spaces.is_some().into()
    }
}
