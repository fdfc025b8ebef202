//! The poller: finds out what changed in the database, for the blocks and matches that somebody watches.
//!
//! One for an instance, however many viewers there are. A round is one cheap read for each watched match, which tells
//! the blocks that moved, and one read for each of those. What nobody watches is not asked for. Changes that this
//! instance made are looked for at once; the rounds find those of others.

use crate::{
    config::StreamConfig,
    metrics::PollMetrics,
    stream::{AllocationStatusService, Hints},
};
use app::{
    domain::{BlockId, MatchId},
    ports::{LoadAllocationStatus, StoreError},
};
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};
use tokio::time::{MissedTickBehavior, interval};
use tokio_util::sync::CancellationToken;

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

impl Poller {
    /// Polls until the shutdown.
    pub async fn run(self, shutdown: CancellationToken) {
        let mut round = interval(self.config.poll_interval());
        round.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut overview = interval(self.config.overview_interval());
        overview.set_missed_tick_behavior(MissedTickBehavior::Delay);
        // Matches that this instance changed since their overview was last read.
        let mut moved = BTreeSet::new();
        loop {
            tokio::select! {
                () = shutdown.cancelled() => return,
                hinted = self.hints.take() => {
                    moved.extend(hinted.iter().map(|&(match_id, _)| match_id));
                    self.report(self.look_at(hinted).await);
                }
                _ = overview.tick(), if !moved.is_empty() => {
                    let matches = std::mem::take(&mut moved);
                    self.report(self.look_at_overviews(|id| matches.contains(&id)).await);
                }
                _ = round.tick() => self.round().await,
            }
        }
    }

    /// One round.
    pub(crate) async fn round(&self) {
        let looked = self.metrics.round(self.look_at_everything()).await;
        self.report(looked);
    }

    /// Reads the blocks that are watched among those that this instance changed.
    async fn look_at(&self, hinted: BTreeSet<(MatchId, BlockId)>) -> Result<bool, StoreError> {
        let mut looked = false;
        for (match_id, block_id) in hinted {
            if let Some(channel) = self.streams.watched_block(match_id, block_id) {
                self.streams.catch_up_block(match_id, block_id, &channel).await?;
                looked = true;
            }
        }
        Ok(looked)
    }

    async fn look_at_overviews(&self, wanted: impl Fn(MatchId) -> bool) -> Result<bool, StoreError> {
        let mut looked = false;
        for (match_id, channel) in self.streams.watched_matches() {
            if wanted(match_id) {
                self.streams.catch_up_match(match_id, &channel).await?;
                looked = true;
            }
        }
        Ok(looked)
    }

    /// Looks at all that is watched.
    async fn look_at_everything(&self) -> Result<bool, StoreError> {
        let mut by_match = BTreeMap::<_, Vec<_>>::new();
        for ((match_id, block_id), channel) in self.streams.watched_blocks() {
            by_match.entry(match_id).or_default().push((block_id, channel));
        }
        let mut looked = self.look_at_overviews(|_| true).await?;
        for (match_id, blocks) in by_match {
            let ids: Vec<_> = blocks.iter().map(|(id, _)| *id).collect();
            let counts = self.status.block_counts(match_id, Some(&ids)).await?;
            looked = true;
            for (block_id, channel) in blocks {
                let at = channel.position();
                let moved = counts.epoch != at.epoch
                    || counts.blocks.iter().any(|count| count.block_id == block_id && count.rev != at.rev);
                if moved {
                    self.streams.catch_up_block(match_id, block_id, &channel).await?;
                }
            }
        }
        Ok(looked)
    }

    /// Tells the viewers whether the store could be read, if it was asked at all.
    fn report(&self, looked: Result<bool, StoreError>) {
        match looked {
            Ok(false) => {}
            Ok(true) => self.streams.set_live(true),
            Err(error) => {
                tracing::warn!(%error, source = ?std::error::Error::source(&error), "cannot look for changes");
                self.streams.set_live(false);
            }
        }
    }
}
