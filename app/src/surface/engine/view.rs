//! What is in view.

use super::Engine;
use jari_core::{
    domain::BlockId,
    geometry::{GeometryBlock, Rect},
    surface::{Detail, Extent},
};
use leptos::prelude::*;

/// As much more than what is seen is followed, so that not every step changes what is.
const AROUND: f64 = 0.35;
/// A stream tells of no more blocks than these; of more, those in the middle are followed.
const MOST: usize = 100;

impl Engine {
    /// The map has come to rest: what is in view is followed, and the address says so. Answers which block is in the middle.
    pub(super) fn settle(&mut self) -> Option<BlockId> {
        let wanted = self.blocks_in_view(0.0);
        let followed = self.surface.board.followed;
        let is_enough = followed.with_untracked(|followed| {
            wanted.iter().all(|block| followed.contains(block))
                && (wanted.is_empty() == followed.is_empty())
                && followed.len() <= 2 * wanted.len() + 6
        });
        if !is_enough {
            followed.set(if wanted.is_empty() { wanted } else { self.blocks_in_view(AROUND) });
        }
        self.surface.write_address(&self.window, self.camera);
        if Detail::of(self.pitch()) >= Detail::Dots { self.block_in_the_middle() } else { None }
    }

    fn block_in_the_middle(&self) -> Option<BlockId> {
        let at = self.camera.middle;
        let block = self.surface.board.with(|venue| {
            let (x, y) = (at.x as f32, at.y as f32);
            let block = venue.geometry.block_at(x, y).or_else(|| {
                let reach = (self.window.width / self.camera.scale) as f32;
                venue.geometry.block_of(venue.index.nearest(x, y, reach)?)
            })?;
            Some(venue.geometry.blocks.get(block)?.id)
        });
        block.flatten()
    }

    /// The blocks whose seats are seen, and those so far around; none where there are no seats to be seen.
    fn blocks_in_view(&self, around: f64) -> Vec<BlockId> {
        // To count what is looked for, each seat of every block has to be known.
        let is_searching = self.surface.filter.with_untracked(|filter| !filter.is_none());
        if Detail::of(self.pitch()) < Detail::Dots && !is_searching {
            return Vec::new();
        }
        let seen = if is_searching { self.window.all } else { self.window.seen(self.camera) };
        let seen = rect_of(seen.grown(seen.width().min(seen.height()) * around));
        let middle = self.camera.middle;
        let far = |block: &GeometryBlock| f64::hypot(block.label.x - middle.x, block.label.y - middle.y);
        let blocks = self.surface.board.with(|venue| {
            let blocks = venue.geometry.blocks_in(seen).filter_map(|block| venue.geometry.blocks.get(block));
            let mut blocks: Vec<_> = blocks.map(|block| (far(block), block.id)).collect();
            blocks.sort_unstable_by(|a, b| a.0.total_cmp(&b.0));
            blocks.into_iter().take(MOST).map(|(_, id)| id).collect::<Vec<_>>()
        });
        let mut blocks = blocks.unwrap_or_default();
        blocks.sort_unstable();
        blocks
    }
}

fn rect_of(extent: Extent) -> Rect {
    Rect {
        min_x: extent.min.x as f32,
        min_y: extent.min.y as f32,
        max_x: extent.max.x as f32,
        max_y: extent.max.y as f32,
    }
}
