//! A real ledger that can be made to fail, to answer late, and to answer what was.

use super::ground::Ground;
use async_trait::async_trait;
use jari_core::{
    domain::{CartId, Command, LedgerSeats, MatchId, OpenSale, OrderId, Sale, UnixMillis},
    ports::{AllocationError, OrderEnd, SalesLedger, StoreError},
};
use server::redis::{Needs, Redis};
use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU8, Ordering::SeqCst},
    },
    time::Duration,
};
use tokio::{
    sync::{Notify, Semaphore},
    time::timeout,
};

pub(super) const WELL: u8 = 0;
/// It records nothing, and tells nothing of an order.
pub(super) const DOWN: u8 = 1;
/// It records, and its answer is lost.
pub(super) const DEAF: u8 = 2;
/// What is to be recorded waits until the ledger is well again; it tells nothing of an order.
pub(super) const HELD_BACK: u8 = 3;
/// It says that nothing was sold.
pub(super) const OUTDATED: u8 = 4;

/// It agrees with whatever it is to know, and knows nothing.
pub(super) const AGREEING: u8 = 5;

/// How long anything is waited for.
const PATIENCE: Duration = Duration::from_secs(20);
/// More often than any test asks.
pub(super) const MANY: usize = 1_000_000;

pub(super) struct FaultyLedger {
    inner: Arc<dyn SalesLedger>,
    state: AtomicU8,
    tells: AtomicBool,
    outdated_once: AtomicBool,
    come: Semaphore,
    changed: Notify,
    /// How often it tells yet of a match's seats.
    reads: Semaphore,
    /// How often it was asked to.
    asked: Semaphore,
}

impl FaultyLedger {
    pub(super) fn set(&self, state: u8) {
        self.state.store(state, SeqCst);
        self.tells.store(![DOWN, HELD_BACK].contains(&state), SeqCst);
        self.changed.notify_waiters();
    }

    /// Whatever it does about what is to be recorded, it tells of orders.
    pub(super) fn answer_questions(&self) {
        self.tells.store(true, SeqCst);
    }

    /// Only the next question is answered by what was.
    pub(super) fn set_outdated_once(&self) {
        self.outdated_once.store(true, SeqCst);
    }

    /// It tells so often of a match's seats; whoever asks then waits.
    pub(super) fn set_reads(&self, most: usize) {
        self.reads.forget_permits(MANY);
        self.reads.add_permits(most);
    }

    /// Waits until it was asked so often for a match's seats.
    pub(super) async fn was_asked(&self, times: u32) {
        timeout(PATIENCE, self.asked.acquire_many(times)).await.expect("in time").unwrap().forget();
    }

    /// Waits until one more is held back.
    pub(super) async fn has_come(&self) {
        timeout(PATIENCE, self.come.acquire()).await.expect("in time").unwrap().forget();
    }

    async fn hold_back(&self) {
        self.come.add_permits(1);
        loop {
            let changed = self.changed.notified();
            if self.state.load(SeqCst) != HELD_BACK {
                return;
            }
            changed.await;
        }
    }
}

fn lost() -> StoreError {
    StoreError::Unavailable("switched off".into())
}

#[async_trait]
impl SalesLedger for FaultyLedger {
    async fn record(&self, sales: &[Sale]) -> Result<(), AllocationError> {
        match self.state.load(SeqCst) {
            DOWN => return Err(lost().into()),
            DEAF => {
                self.inner.record(sales).await?;
                return Err(lost().into());
            }
            HELD_BACK => self.hold_back().await,
            _ => {}
        }
        self.inner.record(sales).await
    }

    async fn change(&self, command: &Command) -> Result<(), AllocationError> {
        match self.state.load(SeqCst) {
            DOWN => Err(lost().into()),
            DEAF => {
                self.inner.change(command).await?;
                Err(lost().into())
            }
            AGREEING => Ok(()),
            _ => self.inner.change(command).await,
        }
    }

    async fn end_order(
        &self,
        match_id: MatchId,
        order: &OrderId,
        cart: &CartId,
        now: UnixMillis,
    ) -> Result<OrderEnd, StoreError> {
        if !self.tells.load(SeqCst) {
            return Err(lost());
        }
        self.inner.end_order(match_id, order, cart, now).await
    }

    async fn reserved(&self, order: &OrderId, now: UnixMillis) -> Result<bool, StoreError> {
        match self.state.load(SeqCst) {
            DOWN => Err(lost()),
            DEAF => {
                self.inner.reserved(order, now).await?;
                Err(lost())
            }
            _ => self.inner.reserved(order, now).await,
        }
    }

    async fn sold(&self, match_id: MatchId) -> Result<Vec<Sale>, StoreError> {
        Ok(self.seats(match_id).await?.sold)
    }

    async fn seats(&self, match_id: MatchId) -> Result<LedgerSeats, StoreError> {
        self.asked.add_permits(1);
        self.reads.acquire().await.unwrap().forget();
        if self.outdated_once.swap(false, SeqCst) || self.state.load(SeqCst) == OUTDATED {
            return Ok(LedgerSeats::default());
        }
        self.inner.seats(match_id).await
    }

    async fn open_sales(&self, until: UnixMillis, limit: u32) -> Result<Vec<OpenSale>, StoreError> {
        self.inner.open_sales(until, limit).await
    }

    async fn settle(&self, shown: &[OpenSale]) -> Result<(), StoreError> {
        self.inner.settle(shown).await
    }
}

/// An instance with such a ledger.
pub(super) async fn faulty(ground: &Ground) -> (Redis, Arc<FaultyLedger>) {
    let ledger = Arc::new(FaultyLedger {
        inner: ground.needs().ledger,
        state: AtomicU8::new(WELL),
        tells: AtomicBool::new(true),
        outdated_once: AtomicBool::new(false),
        come: Semaphore::new(0),
        changed: Notify::new(),
        reads: Semaphore::new(MANY),
        asked: Semaphore::new(0),
    });
    let needs = Needs { ledger: Arc::clone(&ledger) as _, ..ground.needs() };
    (Redis::open(&ground.config, needs).await.unwrap(), ledger)
}
