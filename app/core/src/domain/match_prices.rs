//! What seats cost at one match.

use super::{CategoryId, PriceCategory};
use std::sync::Arc;

/// The prices that a match has of its own, by category; the venue's are what it has besides. Cheap to clone, as a match is
/// looked up for every hold.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MatchPrices(Arc<[(CategoryId, i64)]>);

impl MatchPrices {
    /// These prices, in the currency's smallest unit.
    pub fn new(prices: impl IntoIterator<Item = (CategoryId, i64)>) -> Self {
        Self(prices.into_iter().collect())
    }

    /// What a seat of this category costs: at this match, or else in general; none where no price is known.
    pub fn of(&self, category: &PriceCategory) -> Option<i64> {
        let own = self.0.iter().find(|(id, _)| *id == category.id).map(|(_, price)| *price);
        own.or(category.price)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_matchs_price_comes_before_the_venues() {
        let category = |id: i64, price| PriceCategory {
            id: CategoryId(id),
            name: id.to_string().into(),
            color: "#000000".to_owned(),
            price,
        };
        let prices = MatchPrices::new([(CategoryId(1), 5_000), (CategoryId(3), 0)]);
        let told = [category(1, Some(9_000)), category(2, Some(7_000)), category(3, None), category(4, None)];
        assert_eq!(told.map(|category| prices.of(&category)), [Some(5_000), Some(7_000), Some(0), None]);
    }
}
