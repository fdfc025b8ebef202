//! A block's channel: the state of each of its seats.

use super::{
    channel::{Channel, Item, Topic},
    sse,
};
use app::wire::{BlockSeatsData, BlockUpdateData, SeatState, SeatsData, UpdateData, event};
use bytes::Bytes;
use jari_core::{
    domain::{BlockId, Changes, Epoch, Revision, SeatChange, SeatId, SeatStatus, Snapshot, StreamId},
    ports::AllocationEvent,
};

/// Seats and their states.
pub struct BlockTopic;

/// A block as its viewers follow it.
pub type BlockChannel = Channel<BlockTopic>;

type SeatItem = Item<SeatId, SeatStatus>;

impl Topic for BlockTopic {
    type Key = SeatId;
    type Value = SeatStatus;
    type Name = BlockId;

    fn init(id: &StreamId, items: &[SeatItem]) -> Bytes {
        sse::event(Some(id), event::INIT, &SeatsData { seats: seats(items) })
    }

    /// One event for each seat, under the revision of the seat's own change: whoever is cut off between two of them
    /// goes on from the first.
    fn updates(epoch: &Epoch, _: Revision, changed: &[SeatItem]) -> Bytes {
        let mut out = String::with_capacity(changed.len() * 110);
        for item in changed {
            let id = StreamId { epoch: epoch.clone(), rev: item.rev };
            let data = UpdateData { seat_id: item.key, status: item.value };
            sse::write_event(&mut out, Some(&id), event::UPDATE, &data);
        }
        out.into()
    }

    fn init_among(block_id: BlockId, items: &[SeatItem]) -> Bytes {
        sse::event(None, event::INIT, &BlockSeatsData { block_id, seats: seats(items) })
    }

    fn updates_among(block_id: BlockId, changed: &[SeatItem]) -> Bytes {
        let mut out = String::with_capacity(changed.len() * 90);
        for item in changed {
            let data = BlockUpdateData { block_id, seat_id: item.key, status: item.value };
            sse::write_event(&mut out, None, event::UPDATE, &data);
        }
        out.into()
    }
}

fn seats(items: &[SeatItem]) -> Vec<SeatState> {
    items.iter().map(|item| SeatState { id: item.key, status: item.value }).collect()
}

fn items(seats: &[SeatChange]) -> Vec<SeatItem> {
    seats.iter().map(|seat| Item { key: seat.seat_id, value: seat.status, rev: seat.rev }).collect()
}

impl BlockChannel {
    /// A channel that begins with a snapshot.
    pub(super) fn from_snapshot(block_id: BlockId, snapshot: &Snapshot) -> Self {
        Self::new(block_id, snapshot.epoch.clone(), snapshot.rev, items(&snapshot.seats))
    }

    /// Whether `changes` go on from where the channel is. If not, the store's history is another one, or shorter than
    /// it was, and the channel must begin anew.
    pub(super) fn accepts(&self, changes: &Changes) -> bool {
        let at = self.position();
        changes.epoch == at.epoch && changes.rev >= at.rev
    }

    /// Takes in what changed.
    pub(super) fn apply_changes(&self, changes: &Changes) {
        self.apply(changes.rev, &items(&changes.seats));
    }

    /// Takes in what a store tells, if it goes on from where the channel is without a gap; answers whether it does.
    pub(super) fn apply_events(&self, events: &[AllocationEvent]) -> bool {
        let at = self.position();
        if events.iter().any(|event| event.epoch != at.epoch) {
            return false;
        }
        // What is known already comes again, when the block was read after it had happened.
        let news: Vec<_> =
            events.iter().map(|event| event.change).filter(|change| change.rev > at.rev).collect();
        let gapless = news.iter().zip(at.rev.0 + 1..).all(|(change, rev)| change.rev.0 == rev);
        if gapless && let Some(last) = news.last() {
            self.apply(last.rev, &items(&news));
        }
        gapless
    }

    /// Begins anew with a snapshot.
    pub(super) fn replace_with(&self, snapshot: &Snapshot) {
        self.replace(snapshot.epoch.clone(), snapshot.rev, items(&snapshot.seats));
    }
}
