//! The poller: finds out what changed in the database, for the blocks and matches that somebody watches.
//!
//! One for an instance, however many viewers there are. A round is one cheap read for each watched match, which tells
//! the blocks that moved, and one read for each of those. What nobody watches is not asked for. Changes that this
//! instance made are looked for at once; the rounds find those of others.
//!
//! What cannot be read is told to those who watch it, and keeps nobody else's from being read.

use crate::{
    config::StreamConfig,
    metrics::PollMetrics,
    panics::caught,
    stream::{AllocationStatusService, BlockChannel, Hints},
};
use futures_util::future::join_all;
use jari_core::{
    domain::{BlockId, MatchId},
    failures,
    ports::{LoadAllocationStatus, StoreError},
};
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};
use tokio::time::{MissedTickBehavior, interval};
use tokio_util::sync::CancellationToken;

/// Matches looked at at the same time: few, as buyers' requests want connections as well.
const AT_ONCE: usize = 4;

/// Keeps the streams of an instance up to date with its database.
pub struct Poller {
    /// Tells which blocks moved.
    pub status: Arc<dyn LoadAllocationStatus>,
    /// Knows what is watched, and takes in what changed.
    pub streams: Arc<AllocationStatusService>,
    /// What this instance changed.
    pub hints: Arc<Hints>,
    /// How often.
    pub config: StreamConfig,
    /// How long it takes.
    pub metrics: PollMetrics,
}

/// The watched blocks of a match.
type Blocks = Vec<(BlockId, Arc<BlockChannel>)>;

impl Poller {
    /// Polls until the shutdown.
    pub async fn run(self: Arc<Self>, shutdown: CancellationToken) {
        let mut round = interval(self.config.poll_interval());
        round.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut overview = interval(self.config.overview_interval());
        overview.set_missed_tick_behavior(MissedTickBehavior::Delay);
        // Matches that this instance changed since their overview was last read.
        let mut moved = BTreeSet::new();
        let _polling = Polling { streams: &self.streams, shutdown: &shutdown };
        loop {
            tokio::select! {
                () = shutdown.cancelled() => return,
                hinted = self.hints.take() => {
                    moved.extend(hinted.iter().map(|&(match_id, _)| match_id));
                    self.look_at(hinted).await;
                }
                _ = overview.tick(), if !moved.is_empty() => {
                    let matches = std::mem::take(&mut moved);
                    self.look_at_overviews(|id| matches.contains(&id)).await;
                }
                _ = round.tick() => self.round().await,
            }
        }
    }

    /// One round.
    pub(crate) async fn round(&self) {
        self.metrics.round(self.look_at_everything()).await;
        self.streams.measure_liveness();
    }

    /// Reads the blocks that are watched among those that this instance changed.
    async fn look_at(&self, hinted: BTreeSet<(MatchId, BlockId)>) {
        let mut store_is_gone = false;
        for (match_id, block_id) in hinted {
            let Some(channel) = self.streams.watched_block(match_id, block_id) else { continue };
            if store_is_gone {
                // It would be waited for in vain once more; the next round reads what is left.
                channel.set_readable(false);
            } else {
                store_is_gone = is_unavailable(&self.look_at_block(match_id, block_id, &channel).await);
            }
        }
    }

    async fn look_at_overviews(&self, wanted: impl Fn(MatchId) -> bool) {
        let watched = self.streams.watched_matches();
        let wanted: Vec<_> = watched.into_iter().filter(|(match_id, _)| wanted(*match_id)).collect();
        let mut chunks = wanted.chunks(AT_ONCE);
        for some in chunks.by_ref() {
            let looks = some.iter().map(async |(match_id, channel)| {
                let read = self.streams.catch_up_match(*match_id, channel).await;
                told(read, format_args!("the overview of match {match_id}"))
            });
            if join_all(looks).await.iter().all(is_unavailable) {
                break;
            }
        }
        // They would be waited for in vain, one after the other, while their viewers are told that all is well.
        chunks.flatten().for_each(|(_, channel)| channel.set_readable(false));
    }

    /// Looks at all that is watched.
    async fn look_at_everything(&self) {
        let mut by_match = BTreeMap::<_, Blocks>::new();
        for ((match_id, block_id), channel) in self.streams.watched_blocks() {
            by_match.entry(match_id).or_default().push((block_id, channel));
        }
        self.look_at_overviews(|_| true).await;
        for (match_id, _) in self.streams.watched_matches() {
            // Where no block is watched the overview alone tells whether the match can be followed.
            if !by_match.contains_key(&match_id) {
                self.streams.set_followed(match_id, true);
            }
        }
        let matches: Vec<_> = by_match.into_iter().collect();
        let mut chunks = matches.chunks(AT_ONCE);
        for some in chunks.by_ref() {
            let looks = some.iter().map(|(match_id, blocks)| self.look_at_match(*match_id, blocks));
            if join_all(looks).await.iter().all(is_unavailable) {
                break;
            }
        }
        chunks.flatten().for_each(|(match_id, _)| self.streams.set_followed(*match_id, false));
    }

    /// Finds the blocks of a match that moved, and reads them.
    async fn look_at_match(&self, match_id: MatchId, blocks: &Blocks) -> Result<(), StoreError> {
        let ids: Vec<_> = blocks.iter().map(|(id, _)| *id).collect();
        let counts = caught(self.status.block_counts(match_id, Some(&ids))).await;
        let counts = match told(counts, format_args!("match {match_id}")) {
            Ok(counts) => Some(counts),
            // One of them cannot be read: each is looked at alone.
            Err(StoreError::Inconsistent(_)) => None,
            Err(error) => {
                self.streams.set_followed(match_id, false);
                return Err(error);
            }
        };
        self.streams.set_followed(match_id, true);
        for (block_id, channel) in blocks {
            let at = channel.position();
            let stays = counts.as_ref().is_some_and(|counts| {
                let same = |rev| rev == at.rev;
                counts.epoch == at.epoch
                    && counts.blocks.iter().all(|count| count.block_id != *block_id || same(count.rev))
            });
            if stays {
                channel.set_readable(true);
            } else {
                let looked = self.look_at_block(match_id, *block_id, channel).await;
                if is_unavailable(&looked) {
                    self.streams.set_followed(match_id, false);
                    return looked;
                }
            }
        }
        Ok(())
    }

    async fn look_at_block(
        &self,
        match_id: MatchId,
        block_id: BlockId,
        channel: &BlockChannel,
    ) -> Result<(), StoreError> {
        let read = self.streams.catch_up_block(match_id, block_id, channel).await;
        told(read, format_args!("block {block_id} of match {match_id}"))
    }
}

/// Tells of a look that has failed.
fn told<T>(looked: Result<T, StoreError>, of: std::fmt::Arguments<'_>) -> Result<T, StoreError> {
    if let Err(error) = &looked {
        failures::warn_of("cannot look for changes", of, error);
    }
    looked
}

fn is_unavailable(looked: &Result<(), StoreError>) -> bool {
    matches!(looked, Err(StoreError::Unavailable(_)))
}

/// That there is somebody who polls.
struct Polling<'a> {
    streams: &'a AllocationStatusService,
    shutdown: &'a CancellationToken,
}

impl Drop for Polling<'_> {
    /// If nobody does any more, no viewer may be told otherwise. Whoever polls next finds out how it is.
    fn drop(&mut self) {
        if !self.shutdown.is_cancelled() {
            for match_id in self.streams.matches_in_use() {
                self.streams.set_followed(match_id, false);
            }
        }
    }
}
