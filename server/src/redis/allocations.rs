//! Changing allocations in Redis.

use super::{
    holds,
    ledgered::{Ledgered, Part, part_of},
    sales::Sales,
    sweep::Sweep,
};
use async_trait::async_trait;
use futures_util::future::try_join_all;
use jari_core::{
    domain::{BlockId, CartId, Command, Held, MatchId, Outcome, UnixMillis},
    ports::{AllocationError, AllocationStore, StoreError},
};

/// [`AllocationStore`] over Redis.
pub(super) struct RedisAllocations {
    pub(super) sales: Sales,
    pub(super) ledgered: Ledgered,
    pub(super) sweep: Sweep,
}

#[async_trait]
impl AllocationStore for RedisAllocations {
    async fn change(&self, command: &Command) -> Result<Vec<Outcome>, AllocationError> {
        match part_of(command) {
            Part::None => self.sales.showing.changer.change(command).await,
            Part::Reserve(order) => self.sales.reserve_for(command, order).await,
            Part::Pay(paid) => self.sales.pay(command, paid).await,
            Part::Sell(cart, order) => self.sales.sell(command, cart, order).await,
            Part::Void(order) => self.ledgered.void(command, order).await,
            Part::Block => self.ledgered.block(command).await,
            Part::Unblock => self.ledgered.unblock(command).await,
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
        holds::held_by(&self.sales.showing.changer.engine, match_id, cart, now).await
    }

    /// The questions go out together, so that they take one journey.
    async fn holders(
        &self,
        match_id: MatchId,
        carts: &[CartId],
        now: UnixMillis,
    ) -> Result<Vec<CartId>, StoreError> {
        let engine = &self.sales.showing.changer.engine;
        let looks = carts.iter().map(async |cart| {
            let held = holds::held_by(engine, match_id, cart, now).await?;
            Ok((!held.is_empty()).then(|| cart.clone()))
        });
        Ok(try_join_all(looks).await?.into_iter().flatten().collect())
    }
}
