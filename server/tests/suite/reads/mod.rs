//! Reading less than is asked for, and never less than is there.

use crate::support::{FaultyStore, Fixture, Fleet, Ground, SeatRequest, SeatRequests};
use async_trait::async_trait;
use futures_util::future::{join_all, poll_immediate};
use jari_core::{
    domain::{CartId, HoldPolicy, MatchId, MatchInfo, SeatStatus, UnixMillis, Venue, VenueId},
    ports::{Catalogue, LoadAllocationStatus, StoreError},
};
use server::{
    backend::reads::{KeptVenues, RecentCatalogue, SharedSnapshots},
    rdb::NewMatch,
};
use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

/// Holds the first seat of the first block.
async fn hold(fixture: &Fixture) {
    let request = SeatRequest {
        match_id: fixture.match_id,
        block_id: fixture.block(0),
        seat_id: fixture.seat(0, 0),
        cart: CartId::from_verified("ann"),
        now: UnixMillis(5_000_000),
    };
    let policy = HoldPolicy { ttl_millis: 1_000_000, max_holds: 0 };
    fixture.store.allocations.hold(&request, policy).await.unwrap();
}

/// Whoever was told of a hold or a release sees it at once, wherever they look.
async fn a_change_is_seen_at_once_everywhere(ground: Ground) {
    let fleet = Fleet::start(ground, 2).await;
    let (match_id, block) = (fleet.fixture().match_id, fleet.fixture().block(1));
    let ann = fleet.visitors();
    for turn in 0..24 {
        let (by, seat) = (&ann[turn % 2], fleet.fixture().seat(1, turn / 2));
        by.hold(match_id, seat).await;
        for there in &ann {
            let shown = there.seats(match_id, block).await;
            assert_eq!(shown[turn / 2]["status"], "HOLD", "turn {turn}: {shown}");
        }
        by.release(match_id, seat).await;
        for there in &ann {
            let shown = there.seats(match_id, block).await;
            assert_eq!(shown[turn / 2]["status"], "AVAILABLE", "turn {turn}: {shown}");
        }
    }
    fleet.stop().await;
}

macro_rules! on_all {
    ($($backend:ident),+) => {
        $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
        async fn $backend() {
            a_change_is_seen_at_once_everywhere(Ground::$backend()).await;
        })+
    };
}

on_all!(sqlite, postgres, redis_sqlite);

#[tokio::test]
async fn a_crowd_reads_once_and_an_unchanged_block_its_revision_alone() {
    let ground = Ground::sqlite();
    let fixture = Fixture::open(ground.config.clone()).await;
    let (match_id, block) = (fixture.match_id, fixture.block(0));
    let store = Arc::new(FaultyStore::new(Arc::clone(&fixture.db.status)));
    let shared = SharedSnapshots::new(Arc::clone(&store) as Arc<dyn LoadAllocationStatus>, false);
    let crowd = async || {
        let before = store.reads();
        let mut asked: Vec<_> = (0..500).map(|_| Box::pin(shared.snapshot(match_id, block))).collect();
        for one in &mut asked {
            assert!(poll_immediate(one).await.is_none());
        }
        let told = join_all(asked).await;
        (told, store.reads() - before)
    };
    let (told, reads) = crowd().await;
    assert_eq!(reads, 1);
    let (_, reads) = crowd().await;
    assert_eq!(reads, 1);
    let truth = fixture.db.status.snapshot(match_id, block).await.unwrap();
    assert!(told.into_iter().all(|snapshot| snapshot.unwrap() == truth));

    hold(&fixture).await;
    let (told, reads) = crowd().await;
    assert_eq!(reads, 2, "the revision, and the seats");
    let truth = fixture.db.status.snapshot(match_id, block).await.unwrap();
    assert_eq!(truth.seats[0].status, SeatStatus::Hold);
    assert!(told.into_iter().all(|snapshot| snapshot.unwrap() == truth));

    // A failure is everybody's, and is not kept.
    store.set_down(true);
    let (told, reads) = crowd().await;
    assert!(reads == 1 && told.iter().all(Result::is_err), "{reads}");
    store.set_down(false);
    assert_eq!(shared.snapshot(match_id, block).await.unwrap(), truth);
}

/// Where a store tells what has changed, a block that is known is read no more, whatever becomes of it.
#[tokio::test]
async fn a_block_that_is_known_follows_what_has_changed() {
    let ground = Ground::sqlite();
    let fixture = Fixture::open(ground.config.clone()).await;
    let (match_id, block) = (fixture.match_id, fixture.block(0));
    let shared = SharedSnapshots::new(Arc::clone(&fixture.db.status), true);
    let is_true = async || {
        let truth = fixture.db.status.snapshot(match_id, block).await.unwrap();
        assert_eq!(shared.snapshot(match_id, block).await.unwrap(), truth);
        truth
    };
    is_true().await;
    for turn in 0..fixture.venue.blocks[0].seats.len() {
        crate::support::orders::hold(&fixture, "ann", &[fixture.seat(0, turn)]).await;
        if turn % 3 != 1 {
            assert_eq!(is_true().await.seats[turn].status, SeatStatus::Hold);
        }
    }
    let other = jari_core::domain::Epoch::from_random(rand::random());
    fixture.db.history.renew(&other).await.unwrap();
    assert_eq!(is_true().await.epoch, other);
}

#[tokio::test]
async fn a_crowd_counts_a_match_once_and_sees_what_was_changed_before() {
    let ground = Ground::sqlite();
    let fixture = Fixture::open(ground.config.clone()).await;
    let match_id = fixture.match_id;
    let store = Arc::new(FaultyStore::new(Arc::clone(&fixture.db.status)));
    let shared = SharedSnapshots::new(Arc::clone(&store) as Arc<dyn LoadAllocationStatus>, false);
    for free in [120, 119] {
        let before = store.reads();
        let mut asked: Vec<_> = (0..500).map(|_| Box::pin(shared.block_counts(match_id, None))).collect();
        for one in &mut asked {
            assert!(poll_immediate(one).await.is_none());
        }
        for told in join_all(asked).await {
            assert_eq!(told.unwrap().blocks[0].free, free);
        }
        assert_eq!(store.reads() - before, 1);
        hold(&fixture).await;
    }
    // Who asks for some of them is told of these.
    let some = shared.block_counts(match_id, Some(&[fixture.block(1)])).await.unwrap();
    assert_eq!(some.blocks.iter().map(|block| block.block_id).collect::<Vec<_>>(), [fixture.block(1)]);
}

/// A catalogue that counts how often a match is looked for.
struct Counting {
    inner: Arc<dyn Catalogue>,
    looked: AtomicUsize,
}

#[async_trait]
impl Catalogue for Counting {
    async fn matches(&self) -> Result<Vec<MatchInfo>, StoreError> {
        self.inner.matches().await
    }

    async fn find_match(&self, id: MatchId) -> Result<Option<MatchInfo>, StoreError> {
        self.looked.fetch_add(1, Ordering::SeqCst);
        self.inner.find_match(id).await
    }

    async fn venue(&self, id: VenueId) -> Result<Option<Arc<Venue>>, StoreError> {
        self.inner.venue(id).await
    }
}

#[tokio::test]
async fn a_match_is_looked_for_once_a_second_and_one_that_is_not_there_each_time() {
    let ground = Ground::sqlite();
    let fixture = Fixture::open(ground.config.clone()).await;
    let counting = Arc::new(Counting { inner: Arc::clone(&fixture.db.catalogue), looked: 0.into() });
    let venues = Arc::new(KeptVenues::new(Arc::clone(&fixture.db.catalogue)));
    let recent = RecentCatalogue::new(Arc::clone(&counting) as Arc<dyn Catalogue>, venues);
    let from = Instant::now();
    let found = join_all((0..100).map(|_| recent.find_match(fixture.match_id))).await;
    assert!(found.into_iter().all(|found| found.unwrap().unwrap().name.as_str() == "on sale"));
    assert_eq!(counting.looked.load(Ordering::SeqCst), 1);
    while counting.looked.load(Ordering::SeqCst) == 1 {
        recent.find_match(fixture.match_id).await.unwrap();
        assert!(from.elapsed() < Duration::from_secs(10), "it is looked for again");
    }
    assert!(from.elapsed() >= Duration::from_secs(1));

    let next = MatchId(fixture.upcoming.0 + 1);
    assert_eq!(recent.find_match(next).await.unwrap(), None);
    let new = NewMatch {
        venue_id: fixture.venue.id,
        name: "new".into(),
        time_zone: Default::default(),
        currency: Default::default(),
        starts_at: UnixMillis(1),
        sale: found_sale(&fixture).await,
    };
    assert_eq!(fixture.db.import.create_match(&new).await.unwrap(), Some(next));
    assert_eq!(recent.find_match(next).await.unwrap().unwrap().name, "new".into());
}

async fn found_sale(fixture: &Fixture) -> jari_core::domain::SaleWindow {
    fixture.db.catalogue.find_match(fixture.match_id).await.unwrap().unwrap().sale
}
