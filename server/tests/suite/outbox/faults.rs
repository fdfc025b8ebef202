use super::{NOW, buy, until_told};
use crate::{
    observed::until,
    support::{Fixture, Ground, Receiver, Reply, TestApp},
};
use async_trait::async_trait;
use jari_core::{
    domain::{Destination, UnixMillis},
    ports::{Attempt, Message, Outbox, StoreError, Waiting},
};
use server::backend::Backend;
use std::sync::{
    Arc,
    atomic::{AtomicU32, Ordering::SeqCst},
};

/// Fails to note how attempts have ended, so many times.
struct Forgetful {
    inner: Arc<dyn Outbox>,
    failures_left: AtomicU32,
}

#[async_trait]
impl Outbox for Forgetful {
    async fn waiting(&self, destination: Destination, now: UnixMillis) -> Result<Waiting, StoreError> {
        self.inner.waiting(destination, now).await
    }

    async fn claim(
        &self,
        destination: Destination,
        now: UnixMillis,
        until: UnixMillis,
        limit: u32,
    ) -> Result<Vec<Message>, StoreError> {
        self.inner.claim(destination, now, until, limit).await
    }

    async fn settle(&self, attempts: &[(Message, Attempt)]) -> Result<(), StoreError> {
        let takes_one = |left: u32| left.checked_sub(1);
        if self.failures_left.fetch_update(SeqCst, SeqCst, takes_one).is_ok() {
            return Err(StoreError::Unavailable("as it was told to".into()));
        }
        self.inner.settle(attempts).await
    }

    async fn prune(&self, before: UnixMillis, limit: u32) -> Result<u64, StoreError> {
        self.inner.prune(before, limit).await
    }

    async fn written(&self, destination: Destination) {
        self.inner.written(destination).await;
    }
}

/// What was told while the store was gone is noted when it is there again.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_could_not_be_noted_is_noted_later_and_not_told_twice() {
    let receiver = Receiver::start([]).await;
    let mut ground = Ground::sqlite();
    receiver.is_told(&mut ground.config);
    let fixture = Fixture::open(ground.config.clone()).await;
    buy(&fixture, "ann", &[(0, 0)]).await.unwrap();
    let app = TestApp::serve(fixture, |store| {
        let forgetful = Forgetful { inner: Arc::clone(&store.outbox), failures_left: AtomicU32::new(2) };
        Backend { outbox: Arc::new(forgetful), ..store }
    })
    .await;
    receiver.until(1).await;
    until_told(&app).await;
    // Also when the claim would have run out.
    app.clock.advance(60_000);
    buy(&app.fixture, "bob", &[(1, 0)]).await.unwrap();
    receiver.until(2).await;
    until_told(&app).await;
    assert_eq!((receiver.received().len(), receiver.ids().len()), (2, 2));
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_nobody_takes_for_days_is_given_up_and_said() {
    let receiver = Receiver::start((0..100).map(|_| Reply::Status(500))).await;
    let mut ground = Ground::sqlite();
    receiver.is_told(&mut ground.config);
    let app = TestApp::start_on(ground).await;
    buy(&app.fixture, "ann", &[(0, 0)]).await.unwrap();
    // However old it is, it has its attempts.
    for (attempt, hours) in [72, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1].into_iter().enumerate() {
        receiver.until(attempt + 1).await;
        let failed = "jari_outbox_failed_total{destination=\"webhook\"}";
        until(&app, |series| series.get(failed) == (attempt + 1) as f64).await;
        app.clock.advance(hours * 60 * 60 * 1_000);
    }
    until(&app, |series| series.get("jari_outbox_given_up_total{destination=\"webhook\"}") == 1.0).await;
    until_told(&app).await;
    assert_eq!((receiver.received().len(), receiver.ids().len()), (12, 1));
    app.stop().await;
}

/// How old the oldest message is that waits can be seen from outside.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_waits_is_measured() {
    let receiver = Receiver::start([Reply::Status(503)]).await;
    let mut ground = Ground::sqlite();
    receiver.is_told(&mut ground.config);
    let app = TestApp::start_on(ground).await;
    buy(&app.fixture, "ann", &[(0, 0)]).await.unwrap();
    receiver.until(1).await;
    until(&app, |series| series.get("jari_outbox_failed_total{destination=\"webhook\"}") == 1.0).await;
    app.clock.advance(2_000);
    let oldest = "jari_outbox_oldest_seconds{destination=\"webhook\"}";
    until(&app, |series| series.get(oldest) == 2.0).await;
    app.clock.advance(3_000);
    until_told(&app).await;
    until(&app, |series| series.get(oldest) == 0.0).await;
    assert_eq!(receiver.received()[1].header("webhook-timestamp"), (NOW.0 / 1_000 + 5).to_string());
    app.stop().await;
}
