//! What the tests of Redis stand on: a server of their own, a database beside it, and instances over both.

use crate::support::{
    CompleteRequest, Fixture, ManualClock, SeatRequest, SeatRequests, config, servers::RedisServer,
};
use jari_core::{
    domain::{
        BlockId, CartId, Epoch, Held, HoldPolicy, Refusal, Revision, SeatChange, SeatStatus, Snapshot,
        UnixMillis,
    },
    ports::{AllocationError, AllocationStore, Clock, StoreError},
};
use server::{
    config::RedisConfig,
    redis::{Needs, Redis},
};
use std::{fmt::Debug, sync::Arc, time::Duration};
use tempfile::TempDir;
use tokio::time::{Instant, sleep};

pub(super) const POLICY: HoldPolicy = HoldPolicy { ttl_millis: 60_000, max_holds: 6 };
pub(super) const NOW: UnixMillis = UnixMillis(5_000_000);

/// How long a condition is waited for: what looks every ten seconds, and acts on what it sees twice, takes up to thirty.
const PATIENCE: Duration = Duration::from_secs(40);

pub(super) struct Ground {
    pub(super) server: RedisServer,
    pub(super) fixture: Fixture,
    pub(super) clock: Arc<ManualClock>,
    pub(super) config: RedisConfig,
    pub(super) _folder: TempDir,
}

impl Ground {
    pub(super) async fn start() -> Self {
        Self::start_with(&[]).await
    }

    pub(super) async fn start_with(settings: &[&str]) -> Self {
        Self::over(RedisServer::start_with(settings)).await
    }

    pub(super) async fn over(server: RedisServer) -> Self {
        let folder = TempDir::new().unwrap();
        let settings = config(&sqlite_url(&folder));
        let config = RedisConfig { url: server.url(), timeout_ms: 1_000, ..settings.redis.clone() };
        let fixture = Fixture::open(settings).await;
        Self { server, fixture, clock: Arc::new(ManualClock::new(NOW)), config, _folder: folder }
    }

    pub(super) fn needs(&self) -> Needs {
        let db = &self.fixture.db;
        Needs {
            catalogue: Arc::clone(&db.catalogue),
            status: Arc::clone(&db.status),
            ledger: Arc::clone(&db.ledger),
            events: Arc::clone(&db.events),
            clock: Arc::clone(&self.clock) as Arc<dyn Clock>,
        }
    }

    /// One more instance.
    pub(super) async fn instance(&self) -> Redis {
        Redis::open(&self.config, self.needs()).await.unwrap()
    }

    pub(super) fn request(&self, cart: &str, block: usize, seat: usize) -> SeatRequest {
        SeatRequest {
            match_id: self.fixture.match_id,
            block_id: self.fixture.block(block),
            seat_id: self.fixture.seat(block, seat),
            cart: CartId::from_verified(cart),
            now: self.clock.now(),
        }
    }

    pub(super) async fn hold(
        &self,
        redis: &Redis,
        cart: &str,
        block: usize,
        seat: usize,
    ) -> Result<Held, AllocationError> {
        redis.allocations.hold(&self.request(cart, block, seat), POLICY).await
    }

    pub(super) async fn complete(
        &self,
        allocations: &dyn AllocationStore,
        cart: &str,
        seats: &[(usize, usize)],
    ) -> Result<Vec<SeatChange>, AllocationError> {
        allocations.complete(&self.order(cart, seats)).await
    }

    /// A request to buy seats, each by its block and its place there.
    pub(super) fn order(&self, cart: &str, seats: &[(usize, usize)]) -> CompleteRequest {
        let place =
            |&(block, seat): &(usize, usize)| (self.fixture.block(block), self.fixture.seat(block, seat));
        CompleteRequest {
            match_id: self.fixture.match_id,
            seats: seats.iter().map(place).collect(),
            cart: CartId::from_verified(cart),
            now: self.clock.now(),
        }
    }

    pub(super) async fn snapshot(&self, redis: &Redis, block: usize) -> Arc<Snapshot> {
        redis.status.snapshot(self.fixture.match_id, self.fixture.block(block)).await.unwrap()
    }

    pub(super) async fn epoch(&self, redis: &Redis) -> Epoch {
        self.snapshot(redis, 0).await.epoch.clone()
    }

    /// A seat's state by the snapshot.
    pub(super) async fn seat(&self, redis: &Redis, block: usize, seat: usize) -> (SeatStatus, Revision) {
        let id = self.fixture.seat(block, seat);
        let snapshot = self.snapshot(redis, block).await;
        let found = snapshot.seats.iter().find(|change| change.seat_id == id).unwrap();
        (found.status, found.rev)
    }

    /// A seat as Redis has it.
    pub(super) fn stored(&self, block: usize, seat: usize) -> String {
        let key = self.block_key(self.fixture.block(block));
        self.server.cli(&["HGET", &key, &self.fixture.seat(block, seat).to_string()])
    }

    pub(super) fn key(&self, rest: &str) -> String {
        format!("jari:{{m{}}}:{rest}", self.fixture.match_id)
    }

    pub(super) fn block_key(&self, block: BlockId) -> String {
        self.key(&format!("block:{block}"))
    }
}

/// The URL of a database file in a folder.
pub(super) fn sqlite_url(folder: &TempDir) -> String {
    format!("sqlite://{}/jari.db", folder.path().display())
}

pub(super) fn refusal<T: Debug>(result: Result<T, AllocationError>) -> Refusal {
    match result {
        Err(AllocationError::Refused(refused)) => refused.why,
        other => panic!("a refusal, not {other:?}"),
    }
}

/// The store cannot answer now: neither a success nor a refusal, which would be false.
pub(super) fn assert_unavailable<T: Debug>(result: Result<T, AllocationError>) {
    assert!(matches!(result, Err(AllocationError::Store(StoreError::Unavailable(_)))), "{result:?}");
}

/// Asks again and again until it is so.
pub(super) async fn until(what: &str, mut ask: impl AsyncFnMut() -> bool) {
    let deadline = Instant::now() + PATIENCE;
    while !ask().await {
        assert!(Instant::now() < deadline, "{what}");
        sleep(Duration::from_millis(20)).await;
    }
}
