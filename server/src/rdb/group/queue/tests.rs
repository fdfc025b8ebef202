use super::super::{Granted, Wish};
use super::*;
use futures_util::future::{join_all, poll_immediate};
use jari_core::domain::{BlockId, HolderId, MatchId, Revision, SeatId, UnixMillis};
use jari_core::ports::{AllocationError, SeatRequest};
use std::sync::atomic::{AtomicU64, Ordering};
use tokio::sync::Semaphore;

/// The block and the seat of each request of a batch.
type Batch = Vec<(i64, i64)>;

/// A store that answers a batch when it is let, and remembers the batches.
#[derive(Clone)]
struct Gate {
    open: Arc<Semaphore>,
    batches: Arc<Mutex<Vec<Batch>>>,
    revs: Arc<AtomicU64>,
}

impl Gate {
    fn new() -> Self {
        Self { open: Arc::new(Semaphore::new(0)), batches: Arc::default(), revs: Arc::default() }
    }

    fn batches(&self) -> Vec<Batch> {
        self.batches.lock().unwrap().clone()
    }

    async fn until_begun(&self, batches: usize) {
        while self.batches().len() < batches {
            tokio::task::yield_now().await;
        }
    }
}

/// Seats that spoil a transaction, and that crash it.
const SPOILT: i64 = 666;
const GONE: i64 = 667;
const PANICS: i64 = 668;

#[async_trait]
impl RunBatch for Gate {
    async fn run(&self, asks: &[&Ask]) -> Result<Vec<Answer>, StoreError> {
        let seats = asks.iter().map(|ask| (ask.request.block_id.0, ask.request.seat_id.0));
        self.batches.lock().unwrap().push(seats.collect());
        self.open.acquire().await.unwrap().forget();
        let has = |seat| asks.iter().any(|ask| ask.request.seat_id.0 == seat);
        assert!(!has(PANICS), "as it was told to");
        if has(SPOILT) {
            return Err(StoreError::Inconsistent("spoilt".to_owned()));
        }
        if has(GONE) {
            return Err(StoreError::Unavailable("gone".into()));
        }
        let granted = |_| {
            let rev = Revision(self.revs.fetch_add(1, Ordering::SeqCst) + 1);
            Ok(Granted { rev, expires_at: None })
        };
        Ok(asks.iter().map(granted).collect())
    }
}

const LIMITS: GroupLimits =
    GroupLimits { workers: 1, batch: 4, waiting: 10, timeout: Duration::from_secs(20) };

fn ask(block: i64, seat: i64) -> Ask {
    let request = SeatRequest {
        match_id: MatchId(1),
        block_id: BlockId(block),
        seat_id: SeatId(seat),
        holder: HolderId::from_verified("ann"),
        now: UnixMillis(1),
    };
    Ask { request, wish: Wish::Release }
}

/// A queue whose worker is in the middle of the first batch.
async fn busy(limits: GroupLimits) -> (Gate, GroupCommit, tokio::task::JoinHandle<Answer>) {
    let gate = Gate::new();
    let queue = GroupCommit::new(gate.clone(), limits);
    let first = tokio::spawn({
        let queue = queue.clone();
        async move { queue.ask(ask(0, 0)).await }
    });
    gate.until_begun(1).await;
    (gate, queue, first)
}

#[tokio::test]
async fn those_who_wait_share_and_keep_their_order() {
    let (gate, queue, first) = busy(LIMITS).await;
    gate.open.add_permits(10);
    let answers = join_all((1..=6).map(|seat| queue.ask(ask(0, seat)))).await;
    let revs: Vec<_> = answers.into_iter().map(|answer| answer.unwrap().rev.0).collect();
    assert_eq!(revs, [2, 3, 4, 5, 6, 7]);
    assert_eq!(first.await.unwrap().unwrap().rev, Revision(1));
    let batches = gate.batches();
    assert_eq!(batches[0], [(0, 0)], "a lone one does not wait for company");
    assert_eq!(batches[1], [(0, 1), (0, 2), (0, 3), (0, 4)], "no more than allowed");
    assert_eq!(batches[2], [(0, 5), (0, 6)]);
}

#[tokio::test]
async fn a_block_has_one_worker_and_another_block_does_not_wait_for_it() {
    let (gate, queue, _first) = busy(GroupLimits { workers: 3, ..LIMITS }).await;
    let mut same = Box::pin(queue.ask(ask(0, 1)));
    assert!(poll_immediate(&mut same).await.is_none());
    let mut other = Box::pin(queue.ask(ask(1, 1)));
    assert!(poll_immediate(&mut other).await.is_none());
    gate.until_begun(2).await;
    assert_eq!(gate.batches(), [[(0, 0)], [(1, 1)]]);
    gate.open.add_permits(10);
    same.await.unwrap();
    other.await.unwrap();
}

#[tokio::test]
async fn whoever_comes_to_a_full_queue_is_refused_and_those_in_it_are_served() {
    let (gate, queue, _first) = busy(LIMITS).await;
    let mut waiting: Vec<_> = (1..=10).map(|seat| Box::pin(queue.ask(ask(0, seat)))).collect();
    for one in &mut waiting {
        assert!(poll_immediate(one).await.is_none());
    }
    let refused = queue.ask(ask(1, 1)).await;
    assert!(matches!(refused, Err(AllocationError::Store(StoreError::Unavailable(_)))), "{refused:?}");
    gate.open.add_permits(100);
    assert!(join_all(waiting).await.iter().all(Result::is_ok));
    queue.ask(ask(1, 1)).await.unwrap();
}

#[tokio::test]
async fn who_leaves_the_line_is_not_served_and_harms_nobody() {
    let (gate, queue, first) = busy(LIMITS).await;
    first.abort();
    let mut waiting: Vec<_> = (1..=3).map(|seat| Box::pin(queue.ask(ask(0, seat)))).collect();
    for one in &mut waiting {
        assert!(poll_immediate(one).await.is_none());
    }
    drop(waiting.remove(1));
    gate.open.add_permits(10);
    assert!(join_all(waiting).await.iter().all(Result::is_ok));
    assert_eq!(gate.batches(), [vec![(0, 0)], vec![(0, 1), (0, 3)]]);
    assert!(queue.shared.lines().waiting() == 0 && queue.shared.lines().workers == 0);
}

#[tokio::test]
async fn a_batch_that_fails_fails_for_all_of_it_and_one_bad_row_for_its_own() {
    let (gate, queue, _first) = busy(LIMITS).await;
    gate.open.add_permits(100);
    let answers = join_all([1, GONE, 3].map(|seat| queue.ask(ask(0, seat)))).await;
    assert!(answers.iter().all(Result::is_err), "nobody is told success: {answers:?}");
    let (gate, queue, _first) = busy(LIMITS).await;
    gate.open.add_permits(100);
    let answers = join_all([1, SPOILT, 3].map(|seat| queue.ask(ask(0, seat)))).await;
    let ok: Vec<_> = answers.iter().map(Result::is_ok).collect();
    assert_eq!(ok, [true, false, true], "{answers:?}");
}

#[tokio::test]
async fn a_request_that_panics_takes_nobody_with_it() {
    let (gate, queue, _first) = busy(LIMITS).await;
    gate.open.add_permits(100);
    let answers = join_all([1, PANICS].map(|seat| queue.ask(ask(0, seat)))).await;
    // They were in one batch, and each is tried alone, as repeating a change is safe.
    assert!(answers[0].is_ok());
    let failed = answers[1].as_ref().unwrap_err().to_string();
    assert!(failed.contains("as it was told to"), "what led to it: {failed}");
    queue.ask(ask(0, 1)).await.unwrap();
    queue.ask(ask(1, 1)).await.unwrap();
}

#[tokio::test]
async fn a_store_that_says_nothing_is_waited_for_no_longer_than_allowed() {
    let (_gate, queue, first) = busy(GroupLimits { timeout: Duration::from_millis(50), ..LIMITS }).await;
    let answers = join_all((1..=9).map(|seat| queue.ask(ask(0, seat)))).await;
    assert!(answers.iter().all(Result::is_err));
    assert!(first.await.unwrap().is_err());
}
