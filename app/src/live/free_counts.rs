//! How many seats each block of a match has left: one signal per block.

use crate::{
    page_data::BlockView,
    wire::{BlockFree, BlocksData},
};
use jari_core::domain::BlockId;
use leptos::prelude::*;

/// The free seats of a match by block. A handle: copies are of the same counts.
#[derive(Clone, Copy)]
pub struct FreeCounts {
    blocks: StoredValue<Vec<(BlockId, RwSignal<u32>)>>,
    /// The seats of each block that are what is looked for, while not everything is.
    found: RwSignal<Option<Vec<(BlockId, u32)>>>,
}

impl FreeCounts {
    /// The counts that the page carried.
    pub fn new(blocks: &[BlockView]) -> Self {
        let count = |block: &BlockView| (block.info.id, RwSignal::new(block.free));
        Self { blocks: StoredValue::new(blocks.iter().map(count).collect()), found: RwSignal::new(None) }
    }

    /// A block's free seats.
    pub fn of(&self, block: BlockId) -> u32 {
        self.signal(block).map_or(0, |free| free.get())
    }

    /// A block's free seats that are what is looked for.
    pub fn found(&self, block: BlockId) -> u32 {
        let find = |found: &Vec<(BlockId, u32)>| {
            found.iter().find(|(id, _)| *id == block).map_or(0, |(_, count)| *count)
        };
        self.found.with(|found| found.as_ref().map(find)).unwrap_or_else(|| self.of(block))
    }

    /// What is looked for is something else, or has changed; none while everything is.
    pub fn find(&self, found: Option<Vec<(BlockId, u32)>>) {
        if self.found.try_with_untracked(|before| *before != found) == Some(true) {
            let _ = self.found.try_set(found);
        }
    }

    /// All free seats of the match.
    pub fn sum(&self) -> u32 {
        self.blocks.with_value(|blocks| blocks.iter().map(|(_, free)| free.get()).sum())
    }

    /// The free seats of every block.
    pub fn all(&self) -> Vec<(BlockId, u32)> {
        let blocks = self.blocks.try_get_value().unwrap_or_default();
        blocks.into_iter().filter_map(|(id, free)| Some((id, free.try_get_untracked()?))).collect()
    }

    /// The stream's `init` or `update`: the latest counts of some blocks.
    pub fn apply(&self, data: &BlocksData) {
        for block in &data.blocks {
            let Some(free) = self.signal(block.id) else { continue };
            if free.try_get_untracked().is_some_and(|before| before != block.free) {
                let _ = free.try_set(block.free);
            }
        }
    }

    /// The latest counts of all blocks.
    pub fn set(&self, counts: Vec<(BlockId, u32)>) {
        let blocks = counts.into_iter().map(|(id, free)| BlockFree { id, free }).collect();
        self.apply(&BlocksData { blocks });
    }

    fn signal(&self, block: BlockId) -> Option<RwSignal<u32>> {
        let find = |blocks: &Vec<(BlockId, RwSignal<u32>)>| {
            // A venue has some dozens of blocks.
            blocks.iter().find(|(id, _)| *id == block).map(|(_, free)| *free)
        };
        self.blocks.try_with_value(find).flatten()
    }
}
