//! A store of a few blocks that lives in memory and remembers every state that it was ever in.

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
    task::{Context, Poll, Waker},
};

pub(super) const MATCH: MatchId = MatchId(1);
/// Its blocks.
pub(super) const BLOCKS: [BlockId; 4] = [BLOCK, BlockId(8), BlockId(9), BlockId(12)];
/// The one that is watched where one is enough.
pub(super) const BLOCK: BlockId = BlockId(7);
/// Few seats, so that many changes are of the same one.
pub(super) const SEATS: i64 = 4;

/// What every seat is, by its number.
pub(super) type Map = BTreeMap<i64, SeatStatus>;

/// How many seats each block has left.
pub(super) type Free = BTreeMap<i64, u32>;

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
    blocks: BTreeMap<BlockId, Block>,
    history: HashMap<(BlockId, String), Map>,
    counts: HashMap<String, Free>,
    down: bool,
    slow: Slow,
    /// Those who wait until they are let go on.
    waiting: Vec<Waker>,
    reads: usize,
}

#[derive(Default)]
struct Block {
    rev: u64,
    seats: Vec<SeatChange>,
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
        for (block, place) in BLOCKS.into_iter().zip(0..) {
            let free = |seat| SeatChange {
                seat_id: SeatId(place * 10 + seat),
                status: SeatStatus::Available,
                rev: Revision(0),
            };
            state.blocks.insert(block, Block { rev: 0, seats: (0..SEATS).map(free).collect() });
            state.remember(block);
        }
        state.remember_counts();
    }

    /// Changes a seat; answers what the store tells of it.
    pub(super) fn change(&self, seat: usize, status: SeatStatus) -> AllocationEvent {
        self.change_in(BLOCK, seat, status)
    }

    /// The same in another block.
    pub(super) fn change_in(&self, block_id: BlockId, seat: usize, status: SeatStatus) -> AllocationEvent {
        let mut state = self.state();
        let epoch = state.epoch();
        let block = state.blocks.get_mut(&block_id).unwrap();
        block.rev += 1;
        let change = SeatChange { seat_id: block.seats[seat].seat_id, status, rev: Revision(block.rev) };
        block.seats[seat] = change;
        state.remember(block_id);
        state.remember_counts();
        AllocationEvent { block_id, epoch, change }
    }

    pub(super) fn set_down(&self, down: bool) {
        self.state().down = down;
    }

    pub(super) fn set_slow(&self, slow: Slow) {
        let mut state = self.state();
        state.slow = slow;
        state.waiting.drain(..).for_each(Waker::wake);
    }

    /// How often it was read so far.
    pub(super) fn reads(&self) -> usize {
        self.state().reads
    }

    /// Where it is.
    pub(super) fn position(&self) -> StreamId {
        self.position_of(BLOCK)
    }

    /// Where one of its blocks is.
    pub(super) fn position_of(&self, block: BlockId) -> StreamId {
        self.state().position(block)
    }

    /// What every seat was at a place in any of its histories.
    pub(super) fn at(&self, id: &str) -> Map {
        self.in_block(BLOCK, id)
    }

    /// The same of another block.
    pub(super) fn in_block(&self, block: BlockId, id: &str) -> Map {
        let known = self.state().history.get(&(block, id.to_owned())).cloned();
        known.unwrap_or_else(|| panic!("{id} never was in block {block}"))
    }

    /// How many seats each block had left at a place in any of its histories.
    pub(super) fn counted(&self, id: &str) -> Free {
        self.state().counts.get(id).cloned().unwrap_or_else(|| panic!("{id} never was"))
    }

    /// How many are left now, and where that is.
    pub(super) fn counts(&self) -> (StreamId, Free) {
        let state = self.state();
        (state.total(), state.free())
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

    async fn pass(&self, at: Slow) {
        let look = |context: &mut Context<'_>| {
            let mut state = self.state();
            if state.slow != at {
                return Poll::Ready(());
            }
            state.waiting.push(context.waker().clone());
            Poll::Pending
        };
        poll_fn(look).await;
    }
}

impl State {
    fn epoch(&self) -> Epoch {
        format!("e{}", self.epoch).parse().unwrap()
    }

    fn block(&self, block: BlockId) -> &Block {
        self.blocks.get(&block).expect("it has this block")
    }

    fn position(&self, block: BlockId) -> StreamId {
        StreamId { epoch: self.epoch(), rev: Revision(self.block(block).rev) }
    }

    fn total(&self) -> StreamId {
        StreamId { epoch: self.epoch(), rev: Revision(self.blocks.values().map(|block| block.rev).sum()) }
    }

    fn remember(&mut self, block: BlockId) {
        let id = self.position(block).to_string();
        let seats = self.block(block).seats.iter().map(|seat| (seat.seat_id.0, seat.status)).collect();
        self.history.insert((block, id), seats);
    }

    fn remember_counts(&mut self) {
        let (id, free) = (self.total().to_string(), self.free());
        self.counts.insert(id, free);
    }

    fn free(&self) -> Free {
        self.counts().blocks.iter().map(|block| (block.block_id.0, block.free)).collect()
    }

    fn counts(&self) -> Counts {
        let blocks = self.blocks.iter().map(|(&block_id, block)| {
            let free = block.seats.iter().filter(|seat| seat.status == SeatStatus::Available).count();
            BlockCount { block_id, rev: Revision(block.rev), free: free.try_into().unwrap() }
        });
        Counts { epoch: self.epoch(), blocks: blocks.collect() }
    }
}

#[async_trait]
impl LoadAllocationStatus for ModelStore {
    async fn snapshot(&self, _: MatchId, block: BlockId) -> Result<Arc<Snapshot>, StoreError> {
        self.read(|state| {
            let StreamId { epoch, rev } = state.position(block);
            Arc::new(Snapshot { epoch, rev, seats: state.block(block).seats.clone() })
        })
        .await
    }

    async fn block_revision(&self, _: MatchId, block: BlockId) -> Result<StreamId, StoreError> {
        self.read(|state| state.position(block)).await
    }

    async fn changes_since(&self, _: MatchId, block: BlockId, rev: Revision) -> Result<Changes, StoreError> {
        self.read(|state| {
            let StreamId { epoch, rev: last } = state.position(block);
            let seats = state.block(block).seats.iter().filter(|seat| seat.rev > rev);
            let mut seats: Vec<_> = seats.copied().collect();
            seats.sort_by_key(|seat| seat.rev);
            Changes { epoch, rev: last, seats }
        })
        .await
    }

    async fn block_counts(&self, _: MatchId, _: Option<&[BlockId]>) -> Result<Counts, StoreError> {
        self.read(State::counts).await
    }

    async fn free_seats(&self, _: &[MatchId]) -> Result<HashMap<MatchId, u32>, StoreError> {
        self.read(|state| HashMap::from([(MATCH, state.free().values().sum())])).await
    }
}
