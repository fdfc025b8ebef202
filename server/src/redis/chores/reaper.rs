//! Removes the groups of instances that are gone: each would be kept for ever.

use super::{Chores, destroy, keys};
use crate::redis::error::{is_missing_key, store_error};
use jari_core::{domain::MatchId, ports::StoreError};
use redis::streams::StreamInfoGroupsReply;
use std::collections::HashSet;
use tokio::sync::Mutex;

/// What was seen to be left behind once. Only what is seen twice is removed: an instance that has just begun may follow a
/// match before it has shown that it lives.
#[derive(Default)]
pub(super) struct Reaper {
    seen: HashSet<(MatchId, String)>,
}

impl Chores {
    /// Looks for groups that nobody reads.
    pub(super) async fn reap(&self, reaper: &Mutex<Reaper>) -> Result<(), StoreError> {
        let mut reaper = reaper.lock().await;
        let mut left = HashSet::new();
        let mut all = Ok(());
        for match_id in self.there().await? {
            // What fails for one match does not stop the others.
            all = all.and(self.reap_match(match_id, &reaper.seen, &mut left).await);
        }
        reaper.seen = left;
        all
    }

    async fn reap_match(
        &self,
        match_id: MatchId,
        seen: &HashSet<(MatchId, String)>,
        left: &mut HashSet<(MatchId, String)>,
    ) -> Result<(), StoreError> {
        for group in self.left_behind(match_id).await? {
            let found = (match_id, group);
            if seen.contains(&found) {
                tracing::info!(group = found.1, "a group that nobody reads is removed");
                destroy(&self.engine, match_id, &found.1).await?;
            } else {
                left.insert(found);
            }
        }
        Ok(())
    }

    async fn left_behind(&self, match_id: MatchId) -> Result<Vec<String>, StoreError> {
        let mut cmd = redis::cmd("XINFO");
        cmd.arg("GROUPS").arg(keys::stream(match_id));
        let groups: StreamInfoGroupsReply = match self.engine.link.query(&cmd).await {
            Ok(groups) => groups,
            Err(error) if is_missing_key(&error) => return Ok(Vec::new()),
            Err(error) => return Err(store_error(error)),
        };
        let mut left = Vec::new();
        for group in groups.groups {
            let Some(owner) = keys::group_owner(&group.name) else { continue };
            let read = if owner == &*self.instance {
                self.groups.is_open(match_id, &group.name)
            } else {
                self.lives(owner).await?
            };
            if !read {
                left.push(group.name);
            }
        }
        Ok(left)
    }
}
