//! Changing matches: done by operators, never by a buyer's request.

use super::StoreError;
use crate::domain::{CategoryId, Currency, MatchId, MatchInfo, PriceList};
use async_trait::async_trait;

/// The write side of the [`Catalogue`](super::Catalogue). Whoever reads a match sees a change within a second.
#[async_trait]
pub trait MatchAdmin: Send + Sync {
    /// Gives a match the names, the place in time, the currency, the times, the end and the rule for seats left alone that `after` has, if it still has those of `before`; answers whether it
    /// had.
    async fn update(&self, before: &MatchInfo, after: &MatchInfo) -> Result<bool, StoreError>;

    /// Sets what a seat of a category of its venue costs at a match, in the currency's smallest unit.
    async fn set_price(
        &self,
        match_id: MatchId,
        category_id: CategoryId,
        price: i64,
    ) -> Result<(), StoreError>;

    /// Gives a match this currency and price list in place of the one before, if it still has the currency of `before`; answers
    /// whether it had.
    async fn set_price_list(
        &self,
        before: &MatchInfo,
        currency: Currency,
        list: &PriceList,
    ) -> Result<bool, StoreError>;

    /// Deletes a match with all its allocations, unless the ledger tells of it; answers whether that could be done.
    async fn delete(&self, match_id: MatchId) -> Result<bool, StoreError>;
}
