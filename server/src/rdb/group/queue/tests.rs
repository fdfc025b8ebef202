use super::*;
use futures_util::future::{join_all, poll_immediate};
use jari_core::domain::{
    Allocation, BlockId, CartId, Command, MatchId, Outcome, Revision, SeatId, UnixMillis,
};
use jari_core::ports::AllocationError;
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
/// A block that somebody else is at.
const ELSEWHERE: i64 = 99;

#[async_trait]
impl RunBatch for Gate {
    async fn run(&self, asks: &[&Ask]) -> Result<Vec<Option<Answer>>, StoreError> {
        let seats: Batch =
            asks.iter().flat_map(|ask| ask.places()).map(|at| (at.block_id.0, at.seat_id.0)).collect();
        self.batches.lock().unwrap().push(seats.clone());
        self.open.acquire().await.unwrap().forget();
        let has = |wanted| seats.iter().any(|(_, seat)| *seat == wanted);
        assert!(!has(PANICS), "as it was told to");
        if has(SPOILT) {
            return Err(StoreError::Inconsistent("spoilt".to_owned()));
        }
        if has(GONE) {
            return Err(StoreError::Unavailable("gone".into()));
        }
        let seat = |step: &jari_core::domain::command::Step| {
            let rev = Revision(self.revs.fetch_add(1, Ordering::SeqCst) + 1);
            let (block_id, seat_id) = (step.block_id, step.seat_id);
            Outcome { block_id, seat_id, state: Allocation::AVAILABLE, rev, is_changed: true }
        };
        let is_elsewhere = |ask: &&&Ask| ask.places().any(|at| at.block_id.0 == ELSEWHERE);
        let is_alone = seats.iter().all(|(block, _)| *block == seats[0].0);
        let answer = |ask: &&Ask| {
            let is_left = !is_alone && is_elsewhere(&ask);
            (!is_left).then(|| Ok(ask.command.steps.iter().map(seat).collect()))
        };
        Ok(asks.iter().map(answer).collect())
    }
}

const LIMITS: GroupLimits =
    GroupLimits { workers: 1, batch: 4, waiting: 10, timeout: Duration::from_secs(20) };

fn ask(block: i64, seat: i64) -> Ask {
    ask_all(&[(block, seat)])
}

fn ask_all(seats: &[(i64, i64)]) -> Ask {
    let seats = seats.iter().map(|(block, seat)| (BlockId(*block), SeatId(*seat)));
    let command = Command::release(MatchId(1), seats, &CartId::from_verified("ann"), UnixMillis(1));
    Ask { command, shows_sales: true }
}

fn rev(answer: Answer) -> u64 {
    answer.unwrap()[0].rev.0
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
    let revs: Vec<_> = answers.into_iter().map(rev).collect();
    assert_eq!(revs, [2, 3, 4, 5, 6, 7]);
    assert_eq!(rev(first.await.unwrap()), 1);
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

/// One that spoils a large batch is found in few transactions: a crowd does not wait until each was tried by itself.
#[tokio::test]
async fn one_bad_row_among_many_costs_few_transactions() {
    let (gate, queue, _first) = busy(GroupLimits { batch: 64, waiting: 100, ..LIMITS }).await;
    gate.open.add_permits(200);
    let seats = (1..=64).map(|seat| if seat == 40 { SPOILT } else { seat });
    let answers = join_all(seats.map(|seat| queue.ask(ask(0, seat)))).await;
    assert_eq!(answers.iter().filter(|answer| answer.is_err()).count(), 1);
    // The first one, all of them, and two halves for each halving.
    assert_eq!(gate.batches().len(), 2 + 2 * 6);
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

/// Whoever asks for several blocks is served when it is first in all of their lines, and neither overtakes nor is overtaken.
#[tokio::test]
async fn whoever_wants_several_blocks_waits_in_each_of_their_lines() {
    let (gate, queue, _first) = busy(GroupLimits { workers: 3, batch: 10, ..LIMITS }).await;
    let wanted: [&[(i64, i64)]; 6] =
        [&[(0, 1), (1, 1)], &[(1, 2)], &[(2, 1)], &[(1, 3), (2, 2)], &[(2, 3)], &[(0, 2)]];
    let mut waiting: Vec<_> = wanted.iter().map(|seats| Box::pin(queue.ask(ask_all(seats)))).collect();
    for one in &mut waiting {
        assert!(poll_immediate(one).await.is_none());
    }
    // The block that nobody else waits for in vain is served beside the first.
    gate.until_begun(2).await;
    assert_eq!(gate.batches(), [vec![(0, 0)], vec![(2, 1)]]);
    gate.open.add_permits(100);
    assert!(join_all(waiting).await.iter().all(Result::is_ok));
    let served: Vec<_> = gate.batches().concat();
    let place = |seat| served.iter().position(|served| *served == seat).unwrap();
    for [before, after] in
        [[(0, 1), (0, 2)], [(1, 1), (1, 2)], [(1, 2), (1, 3)], [(2, 1), (2, 2)], [(2, 2), (2, 3)]]
    {
        assert!(place(before) < place(after), "{before:?} came before {after:?}: {served:?}");
    }
}

/// However many blocks everybody wants, in whatever order: all are served, each block by one worker at a time.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn many_who_want_many_blocks_are_all_served() {
    let gate = Gate::new();
    gate.open.add_permits(100_000);
    let queue = GroupCommit::new(gate.clone(), GroupLimits { workers: 3, waiting: 4_000, ..LIMITS });
    let asks = (0..2_000_i64).map(|i| {
        let seats: Vec<_> = (0..=i % 4).map(|n| ((i * 7 + n * (i % 5 + 1)) % 9, 1_000 + i)).collect();
        let queue = queue.clone();
        tokio::spawn(async move { queue.ask(ask_all(&seats)).await })
    });
    for answer in join_all(asks).await {
        answer.unwrap().unwrap();
    }
    let lines = queue.shared.lines();
    assert_eq!((lines.waiting(), lines.workers), (0, 0));
}

/// A block that another instance is at keeps only those waiting who want it.
#[tokio::test]
async fn whoever_wants_a_block_that_is_somebody_elses_delays_no_other() {
    let (gate, queue, first) = busy(LIMITS).await;
    let wanted: [&[(i64, i64)]; 4] = [&[(ELSEWHERE, 1)], &[(1, 1)], &[(ELSEWHERE, 2)], &[(2, 1)]];
    let mut waiting: Vec<_> = wanted.iter().map(|seats| Box::pin(queue.ask(ask_all(seats)))).collect();
    for one in &mut waiting {
        assert!(poll_immediate(one).await.is_none());
    }
    // The first batch, and the one of all four: those who can be served are answered, and their blocks are free again.
    gate.open.add_permits(2);
    first.await.unwrap().unwrap();
    for one in [1, 3] {
        (&mut waiting[one]).await.unwrap();
    }
    gate.until_begun(3).await;
    assert_eq!(gate.batches()[1], [(ELSEWHERE, 1), (ELSEWHERE, 2), (1, 1), (2, 1)]);
    assert_eq!(gate.batches()[2], [(ELSEWHERE, 1), (ELSEWHERE, 2)], "together, and alone");
    gate.open.add_permits(10);
    for one in [0, 2] {
        (&mut waiting[one]).await.unwrap();
    }
    let lines = queue.shared.lines();
    assert_eq!((lines.waiting(), lines.workers), (0, 0));
}
