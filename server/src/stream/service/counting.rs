//! Finding out by a match's counts what no news has told: a store that keeps so much of its news alone may have lost the last of
//! a block, and then no later one of that block shows the gap.

use super::AllocationStatusService;
use crate::{panics::caught, stream::BlockChannel};
use jari_core::{
    domain::{BlockId, Counts, MatchId},
    ports::StoreError,
};
use std::sync::Arc;

/// When a match is to be counted, and how it was counted last. What is lost was followed by other news, as the latest is always
/// kept: so a match of which nothing is told need not be counted.
#[derive(Debug, Default)]
pub struct Counting {
    /// Whether something was told since.
    has_moved: bool,
    /// What was counted, where a watched block was not as far: its news may have been on their way.
    ahead: Option<Counts>,
}

impl Counting {
    /// Something of the match was told.
    pub const fn told(&mut self) {
        self.has_moved = true;
    }

    /// Whether the match is to be counted, as soon as that is not too often.
    pub const fn is_due(&self) -> bool {
        self.has_moved || self.ahead.is_some()
    }
}

impl AllocationStatusService {
    /// Counts a match's seats and changes, for those who watch its free seats, and to compare. A block that is behind what was
    /// counted the last time is read: whatever was on its way then should have come.
    ///
    /// # Errors
    /// A [`StoreError`]: of what cannot be read, when the rest was, or of a store that cannot answer.
    pub async fn count(&self, match_id: MatchId, counting: &mut Counting) -> Result<(), StoreError> {
        let last = std::mem::take(counting).ahead;
        if !self.is_in_use(match_id) {
            return Ok(());
        }
        let lost = last.map_or_else(Vec::new, |counts| self.behind(match_id, &counts));
        lost.iter().for_each(|_| self.metrics.follower.gap());
        let caught_up = self.catch_up_blocks(match_id, lost).await;
        if let Err(StoreError::Unavailable(_)) = caught_up {
            return caught_up;
        }
        match self.counts_of_watched(match_id).await {
            Ok(Some(counts)) => {
                counting.ahead = Some(counts).filter(|counts| !self.behind(match_id, counts).is_empty());
            }
            // Somebody else has counted at this moment, and did not compare.
            Ok(None) => counting.has_moved = true,
            Err(error) => {
                // What cannot be counted is read, block by block.
                self.watched_of(match_id).for_each(|(_, channel)| channel.catching_up.mark_behind());
                return Err(error);
            }
        }
        caught_up
    }

    /// The counts of what is watched; none if they were read for somebody else.
    async fn counts_of_watched(&self, match_id: MatchId) -> Result<Option<Counts>, StoreError> {
        if let Some(overview) = self.overviews.get(match_id) {
            return self.read_counts(match_id, &overview).await;
        }
        let blocks: Vec<_> = self.watched_of(match_id).map(|(block_id, _)| block_id).collect();
        caught(self.status.block_counts(match_id, Some(&blocks))).await.map(Some)
    }

    /// The watched blocks that are not as far as these counts. What is to be read anyway is not among them.
    fn behind(&self, match_id: MatchId, counts: &Counts) -> Vec<(BlockId, Arc<BlockChannel>)> {
        let is_behind = |block_id: &BlockId, channel: &BlockChannel| {
            let at = channel.position();
            let counted = counts.blocks.binary_search_by_key(block_id, |count| count.block_id);
            let count = counted.ok().and_then(|index| counts.blocks.get(index));
            count.is_some_and(|count| counts.epoch != at.epoch || count.rev > at.rev)
        };
        let watched = self.watched_of(match_id).filter(|(_, channel)| !channel.needs_reading());
        watched.filter(|(block_id, channel)| is_behind(block_id, channel)).collect()
    }

    /// A match's blocks that somebody watches.
    pub(super) fn watched_of(
        &self,
        match_id: MatchId,
    ) -> impl Iterator<Item = (BlockId, Arc<BlockChannel>)> + use<> {
        let watched = self.blocks.watched().into_iter();
        watched.filter_map(move |((of, block_id), channel)| (of == match_id).then_some((block_id, channel)))
    }
}
