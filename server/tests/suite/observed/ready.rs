use crate::support::{Fixture, Ground, TestApp};
use async_trait::async_trait;
use jari_core::{
    domain::{BlockId, Changes, Counts, MatchId, Revision, Snapshot, StreamId},
    ports::{LoadAllocationStatus, StoreError},
};
use server::{backend::Backend, http::Readiness};
use std::{collections::HashMap, future::pending, sync::Arc, time::Duration};
use tokio::time::{sleep, timeout};
use tokio_util::sync::CancellationToken;

async fn until_ready_is(app: &TestApp, status: u16) {
    let visitor = app.visitor();
    timeout(Duration::from_secs(5), async {
        while visitor.get("/health/ready").await.status != status {
            sleep(Duration::from_millis(10)).await;
        }
    })
    .await
    .expect("a load balancer learns it in time");
}

#[tokio::test]
async fn a_server_without_its_store_is_not_ready() {
    let (app, store) = TestApp::start_faulty(|_| {}).await;
    until_ready_is(&app, 200).await;
    store.set_down(true);
    until_ready_is(&app, 503).await;
    assert_eq!(app.visitor().get("/health/live").await.status, 200);
    store.set_down(false);
    until_ready_is(&app, 200).await;
    app.stop().await;
}

/// However many ask, the store is asked seldom, and never for a seat.
#[tokio::test]
async fn asking_is_cheap() {
    let (app, store) = TestApp::start_faulty(|_| {}).await;
    let visitor = app.visitor();
    let before = store.reads();
    let begun = std::time::Instant::now();
    for _ in 0..100 {
        assert_eq!(visitor.get("/health/ready").await.status, 200);
    }
    let at_most = begun.elapsed().as_millis() / 500 + 1;
    assert!((store.reads() - before) as u128 <= at_most);
    app.stop().await;
}

/// A load balancer should send nothing more to a server that is stopping.
#[tokio::test]
async fn a_server_that_stops_is_not_ready() {
    let ground = Ground::sqlite();
    let store = Fixture::open(ground.config.clone()).await.store;
    let shutdown = CancellationToken::new();
    let readiness = Readiness::new(&store, shutdown.clone());
    assert!(readiness.is_ready().await);
    shutdown.cancel();
    assert!(!readiness.is_ready().await);
}

/// A store that has stopped answering without a word, which the store's own bounds do not catch.
struct Silent;

#[async_trait]
impl LoadAllocationStatus for Silent {
    async fn snapshot(&self, _: MatchId, _: BlockId) -> Result<Arc<Snapshot>, StoreError> {
        pending().await
    }

    async fn block_revision(&self, _: MatchId, _: BlockId) -> Result<StreamId, StoreError> {
        pending().await
    }

    async fn changes_since(&self, _: MatchId, _: BlockId, _: Revision) -> Result<Changes, StoreError> {
        pending().await
    }

    async fn block_counts(&self, _: MatchId, _: Option<&[BlockId]>) -> Result<Counts, StoreError> {
        pending().await
    }

    async fn free_seats(&self, _: &[MatchId]) -> Result<HashMap<MatchId, u32>, StoreError> {
        pending().await
    }
}

#[tokio::test]
async fn a_silent_store_is_not_waited_for_long() {
    let ground = Ground::sqlite();
    let store = Fixture::open(ground.config.clone()).await.store;
    let store = Backend { status: Arc::new(Silent), ..store };
    let readiness = Readiness::new(&store, CancellationToken::new());
    let asked =
        timeout(Duration::from_secs(5), async { tokio::join!(readiness.is_ready(), readiness.is_ready()) });
    assert_eq!(asked.await.expect("an answer within the time"), (false, false), "both by one question");
}
