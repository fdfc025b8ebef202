//! The record of every change.

use super::ground::{Ground, NOW, POLICY, until};
use crate::support::SeatRequests;
use async_trait::async_trait;
use jari_core::{
    domain::{Actor, BlockId, CartId, Command, Epoch, MatchId, Revision, SeatId, UnixMillis},
    ports::{AllocationChange, EventLog, StoreError},
};
use server::redis::{Needs, Redis};
use std::sync::{
    Arc, Mutex,
    atomic::{AtomicBool, Ordering},
};
use tokio_util::sync::CancellationToken;

/// Keeps what it is told, each as often as it is told it.
#[derive(Default)]
struct Book {
    told: Mutex<Vec<AllocationChange>>,
    down: AtomicBool,
}

impl Book {
    fn revs(&self, block: BlockId) -> Vec<u64> {
        let told = self.told.lock().unwrap();
        let mut revs: Vec<_> = told.iter().filter(|c| c.block_id == block).map(|c| c.rev.0).collect();
        revs.sort_unstable();
        revs.dedup();
        revs
    }
}

#[async_trait]
impl EventLog for Book {
    async fn append(&self, changes: &[AllocationChange]) -> Result<(), StoreError> {
        if self.down.load(Ordering::SeqCst) {
            return Err(StoreError::Unavailable("switched off".into()));
        }
        self.told.lock().unwrap().extend_from_slice(changes);
        Ok(())
    }

    async fn changes(
        &self,
        _: MatchId,
        _: Option<SeatId>,
        _: Option<(BlockId, Epoch, Revision)>,
        _: u32,
    ) -> Result<Vec<AllocationChange>, StoreError> {
        Ok(Vec::new())
    }

    async fn prune(&self, _: UnixMillis, _: u32) -> Result<u64, StoreError> {
        Ok(0)
    }
}

async fn with_book(ground: &Ground) -> (Redis, Arc<Book>) {
    let book = Arc::new(Book::default());
    let needs = Needs { events: Arc::clone(&book) as _, ..ground.needs() };
    (Redis::open(&ground.config, needs).await.unwrap(), book)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_change_is_recorded_once_by_whichever_instance() {
    let ground = Ground::start().await;
    let ((one, first), (two, second)) = (with_book(&ground).await, with_book(&ground).await);
    ground.hold(&one, "ann", 0, 0).await.unwrap();
    let shutdown = CancellationToken::new();
    let chores = [&one, &two].map(|redis| tokio::spawn(Arc::clone(&redis.chores).run(shutdown.clone())));
    for _ in 0..600 {
        one.allocations.release(&ground.request("ann", 0, 0)).await.unwrap();
        ground.hold(&two, "ann", 0, 0).await.unwrap();
    }
    let all = || {
        let (first, second) = (first.told.lock().unwrap(), second.told.lock().unwrap());
        let mut revs: Vec<_> = first.iter().chain(&*second).map(|change| change.rev.0).collect();
        revs.sort_unstable();
        revs
    };
    until("all is recorded", async || all().len() >= 1_201).await;
    assert!(all().into_iter().eq(1..=1_201));
    let told =
        first.told.lock().unwrap().iter().chain(&*second.told.lock().unwrap()).cloned().collect::<Vec<_>>();
    assert!(told.iter().all(|change| change.at == NOW && change.match_id == ground.fixture.match_id));
    shutdown.cancel();
    for chores in chores {
        chores.await.unwrap();
    }
    // Who has nothing left to record leaves the group.
    let left = ground.server.cli(&["XINFO", "CONSUMERS", &ground.key("stream"), "audit"]);
    assert_eq!(left, "");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_could_not_be_recorded_is_recorded_later_and_a_dead_share_is_taken_over() {
    let ground = Ground::start().await;
    let (redis, book) = with_book(&ground).await;
    for seat in 0..5 {
        ground.hold(&redis, "ann", 0, seat).await.unwrap();
    }
    // Somebody took three long ago, and died.
    let stream = ground.key("stream");
    ground.server.cli(&["XREADGROUP", "GROUP", "audit", "dead", "COUNT", "3", "STREAMS", &stream, ">"]);
    let ids = ground.server.cli(&["XPENDING", &stream, "audit", "-", "+", "10", "dead"]);
    for id in ids.lines().filter(|line| line.contains('-')) {
        ground.server.cli(&["XCLAIM", &stream, "audit", "dead", "0", id, "IDLE", "60000"]);
    }
    book.down.store(true, Ordering::SeqCst);
    let shutdown = CancellationToken::new();
    let chores = tokio::spawn(Arc::clone(&redis.chores).run(shutdown.clone()));
    until("it has tried", async || {
        let pending = ground.server.cli(&["XPENDING", &stream, "audit"]);
        pending.lines().next() == Some("5")
    })
    .await;
    book.down.store(false, Ordering::SeqCst);
    until("all is recorded", async || book.revs(ground.fixture.block(0)) == [1, 2, 3, 4, 5]).await;
    until("all is acknowledged", async || {
        ground.server.cli(&["XPENDING", &stream, "audit"]).lines().next() == Some("0")
    })
    .await;
    shutdown.cancel();
    chores.await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_group_that_is_lost_and_an_entry_that_cannot_be_read_stop_nothing() {
    let ground = Ground::start().await;
    let (redis, book) = with_book(&ground).await;
    let shutdown = CancellationToken::new();
    let chores = tokio::spawn(Arc::clone(&redis.chores).run(shutdown.clone()));
    ground.hold(&redis, "ann", 0, 0).await.unwrap();
    until("it is recorded", async || book.revs(ground.fixture.block(0)) == [1]).await;
    ground.server.cli(&["XADD", &ground.key("stream"), "*", "what", "ever"]);
    ground.server.cli(&["XGROUP", "DESTROY", &ground.key("stream"), "audit"]);
    ground.hold(&redis, "ann", 0, 1).await.unwrap();
    // From the beginning, which the record takes as it is.
    until("it goes on", async || book.revs(ground.fixture.block(0)) == [1, 2]).await;
    shutdown.cancel();
    chores.await.unwrap();
}

/// Whichever instance records a change, what it says is what was done.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_state_of_a_later_version_is_recorded_by_its_name() {
    let ground = Ground::start().await;
    let (redis, book) = with_book(&ground).await;
    ground.hold(&redis, "ann", 0, 0).await.unwrap();
    let (epoch, block) = (ground.epoch(&redis).await.to_string(), ground.fixture.block(0).to_string());
    let entry =
        ["XADD", &ground.key("stream"), "*", "epoch", &epoch, "block", &block, "seat", "2", "rev", "2"];
    ground.server.cli(&[&entry[..], &["status", "LATER", "cart", "", "at", "1"]].concat());
    let shutdown = CancellationToken::new();
    let chores = tokio::spawn(Arc::clone(&redis.chores).run(shutdown.clone()));
    until("both are recorded", async || book.revs(ground.fixture.block(0)) == [1, 2]).await;
    let words: Vec<_> = book.told.lock().unwrap().iter().map(|change| change.status.clone()).collect();
    assert_eq!(words, ["HOLD", "LATER"]);
    shutdown.cancel();
    chores.await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_trimmed_before_it_was_recorded_stops_nothing() {
    let mut ground = Ground::start_with(&["--stream-node-max-entries", "1"]).await;
    ground.config.stream_maxlen = 2;
    let (redis, book) = with_book(&ground).await;
    ground.hold(&redis, "ann", 0, 0).await.unwrap();
    book.down.store(true, Ordering::SeqCst);
    let shutdown = CancellationToken::new();
    let chores = tokio::spawn(Arc::clone(&redis.chores).run(shutdown.clone()));
    let stream = ground.key("stream");
    let pending = || ground.server.cli(&["XPENDING", &stream, "audit"]).lines().next().map(str::to_owned);
    until("it has tried", async || pending().as_deref() == Some("1")).await;
    // What it has taken is trimmed, and more that nobody has taken.
    for seat in 1..6 {
        ground.hold(&redis, "ann", 0, seat).await.unwrap();
    }
    book.down.store(false, Ordering::SeqCst);
    until("what is left is recorded", async || book.revs(ground.fixture.block(0)) == [5, 6]).await;
    until("nothing is left to do", async || pending().as_deref() == Some("0")).await;
    shutdown.cancel();
    chores.await.unwrap();
}

/// Each change is told with who asked for it, and what it was before and is now.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_recorded_tells_all_of_a_change() {
    let ground = Ground::start().await;
    let (redis, book) = with_book(&ground).await;
    ground.hold(&redis, "ann", 0, 0).await.unwrap();
    ground.complete(&*redis.allocations, "ann", &[(0, 0)]).await.unwrap();
    let place = (ground.fixture.block(0), ground.fixture.seat(0, 1));
    let kim = Actor::Operator("kim".into());
    let block = Command::block(ground.fixture.match_id, [place], "a|camera: 1", kim, NOW + 1);
    redis.allocations.change(&block).await.unwrap();
    let shutdown = CancellationToken::new();
    let chores = tokio::spawn(Arc::clone(&redis.chores).run(shutdown.clone()));
    until("all is recorded", async || book.revs(ground.fixture.block(0)) == [1, 2, 3, 4]).await;
    let told = book.told.lock().unwrap().clone();
    let words: Vec<_> =
        told.iter().map(|c| [&*c.command, &*c.actor, &*c.before, &*c.status].map(str::to_owned)).collect();
    let expected = [
        ["hold", "buyer:ann", "AVAILABLE", "HOLD"],
        ["reserve", "buyer:ann", "HOLD", "RESERVED"],
        ["sell", "buyer:ann", "RESERVED", "OCCUPIED"],
        ["block", "operator:kim", "AVAILABLE", "BLOCKED"],
    ];
    assert_eq!(words, expected);
    let ends: Vec<_> = told.iter().map(|change| change.expires_at).collect();
    let end = Some(NOW + POLICY.ttl_millis);
    assert_eq!(ends, [end, end, None, None]);
    let ann = CartId::from_verified("ann");
    assert!(told[..3].iter().all(|change| change.cart.as_ref() == Some(&ann)));
    assert_eq!((told[0].order.is_some(), told[1].order.is_some()), (false, true));
    assert_eq!(told[1].order, told[2].order);
    assert_eq!((told[3].reason.as_deref(), &told[3].cart, told[3].at), (Some("a|camera: 1"), &None, NOW + 1));
    shutdown.cancel();
    chores.await.unwrap();
}

/// A match whose time is over leaves nothing behind: the record asks for its stream, and makes no other.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_stream_that_has_run_out_is_not_made_anew() {
    let ground = Ground::start().await;
    let (redis, book) = with_book(&ground).await;
    ground.hold(&redis, "ann", 0, 0).await.unwrap();
    let shutdown = CancellationToken::new();
    let chores = tokio::spawn(Arc::clone(&redis.chores).run(shutdown.clone()));
    until("it is recorded", async || book.revs(ground.fixture.block(0)) == [1]).await;
    // Nobody can look at the match as a whole for a while, so that it is still taken to be there.
    ground.server.cli(&["ACL", "SETUSER", "default", "-eval"]);
    let keys = ground.server.cli(&["KEYS", &ground.key("*")]);
    ground.server.cli(&["DEL"].into_iter().chain(keys.lines()).collect::<Vec<_>>());
    let asked = || {
        let stats = ground.server.cli(&["INFO", "commandstats"]);
        let reads = stats.lines().find_map(|line| line.strip_prefix("cmdstat_xreadgroup:calls="));
        reads.and_then(|line| line.split(',').next()?.parse::<u32>().ok()).unwrap_or_default()
    };
    let before = asked();
    until("the record has asked for it", async || asked() >= before + 2).await;
    assert_eq!(ground.server.cli(&["EXISTS", &ground.key("stream")]), "0");
    shutdown.cancel();
    chores.await.unwrap();
}
