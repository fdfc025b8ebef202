//! Selling: the ledger has the last word, whatever fails in between.

use super::ground::{Ground, NOW, assert_unavailable, refusal, until};
use async_trait::async_trait;
use jari_core::{
    domain::{AllocationStatus, HolderId, MatchId, Refusal, Sale, UnixMillis},
    ports::{AllocationError, Clock, SalesLedger, StoreError},
};
use server::redis::{Needs, Redis};
use std::sync::{
    Arc,
    atomic::{AtomicU8, Ordering},
};
use tokio_util::sync::CancellationToken;

const WELL: u8 = 0;
/// It records nothing.
const DOWN: u8 = 1;
/// It records, and its answer is lost.
const DEAF: u8 = 2;

/// A real ledger that can be made to fail.
struct FaultyLedger {
    inner: Arc<dyn SalesLedger>,
    state: AtomicU8,
}

#[async_trait]
impl SalesLedger for FaultyLedger {
    async fn record(&self, sales: &[Sale]) -> Result<(), AllocationError> {
        let lost = || AllocationError::Store(StoreError::Unavailable("switched off".into()));
        match self.state.load(Ordering::SeqCst) {
            DOWN => Err(lost()),
            DEAF => {
                self.inner.record(sales).await?;
                Err(lost())
            }
            _ => self.inner.record(sales).await,
        }
    }

    async fn sold(&self, match_id: MatchId) -> Result<Vec<Sale>, StoreError> {
        self.inner.sold(match_id).await
    }

    async fn open_sales(&self, until: UnixMillis, limit: u32) -> Result<Vec<Sale>, StoreError> {
        self.inner.open_sales(until, limit).await
    }

    async fn settle(&self, sales: &[Sale]) -> Result<(), StoreError> {
        self.inner.settle(sales).await
    }
}

async fn faulty(ground: &Ground) -> (Redis, Arc<FaultyLedger>) {
    let needs = ground.needs();
    let ledger = Arc::new(FaultyLedger { inner: needs.ledger, state: AtomicU8::new(WELL) });
    let needs = Needs { ledger: Arc::clone(&ledger) as _, ..ground.needs() };
    (Redis::open(&ground.config, needs).await.unwrap(), ledger)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_sale_that_may_have_failed_keeps_its_seat_and_is_safe_to_repeat() {
    let ground = Ground::start().await;
    let (redis, ledger) = faulty(&ground).await;
    ground.hold(&redis, "ann", 0, 0).await.unwrap();
    ledger.state.store(DOWN, Ordering::SeqCst);
    ground.clock.advance(59_000);
    assert_unavailable(ground.complete(&*redis.allocations, "ann", &[(0, 0)]).await);
    // Nobody sees it as sold; but it neither runs out nor can be let go of while it is not known.
    assert_eq!(ground.seat(&redis, 0, 0).await.0, AllocationStatus::Hold);
    let release = redis.allocations.release(&ground.request("ann", 0, 0)).await;
    assert_eq!(refusal(release), Refusal::SeatNotHeld);
    ground.clock.advance(20_000);
    assert_eq!(redis.allocations.expire(ground.clock.now(), 10).await.unwrap(), []);
    assert_eq!(refusal(ground.hold(&redis, "bob", 0, 0).await), Refusal::SeatTaken);
    ledger.state.store(WELL, Ordering::SeqCst);
    ground.complete(&*redis.allocations, "ann", &[(0, 0)]).await.unwrap();
    assert_eq!(ground.seat(&redis, 0, 0).await.0, AllocationStatus::Occupied);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_sale_that_was_given_up_comes_free() {
    let ground = Ground::start().await;
    let (redis, ledger) = faulty(&ground).await;
    ground.hold(&redis, "ann", 0, 0).await.unwrap();
    ground.clock.advance(59_000);
    ledger.state.store(DOWN, Ordering::SeqCst);
    assert_unavailable(ground.complete(&*redis.allocations, "ann", &[(0, 0)]).await);
    ground.clock.advance(30_000);
    let freed = redis.allocations.expire(ground.clock.now(), 10).await.unwrap();
    assert_eq!(freed, [(ground.fixture.match_id, ground.fixture.block(0))]);
    ground.hold(&redis, "bob", 0, 0).await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_sale_whose_seller_died_is_shown_by_another() {
    let ground = Ground::start().await;
    let (redis, ledger) = faulty(&ground).await;
    ground.hold(&redis, "ann", 0, 0).await.unwrap();
    ledger.state.store(DEAF, Ordering::SeqCst);
    assert_unavailable(ground.complete(&*redis.allocations, "ann", &[(0, 0)]).await);
    assert_eq!(ground.seat(&redis, 0, 0).await.0, AllocationStatus::Hold);
    let other = ground.instance().await;
    let shutdown = CancellationToken::new();
    let chores = tokio::spawn(Arc::clone(&other.chores).run(shutdown.clone()));
    ground.clock.advance(2_000);
    until("it is shown", async || ground.seat(&redis, 0, 0).await.0 == AllocationStatus::Occupied).await;
    let open = async || ground.fixture.db.ledger.open_sales(NOW + 60_000, 10).await.unwrap();
    until("it is settled", async || open().await.is_empty()).await;
    let ann = HolderId::from_verified("ann");
    assert_eq!(redis.allocations.held_by(ground.fixture.match_id, &ann, NOW).await.unwrap(), []);
    shutdown.cancel();
    chores.await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_the_ledger_sold_to_another_is_the_others() {
    let ground = Ground::start().await;
    let redis = ground.instance().await;
    ground.hold(&redis, "ann", 0, 0).await.unwrap();
    ground.hold(&redis, "ann", 0, 1).await.unwrap();
    let sale = Sale {
        match_id: ground.fixture.match_id,
        block_id: ground.fixture.block(0),
        seat_id: ground.fixture.seat(0, 0),
        holder: HolderId::from_verified("bob"),
        sold_at: NOW,
    };
    ground.fixture.db.ledger.record(&[sale]).await.unwrap();
    let refused = ground.complete(&*redis.allocations, "ann", &[(0, 0), (0, 1)]).await;
    assert_eq!(refusal(refused), Refusal::SeatTaken);
    assert_eq!(ground.seat(&redis, 0, 0).await.0, AllocationStatus::Occupied);
    assert_eq!(ground.seat(&redis, 0, 1).await.0, AllocationStatus::Hold);
    // The other seat is as it was: it can be let go of, or bought alone.
    ground.complete(&*redis.allocations, "ann", &[(0, 1)]).await.unwrap();
    ground.complete(&*redis.allocations, "bob", &[(0, 0)]).await.unwrap();
    let counts = redis.status.block_counts(ground.fixture.match_id, None).await.unwrap();
    assert_eq!(counts.blocks[0].free, 118);
}
