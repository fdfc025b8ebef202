//! Which blocks this instance has changed since the poller last looked.

use jari_core::{
    domain::{BlockId, MatchId},
    ports::ChangeHint,
};
use std::{
    collections::BTreeSet,
    sync::{Arc, Mutex, PoisonError},
};
use tokio::sync::Notify;

/// A set of blocks that wakes the poller. It holds each block once, so it is no larger than the catalogue.
#[derive(Debug, Default)]
pub struct Hints {
    blocks: Mutex<BTreeSet<(MatchId, BlockId)>>,
    some: Notify,
}

impl ChangeHint for Hints {
    fn changed(&self, match_id: MatchId, block_id: BlockId) {
        self.blocks.lock().unwrap_or_else(PoisonError::into_inner).insert((match_id, block_id));
        self.some.notify_one();
    }
}

impl Hints {
    /// Waits until there is a hint and takes all that there are.
    pub async fn take(&self) -> BTreeSet<(MatchId, BlockId)> {
        loop {
            let blocks = std::mem::take(&mut *self.blocks.lock().unwrap_or_else(PoisonError::into_inner));
            if !blocks.is_empty() {
                return blocks;
            }
            self.some.notified().await;
        }
    }
}

/// For a store that tells of its changes by itself.
#[derive(Clone, Copy, Debug)]
pub struct NoHint;

impl ChangeHint for NoHint {
    fn changed(&self, _: MatchId, _: BlockId) {}
}

/// For a store whose instances tell each other: what was changed is passed to both.
#[derive(Debug)]
pub struct BothHints(pub Arc<Hints>, pub Arc<Hints>);

impl ChangeHint for BothHints {
    fn changed(&self, match_id: MatchId, block_id: BlockId) {
        self.0.changed(match_id, block_id);
        self.1.changed(match_id, block_id);
    }
}
