//! A match's channel: how many seats each block has left.

use super::{
    channel::{Channel, Item, Topic},
    sse,
};
use app::wire::{BlockFree, BlocksData, event};
use bytes::Bytes;
use jari_core::domain::{BlockId, Counts, Epoch, Revision, StreamId};

/// Blocks and their free seats.
pub struct OverviewTopic;

/// A match as its viewers follow it. Its revision is the sum of its blocks' revisions, which grows by one with every
/// change of the match; a block's is the channel's at the time when the change was seen.
pub type OverviewChannel = Channel<OverviewTopic>;

type BlockItem = Item<BlockId, u32>;

impl Topic for OverviewTopic {
    type Key = BlockId;
    type Value = u32;
    type Name = ();

    fn init(id: &StreamId, items: &[BlockItem]) -> Bytes {
        sse::event(Some(id), event::INIT, &data(items))
    }

    /// One event for all blocks that changed.
    fn updates(epoch: &Epoch, rev: Revision, changed: &[BlockItem]) -> Bytes {
        sse::event(Some(&StreamId { epoch: epoch.clone(), rev }), event::UPDATE, &data(changed))
    }

    fn init_among((): (), items: &[BlockItem]) -> Bytes {
        sse::event(None, event::COUNTS, &data(items))
    }

    /// Changes that leave as many seats free as there were are nobody's news: who watches the seats is told of them there.
    fn updates_among((): (), changed: &[BlockItem]) -> Bytes {
        if changed.is_empty() { Bytes::new() } else { sse::event(None, event::COUNTS, &data(changed)) }
    }
}

fn data(items: &[BlockItem]) -> BlocksData {
    BlocksData { blocks: items.iter().map(|item| BlockFree { id: item.key, free: item.value }).collect() }
}

fn total(counts: &Counts) -> Revision {
    Revision(counts.blocks.iter().map(|block| block.rev.0).sum())
}

fn items(counts: &Counts) -> Vec<BlockItem> {
    let rev = total(counts);
    counts.blocks.iter().map(|block| Item { key: block.block_id, value: block.free, rev }).collect()
}

impl OverviewChannel {
    /// A channel that begins with these counts.
    pub(super) fn from_counts(counts: &Counts) -> Self {
        Self::new((), counts.epoch.clone(), total(counts), items(counts))
    }

    /// Takes in the match's counts of now.
    pub(super) fn take(&self, counts: &Counts) {
        let at = self.position();
        let rev = total(counts);
        let known = self.items();
        let same_blocks =
            known.iter().map(|item| item.key).eq(counts.blocks.iter().map(|block| block.block_id));
        if counts.epoch != at.epoch || rev < at.rev || !same_blocks {
            self.replace(counts.epoch.clone(), rev, items(counts));
            return;
        }
        let mut changed = items(counts);
        let mut before = known.iter();
        changed.retain(|item| before.next().is_none_or(|known| known.value != item.value));
        self.apply(rev, &changed);
    }
}
