//! Who watches what, and what they are told of how it is kept.

use super::AllocationStatusService;
use crate::stream::{block::BlockChannel, overview::OverviewChannel};
use jari_core::domain::{BlockId, MatchId};
use std::{collections::BTreeSet, sync::Arc};

impl AllocationStatusService {
    /// Every block that somebody watches.
    pub fn watched_blocks(&self) -> Vec<((MatchId, BlockId), Arc<BlockChannel>)> {
        self.blocks.watched()
    }

    /// Every match whose overview somebody watches.
    pub fn watched_matches(&self) -> Vec<(MatchId, Arc<OverviewChannel>)> {
        self.overviews.watched()
    }

    /// The block's channel, if somebody watches it.
    pub fn watched_block(&self, match_id: MatchId, block_id: BlockId) -> Option<Arc<BlockChannel>> {
        self.blocks.get((match_id, block_id))
    }

    /// The match's channel, if somebody watches its overview.
    pub fn watched_match(&self, match_id: MatchId) -> Option<Arc<OverviewChannel>> {
        self.overviews.get(match_id)
    }

    /// Every match of which somebody watches something.
    pub fn matches_in_use(&self) -> BTreeSet<MatchId> {
        let blocks = self.blocks.watched().into_iter().map(|((match_id, _), _)| match_id);
        blocks.chain(self.overviews.watched().into_iter().map(|(match_id, _)| match_id)).collect()
    }

    /// Whether somebody watches something of a match.
    pub fn is_in_use(&self, match_id: MatchId) -> bool {
        self.matches_in_use().contains(&match_id)
    }

    /// Waits until somebody watches something that may not have been watched before.
    pub async fn newly_watched(&self) {
        self.newly_watched.notified().await;
    }

    /// Notes that the store has told something of a match: that it is followed from now on, or changes.
    pub fn told_of(&self, match_id: MatchId) {
        self.event_counts.count(match_id);
    }

    /// Says whether it becomes known when something of a match changes. Whoever watches the match, or comes to watch it,
    /// is told.
    pub fn set_followed(&self, match_id: MatchId, followed: bool) {
        let mut cut_off = self.cut_off.lock();
        let changed = if followed { cut_off.remove(&match_id) } else { cut_off.insert(match_id) };
        if changed {
            for ((of, _), channel) in self.blocks.watched() {
                if of == match_id {
                    channel.set_followed(followed);
                }
            }
            if let Some(channel) = self.overviews.get(match_id) {
                channel.set_followed(followed);
            }
        }
    }

    /// Measures what of all that is watched is not up to date.
    pub fn measure_liveness(&self) {
        let blocks = self.blocks.watched().into_iter().filter(|(_, channel)| !channel.is_live()).count();
        let overviews =
            self.overviews.watched().into_iter().filter(|(_, channel)| !channel.is_live()).count();
        self.metrics.stale(blocks + overviews);
    }
}
