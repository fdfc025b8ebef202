//! Bringing what is watched up to date with the store.

use super::AllocationStatusService;
use crate::{
    panics::caught,
    stream::{
        block::BlockChannel,
        channel::{Channel, Topic},
        overview::OverviewChannel,
    },
};
use jari_core::{
    domain::{BlockId, Counts, MatchId},
    ports::{AllocationEvent, StoreError},
};
use std::sync::Arc;

impl AllocationStatusService {
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
        let blocks = self.watched_of(match_id).filter(|(_, channel)| all_of_it || channel.needs_reading());
        let all = self.catch_up_blocks(match_id, blocks).await;
        if let Err(StoreError::Unavailable(_)) = all {
            return all;
        }
        match self.overviews.get(match_id).filter(|channel| all_of_it || channel.needs_reading()) {
            Some(channel) => self.catch_up_match(match_id, &channel).await.and(all),
            None => all,
        }
    }

    /// Brings blocks of a match up to date with the store, one after the other.
    pub(super) async fn catch_up_blocks(
        &self,
        match_id: MatchId,
        blocks: impl IntoIterator<Item = (BlockId, Arc<BlockChannel>)>,
    ) -> Result<(), StoreError> {
        let mut all = Ok(());
        for (block_id, channel) in blocks {
            match self.catch_up_block(match_id, block_id, &channel).await {
                Ok(()) => {}
                // What is wrong with one block is no reason to leave the others as they are.
                Err(error @ StoreError::Inconsistent(_)) => all = Err(error),
                Err(error) => return Err(error),
            }
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
        self.read_counts(match_id, channel).await.map(drop)
    }

    /// The same; answers what was counted, or none if another's read, which began after this was asked for, has counted.
    pub(super) async fn read_counts(
        &self,
        match_id: MatchId,
        channel: &OverviewChannel,
    ) -> Result<Option<Counts>, StoreError> {
        let mut counted = None;
        let read = async {
            let counts = self.status.block_counts(match_id, None).await?;
            channel.take(&counts);
            counted = Some(counts);
            Ok(())
        };
        channel.catching_up.share(noted(channel, read)).await?;
        Ok(counted)
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
