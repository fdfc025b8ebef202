//! Changing allocations in Redis.

use super::{
    change::Changer,
    holds,
    sales::{Sales, sold_by},
    sweep::Sweep,
};
use async_trait::async_trait;
use jari_core::{
    domain::{BlockId, CartId, Command, Held, MatchId, Outcome, UnixMillis},
    ports::{AllocationError, AllocationStore, StoreError},
};

/// [`AllocationStore`] over Redis.
pub(super) struct RedisAllocations {
    pub(super) changer: Changer,
    pub(super) sales: Sales,
    pub(super) sweep: Sweep,
}

#[async_trait]
impl AllocationStore for RedisAllocations {
    async fn change(&self, command: &Command) -> Result<Vec<Outcome>, AllocationError> {
        match sold_by(command) {
            Some((cart, order)) => self.sales.sell(command, cart, order).await,
            None => self.changer.change(command).await,
        }
    }

    async fn expire(&self, now: UnixMillis, limit: u32) -> Result<Vec<(MatchId, BlockId)>, StoreError> {
        self.sweep.expire(now, limit).await
    }

    async fn held_by(
        &self,
        match_id: MatchId,
        cart: &CartId,
        now: UnixMillis,
    ) -> Result<Vec<Held>, StoreError> {
        holds::held_by(&self.changer.engine, match_id, cart, now).await
    }
}
