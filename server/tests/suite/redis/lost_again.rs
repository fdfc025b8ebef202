//! A match that Redis loses while it is being built.

use super::ground::{Ground, until};
use async_trait::async_trait;
use jari_core::{
    domain::{CartId, Command, LedgerSeats, MatchId, OpenSale, OrderId, Sale, UnixMillis},
    ports::{AllocationError, OrderEnd, SalesLedger, StoreError},
};
use server::redis::{Needs, Redis};
use std::{sync::Arc, time::Duration};
use tokio::{
    sync::Semaphore,
    time::{sleep, timeout},
};

/// A real ledger that tells of a match's seats when it is let.
struct HeldReads {
    inner: Arc<dyn SalesLedger>,
    come: Semaphore,
    open: Semaphore,
}

#[async_trait]
impl SalesLedger for HeldReads {
    async fn record(&self, sales: &[Sale]) -> Result<(), AllocationError> {
        self.inner.record(sales).await
    }

    async fn change(&self, command: &Command) -> Result<(), AllocationError> {
        self.inner.change(command).await
    }

    async fn end_order(
        &self,
        match_id: MatchId,
        order: &OrderId,
        cart: &CartId,
        now: UnixMillis,
    ) -> Result<OrderEnd, StoreError> {
        self.inner.end_order(match_id, order, cart, now).await
    }

    async fn sold(&self, match_id: MatchId) -> Result<Vec<Sale>, StoreError> {
        self.inner.sold(match_id).await
    }

    async fn seats(&self, match_id: MatchId) -> Result<LedgerSeats, StoreError> {
        self.come.add_permits(1);
        self.open.acquire().await.unwrap().forget();
        self.inner.seats(match_id).await
    }

    async fn open_sales(&self, until: UnixMillis, limit: u32) -> Result<Vec<OpenSale>, StoreError> {
        self.inner.open_sales(until, limit).await
    }

    async fn settle(&self, shown: &[OpenSale]) -> Result<(), StoreError> {
        self.inner.settle(shown).await
    }
}

/// Whoever finds it lost may not be content with a look at it, or a building of it, that had begun before it was lost: he would
/// be told that there is no such seat.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_finds_it_lost_is_served_by_a_building_that_begins_then() {
    let mut ground = Ground::start().await;
    ground.config.timeout_ms = 5_000;
    let ledger = Arc::new(HeldReads {
        inner: ground.needs().ledger,
        come: Semaphore::new(0),
        open: Semaphore::new(1),
    });
    let needs = Needs { ledger: Arc::clone(&ledger) as _, ..ground.needs() };
    let redis = Redis::open(&ground.config, needs).await.unwrap();
    let ground = Arc::new(ground);
    let hold = |cart: &'static str, seat| {
        let (ground, redis) = (Arc::clone(&ground), redis.clone());
        tokio::spawn(async move { ground.hold(&redis, cart, 0, seat).await })
    };
    // The first builds it, and asks the ledger once more when it is there.
    let first = hold("ann", 0);
    timeout(Duration::from_secs(20), ledger.come.acquire_many(2)).await.expect("in time").unwrap().forget();
    let tried = || {
        let stats = ground.server.cli(&["INFO", "commandstats"]);
        let evalsha = stats.lines().find(|line| line.starts_with("cmdstat_evalsha:")).unwrap().to_owned();
        evalsha.split(['=', ',']).nth(1).unwrap().parse::<u32>().unwrap()
    };
    ground.server.cli(&["FLUSHDB"]);
    let before = tried();
    let second = hold("bob", 1);
    until("the second finds it lost", async || tried() > before).await;
    // Nothing tells from outside that it waits now; if it does not yet, this test asks for less, and does not fail.
    sleep(Duration::from_millis(100)).await;
    ledger.open.add_permits(100);
    let held = second.await.unwrap();
    assert!(held.is_ok(), "{held:?}");
    drop(first.await);
}
