//! Parts that panic when a test wants it.

use async_trait::async_trait;
use jari_core::{
    domain::{BlockId, CartId, Command, Epoch, Held, MatchId, Outcome, UnixMillis},
    ports::{
        AllocationError, AllocationEvent, AllocationEvents, AllocationStore, StoreError,
        SubscribeAllocationEvents,
    },
};
use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering::SeqCst},
};

/// Says when they panic.
#[derive(Clone, Debug, Default)]
pub(crate) struct Fuse(Arc<AtomicBool>);

impl Fuse {
    /// From now on they panic, or not.
    pub(crate) fn set(&self, burns: bool) {
        self.0.store(burns, SeqCst);
    }

    pub(crate) fn look(&self) {
        assert!(!self.0.load(SeqCst), "as the test wants it");
    }
}

/// A port whose part that nobody waits for panics: of a store the expiry, of a subscription all of it.
pub(crate) struct Explosive<T: ?Sized> {
    pub(crate) inner: Arc<T>,
    pub(crate) fuse: Fuse,
}

#[async_trait]
impl AllocationStore for Explosive<dyn AllocationStore> {
    async fn change(&self, command: &Command) -> Result<Vec<Outcome>, AllocationError> {
        self.inner.change(command).await
    }

    async fn expire(&self, now: UnixMillis, limit: u32) -> Result<Vec<(MatchId, BlockId)>, StoreError> {
        self.fuse.look();
        self.inner.expire(now, limit).await
    }

    async fn held_by(
        &self,
        match_id: MatchId,
        cart: &CartId,
        now: UnixMillis,
    ) -> Result<Vec<Held>, StoreError> {
        self.inner.held_by(match_id, cart, now).await
    }
}

#[async_trait]
impl SubscribeAllocationEvents for Explosive<dyn SubscribeAllocationEvents> {
    async fn subscribe(&self, match_id: MatchId) -> Result<Box<dyn AllocationEvents>, StoreError> {
        self.fuse.look();
        let inner = self.inner.subscribe(match_id).await?;
        Ok(Box::new(ExplosiveEvents { inner, fuse: self.fuse.clone() }))
    }
}

struct ExplosiveEvents {
    inner: Box<dyn AllocationEvents>,
    fuse: Fuse,
}

#[async_trait]
impl AllocationEvents for ExplosiveEvents {
    async fn next(&mut self) -> Result<Vec<AllocationEvent>, StoreError> {
        let told = self.inner.next().await;
        self.fuse.look();
        told
    }

    fn epoch(&self) -> &Epoch {
        self.inner.epoch()
    }

    async fn close(self: Box<Self>) {
        self.inner.close().await;
    }
}
