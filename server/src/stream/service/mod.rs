//! AllocationStatusService: who watches what, and keeping it up to date. Here is how a stream is opened.

mod reading;
mod watched;

use super::{
    block::{BlockChannel, BlockTopic},
    channel::Topic,
    event_counts::EventCounts,
    follow::Follow,
    liveness::CutOff,
    overview::{OverviewChannel, OverviewTopic},
    pulse::Heart,
    registry::{Opened, Registry},
    sse,
};
use crate::{
    metrics::{Kind, StreamMetrics, Viewer},
    quota::{ClientAddress, Full, Permit, Quota},
};
use jari_core::{
    domain::{BlockId, MatchId, StreamId},
    ports::{LoadAllocationStatus, StoreError},
};
use rand::Rng;
use std::{sync::Arc, time::Duration};
use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;

/// Browsers connect again after a random time in this range, in milliseconds, so that a restart's crowd comes spread out.
const RETRY_MILLIS: std::ops::Range<u64> = 500..2_500;

/// Why a stream cannot be opened.
#[derive(Debug, thiserror::Error)]
pub enum StreamError {
    /// As many are open as may be, of all or of one client.
    #[error("too many streams are open: {0}")]
    TooMany(#[from] Full),
    /// The store cannot answer.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Owns the connections and what they watch. One for an instance; share it by [`Arc`].
pub struct AllocationStatusService {
    status: Arc<dyn LoadAllocationStatus>,
    blocks: Registry<(MatchId, BlockId), BlockTopic>,
    overviews: Registry<MatchId, OverviewTopic>,
    event_counts: EventCounts,
    cut_off: CutOff,
    newly_watched: Notify,
    heart: Heart,
    quota: Arc<Quota>,
    metrics: Arc<StreamMetrics>,
    shutdown: CancellationToken,
}

impl AllocationStatusService {
    /// A service over a store, for as many streams as there are permits, all of which end at the shutdown.
    pub fn new(
        status: Arc<dyn LoadAllocationStatus>,
        quota: Arc<Quota>,
        metrics: Arc<StreamMetrics>,
        shutdown: CancellationToken,
    ) -> Self {
        Self {
            status,
            blocks: Registry::new(),
            overviews: Registry::new(),
            event_counts: EventCounts::default(),
            cut_off: CutOff::default(),
            newly_watched: Notify::new(),
            heart: Heart::new(),
            quota,
            metrics,
            shutdown,
        }
    }

    /// Follows a block from `last` on, for a client: what changed since, or everything if that cannot be told from `last`.
    ///
    /// # Errors
    /// A [`StreamError`] when there is no permit or the block cannot be read.
    pub async fn follow_block(
        &self,
        match_id: MatchId,
        block_id: BlockId,
        last: Option<StreamId>,
        client: Option<ClientAddress>,
    ) -> Result<Follow, StreamError> {
        let permit = self.quota.take(client)?;
        let load = async {
            let snapshot = self.status.snapshot(match_id, block_id).await?;
            Ok(BlockChannel::from_snapshot(&snapshot))
        };
        let told = self.event_counts.so_far(match_id);
        let opened = self.blocks.open((match_id, block_id), load).await?;
        self.newly_watched.notify_one();
        if self.may_be_behind(match_id, told, &opened) || is_ahead(last.as_ref(), &opened.channel.position())
        {
            self.catch_up_block(match_id, block_id, &opened.channel).await?;
        }
        Ok(self.connect(opened, match_id, last, permit, self.metrics.opened(Kind::Block, match_id)))
    }

    /// Follows a match's free seats from `last` on, for a client.
    ///
    /// # Errors
    /// A [`StreamError`] when there is no permit or the match cannot be read.
    pub async fn follow_match(
        &self,
        match_id: MatchId,
        last: Option<StreamId>,
        client: Option<ClientAddress>,
    ) -> Result<Follow, StreamError> {
        let permit = self.quota.take(client)?;
        let load = async {
            let counts = self.status.block_counts(match_id, None).await?;
            Ok(OverviewChannel::from_counts(&counts))
        };
        let told = self.event_counts.so_far(match_id);
        let opened = self.overviews.open(match_id, load).await?;
        self.newly_watched.notify_one();
        if self.may_be_behind(match_id, told, &opened) || is_ahead(last.as_ref(), &opened.channel.position())
        {
            self.catch_up_match(match_id, &opened.channel).await?;
        }
        Ok(self.connect(opened, match_id, last, permit, self.metrics.opened(Kind::Overview, match_id)))
    }

    /// What the streams measure.
    pub fn metrics(&self) -> &StreamMetrics {
        &self.metrics
    }

    /// Gives every stream its sign of life until the shutdown.
    pub async fn beat(&self, every: Duration) {
        self.heart.beat(every, &self.shutdown).await;
    }

    /// Whether a channel that was just opened may have missed something: nobody watched it, or the store has told
    /// something while it was read. It stays so until somebody has read it to the end, whoever found it out.
    fn may_be_behind<T: Topic>(&self, match_id: MatchId, told: u64, opened: &Opened<T>) -> bool {
        let catching_up = &opened.channel.catching_up;
        if opened.was_idle || (opened.was_loaded && self.event_counts.so_far(match_id) != told) {
            catching_up.mark_behind();
        }
        catching_up.is_behind()
    }

    fn connect<T: Topic>(
        &self,
        opened: Opened<T>,
        match_id: MatchId,
        last: Option<StreamId>,
        permit: Permit,
        viewer: Viewer,
    ) -> Follow {
        {
            // A channel that was just opened was not there yet for whoever found out.
            let cut_off = self.cut_off.lock();
            opened.channel.set_followed(!cut_off.contains(&match_id));
        }
        Follow {
            cursor: opened.channel.cursor(last.as_ref()),
            feed: opened.channel,
            changed: opened.changed,
            pulse: self.heart.subscribe(),
            shutdown: self.shutdown.clone(),
            retry: Some(sse::retry(rand::rng().random_range(RETRY_MILLIS))),
            told_live: None,
            viewer,
            permit,
            connection: None,
        }
    }
}

/// Whether a client has seen more than this instance: another instance made the change, or the page was read after the
/// last poll. Then the store is asked before the client is told to begin anew.
fn is_ahead(last: Option<&StreamId>, at: &StreamId) -> bool {
    last.is_some_and(|last| last.epoch == at.epoch && last.rev > at.rev)
}
