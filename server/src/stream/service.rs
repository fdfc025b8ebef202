//! AllocationStatusService: who watches what, and keeping it up to date.

use super::{
    block::{BlockChannel, BlockTopic},
    channel::{Channel, Topic},
    follow::Follow,
    liveness::CutOff,
    overview::{OverviewChannel, OverviewTopic},
    pulse::Heart,
    registry::{Opened, Registry},
    sse,
    told::Told,
};
use crate::{
    metrics::{Kind, StreamMetrics, Viewer},
    panics::caught,
    places::{ClientAddress, Full, Place, Places},
};
use jari_core::{
    domain::{BlockId, MatchId, StreamId},
    ports::{AllocationEvent, LoadAllocationStatus, StoreError},
};
use rand::Rng;
use std::{collections::BTreeSet, sync::Arc, time::Duration};
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
    told: Told,
    cut_off: CutOff,
    newly_watched: Notify,
    heart: Heart,
    places: Arc<Places>,
    metrics: Arc<StreamMetrics>,
    shutdown: CancellationToken,
}

impl AllocationStatusService {
    /// A service over a store, for as many streams as there are places, all of which end at the shutdown.
    pub fn new(
        status: Arc<dyn LoadAllocationStatus>,
        places: Arc<Places>,
        metrics: Arc<StreamMetrics>,
        shutdown: CancellationToken,
    ) -> Self {
        Self {
            status,
            blocks: Registry::new(),
            overviews: Registry::new(),
            told: Told::default(),
            cut_off: CutOff::default(),
            newly_watched: Notify::new(),
            heart: Heart::new(),
            places,
            metrics,
            shutdown,
        }
    }

    /// Follows a block from `last` on, for a client: what changed since, or everything if that cannot be told from `last`.
    ///
    /// # Errors
    /// A [`StreamError`] when there is no place or the block cannot be read.
    pub async fn follow_block(
        &self,
        match_id: MatchId,
        block_id: BlockId,
        last: Option<StreamId>,
        client: Option<ClientAddress>,
    ) -> Result<Follow, StreamError> {
        let place = self.places.take(client)?;
        let load = async {
            let snapshot = self.status.snapshot(match_id, block_id).await?;
            Ok(BlockChannel::from_snapshot(&snapshot))
        };
        let told = self.told.so_far(match_id);
        let opened = self.blocks.open((match_id, block_id), load).await?;
        self.newly_watched.notify_one();
        if self.may_be_behind(match_id, told, &opened) || is_ahead(last.as_ref(), &opened.channel.position())
        {
            self.catch_up_block(match_id, block_id, &opened.channel).await?;
        }
        Ok(self.connect(opened, match_id, last, place, self.metrics.opened(Kind::Block, match_id)))
    }

    /// Follows a match's free seats from `last` on, for a client.
    ///
    /// # Errors
    /// A [`StreamError`] when there is no place or the match cannot be read.
    pub async fn follow_match(
        &self,
        match_id: MatchId,
        last: Option<StreamId>,
        client: Option<ClientAddress>,
    ) -> Result<Follow, StreamError> {
        let place = self.places.take(client)?;
        let load = async {
            let counts = self.status.block_counts(match_id, None).await?;
            Ok(OverviewChannel::from_counts(&counts))
        };
        let told = self.told.so_far(match_id);
        let opened = self.overviews.open(match_id, load).await?;
        self.newly_watched.notify_one();
        if self.may_be_behind(match_id, told, &opened) || is_ahead(last.as_ref(), &opened.channel.position())
        {
            self.catch_up_match(match_id, &opened.channel).await?;
        }
        Ok(self.connect(opened, match_id, last, place, self.metrics.opened(Kind::Overview, match_id)))
    }

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
        self.told.count(match_id);
    }

    /// Takes in the changes of a block that the store tells; if it has lost some, the block is read again.
    ///
    /// # Errors
    /// A [`StoreError`] when the store cannot answer; the channel stays as it is.
    pub async fn take_events(
        &self,
        match_id: MatchId,
        block_id: BlockId,
        channel: &BlockChannel,
        events: &[AllocationEvent],
    ) -> Result<(), StoreError> {
        let gapless = {
            let _turn = channel.catching_up.turn().await;
            channel.apply_events(events)
        };
        if gapless {
            return Ok(());
        }
        self.metrics.follower.gap();
        self.catch_up_block(match_id, block_id, channel).await
    }

    /// Brings everything of a match that somebody watches up to date with the store, one read after the other.
    ///
    /// # Errors
    /// A [`StoreError`]: of what cannot be read, when the rest was, or of a store that cannot answer.
    pub async fn catch_up_everything(&self, match_id: MatchId) -> Result<(), StoreError> {
        self.catch_up_some(match_id, true).await
    }

    /// The same for what could not be read when that was last tried, or has missed something since.
    ///
    /// # Errors
    /// The same.
    pub async fn catch_up_unreadable(&self, match_id: MatchId) -> Result<(), StoreError> {
        self.catch_up_some(match_id, false).await
    }

    async fn catch_up_some(&self, match_id: MatchId, all_of_it: bool) -> Result<(), StoreError> {
        let mut all = Ok(());
        for ((of, block_id), channel) in self.blocks.watched() {
            if of == match_id && (all_of_it || channel.needs_reading()) {
                match self.catch_up_block(match_id, block_id, &channel).await {
                    Ok(()) => {}
                    // What is wrong with one block is no reason to leave the others as they are.
                    Err(error @ StoreError::Inconsistent(_)) => all = Err(error),
                    Err(error) => return Err(error),
                }
            }
        }
        if let Some(channel) = self.overviews.get(match_id)
            && (all_of_it || channel.needs_reading())
        {
            all = self.catch_up_match(match_id, &channel).await.and(all);
        }
        all
    }

    /// Brings a block's channel up to date with the store.
    ///
    /// # Errors
    /// A [`StoreError`] when the store cannot answer; the channel stays as it is.
    pub async fn catch_up_block(
        &self,
        match_id: MatchId,
        block_id: BlockId,
        channel: &BlockChannel,
    ) -> Result<(), StoreError> {
        let read = async {
            let changes = self.status.changes_since(match_id, block_id, channel.position().rev).await?;
            if channel.accepts(&changes) {
                channel.apply_changes(&changes);
            } else {
                tracing::warn!(%match_id, %block_id, "the store's history is another one: viewers begin anew");
                let snapshot = self.status.snapshot(match_id, block_id).await?;
                channel.replace_with(&snapshot);
            }
            Ok(())
        };
        channel.catching_up.share(noted(channel, read)).await
    }

    /// Brings a match's channel up to date with the store.
    ///
    /// # Errors
    /// A [`StoreError`] when the store cannot answer; the channel stays as it is.
    pub async fn catch_up_match(
        &self,
        match_id: MatchId,
        channel: &OverviewChannel,
    ) -> Result<(), StoreError> {
        let read = async {
            channel.take(&self.status.block_counts(match_id, None).await?);
            Ok(())
        };
        channel.catching_up.share(noted(channel, read)).await
    }

    /// What the streams measure.
    pub fn metrics(&self) -> &StreamMetrics {
        &self.metrics
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

    /// Gives every stream its sign of life until the shutdown.
    pub async fn beat(&self, every: Duration) {
        self.heart.beat(every, &self.shutdown).await;
    }

    /// Whether a channel that was just opened may have missed something: nobody watched it, or the store has told
    /// something while it was read. It stays so until somebody has read it to the end, whoever found it out.
    fn may_be_behind<T: Topic>(&self, match_id: MatchId, told: u64, opened: &Opened<T>) -> bool {
        let catching_up = &opened.channel.catching_up;
        if opened.was_idle || (opened.was_loaded && self.told.so_far(match_id) != told) {
            catching_up.mark_behind();
        }
        catching_up.is_behind()
    }

    fn connect<T: Topic>(
        &self,
        opened: Opened<T>,
        match_id: MatchId,
        last: Option<StreamId>,
        place: Place,
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
            place,
            connection: None,
        }
    }
}

/// A read of the store for a channel, which tells whether the channel could be read.
async fn noted<T: Topic>(
    channel: &Channel<T>,
    read: impl Future<Output = Result<(), StoreError>>,
) -> Result<(), StoreError> {
    let done = caught(read).await;
    channel.set_readable(done.is_ok());
    done
}

/// Whether a client has seen more than this instance: another instance made the change, or the page was read after the
/// last poll. Then the store is asked before the client is told to begin anew.
fn is_ahead(last: Option<&StreamId>, at: &StreamId) -> bool {
    last.is_some_and(|last| last.epoch == at.epoch && last.rev > at.rev)
}
