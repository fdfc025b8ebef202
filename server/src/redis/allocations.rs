//! Changing allocations in Redis.

use super::{
    change::Changer,
    holds,
    sales::{Sales, sold_by},
    sweep::Sweep,
};
use async_trait::async_trait;
use jari_core::{
    domain::{BlockId, Command, Held, HolderId, MatchId, Outcome, UnixMillis},
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
            Some((holder, order)) => self.sales.sell(command, holder, order).await,
            None => self.changer.change(command).await,
        }
    }

    async fn expire(&self, now: UnixMillis, limit: u32) -> Result<Vec<(MatchId, BlockId)>, StoreError> {
        self.sweep.expire(now, limit).await
    }

    async fn held_by(
        &self,
        match_id: MatchId,
        holder: &HolderId,
        now: UnixMillis,
    ) -> Result<Vec<Held>, StoreError> {
        holds::held_by(&self.changer.engine, match_id, holder, now).await
    }
}
