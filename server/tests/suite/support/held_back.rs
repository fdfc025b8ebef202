//! A store whose changes are kept back until a test lets them go on.

use async_trait::async_trait;
use jari_core::{
    domain::{BlockId, CartId, Command, Held, MatchId, Outcome, UnixMillis},
    ports::{AllocationError, AllocationStore, StoreError},
};
use std::{sync::Arc, time::Duration};
use tokio::{sync::Semaphore, time::timeout};

/// How long anything is waited for.
const PATIENCE: Duration = Duration::from_secs(20);

/// Where each change waits: before it is made, and after it, before it is answered.
pub(crate) struct Gates {
    /// Changes that have come.
    come: Semaphore,
    before: Semaphore,
    /// Changes that are made.
    made: Semaphore,
    after: Semaphore,
}

impl Gates {
    /// Both are closed.
    pub(crate) fn closed() -> Arc<Self> {
        let none = || Semaphore::new(0);
        Arc::new(Self { come: none(), before: none(), made: none(), after: none() })
    }

    /// Waits until a change has come.
    pub(crate) async fn has_come(&self) {
        pass(&self.come).await;
    }

    /// Lets one change be made, and waits until it is.
    pub(crate) async fn make_one(&self) {
        self.before.add_permits(1);
        pass(&self.made).await;
    }

    /// Lets one change be answered.
    pub(crate) fn answer_one(&self) {
        self.after.add_permits(1);
    }

    async fn keep<T>(&self, change: impl Future<Output = T>) -> T {
        self.come.add_permits(1);
        pass(&self.before).await;
        let made = change.await;
        self.made.add_permits(1);
        pass(&self.after).await;
        made
    }
}

async fn pass(gate: &Semaphore) {
    timeout(PATIENCE, gate.acquire()).await.expect("in time").unwrap().forget();
}

/// [`AllocationStore`] behind the gates.
pub(crate) struct HeldBack {
    pub(crate) inner: Arc<dyn AllocationStore>,
    pub(crate) gates: Arc<Gates>,
}

#[async_trait]
impl AllocationStore for HeldBack {
    async fn change(&self, command: &Command) -> Result<Vec<Outcome>, AllocationError> {
        self.gates.keep(self.inner.change(command)).await
    }

    async fn expire(&self, now: UnixMillis, limit: u32) -> Result<Vec<(MatchId, BlockId)>, StoreError> {
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
