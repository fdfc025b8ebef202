//! AllocationStatusService: who watches what, and keeping it up to date. Here is how a stream begins.

mod counting;
mod opening;
mod reading;
mod watched;

pub use counting::Counting;

use super::{
    block::BlockTopic,
    channel::Topic,
    event_counts::EventCounts,
    follow::{Feed, Follow, Place},
    liveness::CutOff,
    overview::OverviewTopic,
    pulse::Heart,
    registry::{Opened, Registry},
    sse,
    view::{Followed, Parked, Views},
    wakes::Source,
};
use crate::{
    metrics::{Kind, StreamMetrics, Viewer},
    quota::{ClientAddress, Full, Permit, Quota},
};
use futures_util::{StreamExt, TryStreamExt, stream};
use jari_core::{
    domain::{BlockId, MatchId, StreamId, StreamPosition},
    ports::{LoadAllocationStatus, StoreError},
};
use rand::Rng;
use std::{sync::Arc, time::Duration};
use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;

/// Browsers connect again after a random time in this range, in milliseconds, so that a restart's crowd comes spread out.
const RETRY_MILLIS: std::ops::Range<u64> = 500..2_500;

/// Blocks of one stream that are opened at the same time: few, as each may be a read of the store.
const AT_ONCE: usize = 4;

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
    views: Views,
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
            views: Views::default(),
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
        let opened = self.open_block(match_id, block_id, last.as_ref()).await?;
        Ok(self.connect(opened, last, permit, self.metrics.opened(Kind::Block, match_id)))
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
        let opened = self.open_match(match_id, last.as_ref()).await?;
        Ok(self.connect(opened, last, permit, self.metrics.opened(Kind::Overview, match_id)))
    }

    /// Follows several blocks and the match's free seats from `last` on, for a client; what `last` says of other blocks stays
    /// in its position. The blocks are in ascending order, each once.
    ///
    /// # Errors
    /// A [`StreamError`] when there is no permit or one of them cannot be read.
    pub async fn follow_view(
        &self,
        match_id: MatchId,
        blocks: &[BlockId],
        last: Option<StreamPosition>,
        client: Option<ClientAddress>,
    ) -> Result<Follow, StreamError> {
        let permit = self.quota.take(client)?;
        let place = |block: Option<BlockId>| {
            let last = last.as_ref()?;
            let rev = block.map_or(last.counts, |block| last.of(block))?;
            Some(last.id(rev))
        };
        let opening = stream::iter(blocks.to_vec()).map(async |block| {
            let opened = self.open_block(match_id, block, place(Some(block)).as_ref()).await?;
            Ok::<_, StoreError>((block, opened))
        });
        let counts = self.open_match(match_id, place(None).as_ref()).await?;
        let opened: Vec<_> = opening.buffered(AT_ONCE).try_collect().await?;
        let mut channels = vec![Followed::new(None, &counts.channel)];
        channels.extend(opened.iter().map(|(block, opened)| Followed::new(Some(*block), &opened.channel)));
        let view = self.views.get(match_id, channels);
        let mut sources = vec![Source::new(&counts.channel, counts.changed)];
        sources.extend(opened.into_iter().map(|(_, opened)| Source::new(&opened.channel, opened.changed)));
        let at = Place::Several(view.resume(place));
        let parked = last.and_then(|last| Parked::of(last, blocks)).map(Box::new);
        let viewer = self.metrics.opened(Kind::View, match_id);
        Ok(Follow { parked, ..self.follow(view, at, sources, permit, viewer) })
    }

    /// What the streams measure.
    pub fn metrics(&self) -> &StreamMetrics {
        &self.metrics
    }

    /// Gives every stream its sign of life until the shutdown.
    pub async fn beat(&self, every: Duration) {
        self.heart.beat(every, &self.shutdown).await;
    }

    fn connect<T: Topic>(
        &self,
        opened: Opened<T>,
        last: Option<StreamId>,
        permit: Permit,
        viewer: Viewer,
    ) -> Follow {
        let at = Place::One(opened.channel.cursor(last.as_ref()));
        let sources = vec![Source::new(&opened.channel, opened.changed)];
        self.follow(opened.channel, at, sources, permit, viewer)
    }

    fn follow(
        &self,
        feed: Arc<dyn Feed>,
        at: Place,
        sources: Vec<Source>,
        permit: Permit,
        viewer: Viewer,
    ) -> Follow {
        Follow {
            feed,
            at,
            parked: None,
            sources,
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
