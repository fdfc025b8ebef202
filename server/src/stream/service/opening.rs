//! Watching a channel from now on.

use super::AllocationStatusService;
use crate::stream::{
    block::{BlockChannel, BlockTopic},
    channel::Topic,
    overview::{OverviewChannel, OverviewTopic},
    registry::Opened,
};
use jari_core::{
    domain::{BlockId, MatchId, StreamId},
    ports::StoreError,
};

impl AllocationStatusService {
    /// A block's channel, watched from now on, up to date as far as is known here and to a client who has seen `last`.
    pub(super) async fn open_block(
        &self,
        match_id: MatchId,
        block_id: BlockId,
        last: Option<&StreamId>,
    ) -> Result<Opened<BlockTopic>, StoreError> {
        let load = async {
            let snapshot = self.status.snapshot(match_id, block_id).await?;
            Ok(BlockChannel::from_snapshot(block_id, &snapshot))
        };
        let told = self.event_counts.so_far(match_id);
        let opened = self.blocks.open((match_id, block_id), load).await?;
        self.newly_watched.notify_one();
        if self.may_be_behind(match_id, told, &opened) || is_ahead(last, &opened.channel.position()) {
            self.catch_up_block(match_id, block_id, &opened.channel).await?;
        }
        self.tell_followed(match_id, &opened);
        Ok(opened)
    }

    /// The same of a match's free seats.
    pub(super) async fn open_match(
        &self,
        match_id: MatchId,
        last: Option<&StreamId>,
    ) -> Result<Opened<OverviewTopic>, StoreError> {
        let load = async {
            let counts = self.status.block_counts(match_id, None).await?;
            Ok(OverviewChannel::from_counts(&counts))
        };
        let told = self.event_counts.so_far(match_id);
        let opened = self.overviews.open(match_id, load).await?;
        self.newly_watched.notify_one();
        if self.may_be_behind(match_id, told, &opened) || is_ahead(last, &opened.channel.position()) {
            self.catch_up_match(match_id, &opened.channel).await?;
        }
        self.tell_followed(match_id, &opened);
        Ok(opened)
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

    /// Tells a channel that was just opened whether its match is followed: it was not there yet for whoever found out.
    fn tell_followed<T: Topic>(&self, match_id: MatchId, opened: &Opened<T>) {
        let cut_off = self.cut_off.lock();
        opened.channel.set_followed(!cut_off.contains(&match_id));
    }
}

/// Whether a client has seen more than this instance: another instance made the change, or the page was read after the
/// last poll. Then the store is asked before the client is told to begin anew.
fn is_ahead(last: Option<&StreamId>, at: &StreamId) -> bool {
    last.is_some_and(|last| last.epoch == at.epoch && last.rev > at.rev)
}
