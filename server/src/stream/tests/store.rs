//! A store of one block that lives in memory and remembers every state that it was ever in.

use async_trait::async_trait;
use jari_core::{
    domain::{
        BlockCount, BlockId, Changes, Counts, Epoch, MatchId, Revision, SeatChange, SeatId, SeatStatus,
        Snapshot, StreamId,
    },
    ports::{AllocationEvent, LoadAllocationStatus, StoreError},
};
use std::{
    collections::{BTreeMap, HashMap},
    future::poll_fn,
    sync::{Arc, Mutex, MutexGuard},
    task::Poll,
};

pub(super) const MATCH: MatchId = MatchId(1);
pub(super) const BLOCK: BlockId = BlockId(7);
/// Few seats, so that many changes are of the same one.
pub(super) const SEATS: i64 = 4;

/// What every seat is, by its number.
pub(super) type Map = BTreeMap<i64, SeatStatus>;

/// When a read waits until it is let go on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Slow {
    #[default]
    Never,
    /// Before it has looked.
    Early,
    /// After it has looked, so that what it answers is old.
    Late,
}

#[derive(Default)]
struct State {
    epoch: u32,
    rev: u64,
    seats: Vec<SeatChange>,
    history: HashMap<String, Map>,
    down: bool,
    slow: Slow,
    reads: usize,
}

/// The store.
#[derive(Default)]
pub(super) struct ModelStore(Mutex<State>);

impl ModelStore {
    pub(super) fn new() -> Self {
        let this = Self::default();
        this.begin_anew();
        this
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap()
    }

    /// Another history begins, with every seat free.
    pub(super) fn begin_anew(&self) {
        let mut state = self.state();
        state.epoch += 1;
        state.rev = 0;
        let free = |id| SeatChange { seat_id: SeatId(id), status: SeatStatus::Available, rev: Revision(0) };
        state.seats = (0..SEATS).map(free).collect();
        state.remember();
    }

    /// Changes a seat; answers what the store tells of it.
    pub(super) fn change(&self, seat: usize, status: SeatStatus) -> AllocationEvent {
        let mut state = self.state();
        state.rev += 1;
        let change = SeatChange { seat_id: SeatId(seat as i64), status, rev: Revision(state.rev) };
        state.seats[seat] = change;
        state.remember();
        AllocationEvent { block_id: BLOCK, epoch: state.epoch(), change }
    }

    pub(super) fn set_down(&self, down: bool) {
        self.state().down = down;
    }

    pub(super) fn set_slow(&self, slow: Slow) {
        self.state().slow = slow;
    }

    /// How often it was read so far.
    pub(super) fn reads(&self) -> usize {
        self.state().reads
    }

    /// Where it is.
    pub(super) fn position(&self) -> StreamId {
        let state = self.state();
        StreamId { epoch: state.epoch(), rev: Revision(state.rev) }
    }

    /// What every seat was at a place in any of its histories.
    pub(super) fn at(&self, id: &str) -> Map {
        self.state().history.get(id).cloned().unwrap_or_else(|| panic!("{id} never was"))
    }

    /// Reads, as soon as it may.
    async fn read<T>(&self, look: impl Fn(&State) -> T) -> Result<T, StoreError> {
        self.state().reads += 1;
        self.pass(Slow::Early).await;
        let seen = {
            let state = self.state();
            if state.down { Err(StoreError::Unavailable("it is down".into())) } else { Ok(look(&state)) }
        };
        self.pass(Slow::Late).await;
        seen
    }

    /// Whoever waits here is polled by hand.
    async fn pass(&self, at: Slow) {
        poll_fn(|_| if self.state().slow == at { Poll::Pending } else { Poll::Ready(()) }).await;
    }
}

impl State {
    fn epoch(&self) -> Epoch {
        format!("e{}", self.epoch).parse().unwrap()
    }

    fn remember(&mut self) {
        let id = StreamId { epoch: self.epoch(), rev: Revision(self.rev) };
        let seats = self.seats.iter().map(|seat| (seat.seat_id.0, seat.status)).collect();
        self.history.insert(id.to_string(), seats);
    }

    fn counts(&self) -> Counts {
        let free = self.seats.iter().filter(|seat| seat.status == SeatStatus::Available).count();
        let block = BlockCount { block_id: BLOCK, rev: Revision(self.rev), free: free.try_into().unwrap() };
        Counts { epoch: self.epoch(), blocks: vec![block] }
    }
}

#[async_trait]
impl LoadAllocationStatus for ModelStore {
    async fn snapshot(&self, _: MatchId, _: BlockId) -> Result<Arc<Snapshot>, StoreError> {
        self.read(|state| {
            Arc::new(Snapshot { epoch: state.epoch(), rev: Revision(state.rev), seats: state.seats.clone() })
        })
        .await
    }

    async fn block_revision(&self, _: MatchId, _: BlockId) -> Result<StreamId, StoreError> {
        self.read(|state| StreamId { epoch: state.epoch(), rev: Revision(state.rev) }).await
    }

    async fn changes_since(&self, _: MatchId, _: BlockId, rev: Revision) -> Result<Changes, StoreError> {
        self.read(|state| {
            let mut seats: Vec<_> = state.seats.iter().filter(|seat| seat.rev > rev).copied().collect();
            seats.sort_by_key(|seat| seat.rev);
            Changes { epoch: state.epoch(), rev: Revision(state.rev), seats }
        })
        .await
    }

    async fn block_counts(&self, _: MatchId, _: Option<&[BlockId]>) -> Result<Counts, StoreError> {
        self.read(State::counts).await
    }

    async fn free_seats(&self, _: &[MatchId]) -> Result<HashMap<MatchId, u32>, StoreError> {
        self.read(|state| HashMap::from([(MATCH, state.counts().blocks[0].free)])).await
    }
}
