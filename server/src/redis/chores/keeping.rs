//! How long a match's keys are kept: a week after it began, also when it was moved in time after they were made.

use super::Chores;
use crate::redis::{error::store_error, layouts::Layout, scripts};
use jari_core::{
    domain::{MatchId, UnixMillis},
    ports::StoreError,
};
use std::collections::HashMap;
use tokio::sync::Mutex;

/// When each match that is there begins, as this instance has told Redis. An instance that begins tells it of all, so that
/// none is forgotten that was moved while nobody ran.
#[derive(Default)]
pub(super) struct Kept(HashMap<MatchId, UnixMillis>);

impl Chores {
    /// Tells Redis how long to keep those matches that begin at another time than it was last told.
    pub(super) async fn keep(&self, kept: &Mutex<Kept>) -> Result<(), StoreError> {
        let mut kept = kept.lock().await;
        let there = self.there().await?;
        kept.0.retain(|match_id, _| there.contains(match_id));
        // On a cluster one node that is out of reach is no reason to leave out the matches of the others.
        let mut all = Ok(());
        for match_id in there {
            let Some(layout) = self.layouts.find(match_id).await? else { continue };
            if kept.0.get(&match_id) != Some(&layout.starts_at) {
                match self.keep_one(&layout).await {
                    Ok(()) => drop(kept.0.insert(match_id, layout.starts_at)),
                    Err(error) => all = Err(error),
                }
            }
        }
        all
    }

    async fn keep_one(&self, layout: &Layout) -> Result<(), StoreError> {
        let keys = layout.keys();
        let mut cmd = redis::cmd("EVAL");
        cmd.arg(scripts::KEEP.text).arg(keys.len()).arg(keys);
        cmd.arg(layout.keep_millis(self.clock.now()));
        self.engine.link.query::<()>(&cmd).await.map_err(store_error)
    }
}
