//! Following a match's stream: a group of the instance's own for each subscription, read without acknowledgement on a
//! connection of its own.

use super::{
    engine::Engine,
    entry::Entry,
    error::store_error,
    keys,
    link::OwnConnection,
    open_groups::{OpenGroup, OpenGroups},
    status::parse_epoch,
};
use async_trait::async_trait;
use jari_core::{
    domain::{Epoch, MatchId},
    failures::Chain,
    ports::{AllocationEvent, AllocationEvents, StoreError, SubscribeAllocationEvents},
};
use redis::{
    Cmd,
    streams::{StreamId, StreamReadReply},
};
use std::{sync::Arc, time::Duration};

/// How long a read waits for a change.
const BLOCK: Duration = Duration::from_secs(1);

/// Changes told at once.
const MOST: usize = 1_000;

/// [`SubscribeAllocationEvents`] over a match's stream.
pub(super) struct RedisEvents {
    pub(super) engine: Arc<Engine>,
    pub(super) instance: Arc<str>,
    pub(super) groups: Arc<OpenGroups>,
}

/// A subscription. Its group is counted as open as long as this lives.
struct Subscription {
    engine: Arc<Engine>,
    own: OwnConnection,
    read: Cmd,
    group: OpenGroup,
    /// The history that was told of last.
    epoch: Epoch,
}

#[async_trait]
impl SubscribeAllocationEvents for RedisEvents {
    async fn subscribe(&self, match_id: MatchId) -> Result<Box<dyn AllocationEvents>, StoreError> {
        if !self.engine.ensure(match_id).await? {
            return Err(StoreError::Inconsistent(format!("there is no match {match_id} to follow")));
        }
        let own = self.engine.link.own(BLOCK).await.map_err(store_error)?;
        let group = self.groups.add(match_id, &self.instance);
        let mut create = redis::cmd("XGROUP");
        create.arg("CREATE").arg(keys::stream(match_id)).arg(&group.name).arg("$");
        self.engine.link.query::<()>(&create).await.map_err(store_error)?;
        let mut ask = redis::cmd("HGET");
        ask.arg(keys::meta(match_id)).arg("epoch");
        let epoch: Option<String> = self.engine.link.query(&ask).await.map_err(store_error)?;
        let epoch =
            epoch.ok_or_else(|| StoreError::Unavailable("the match does not stay in Redis".into()))?;
        let mut read = redis::cmd("XREADGROUP");
        read.arg("GROUP").arg(&group.name).arg(&*self.instance).arg("COUNT").arg(MOST);
        read.arg("BLOCK").arg(BLOCK.as_millis()).arg("NOACK");
        read.arg("STREAMS").arg(keys::stream(match_id)).arg(">");
        let engine = Arc::clone(&self.engine);
        Ok(Box::new(Subscription { engine, own, read, group, epoch: parse_epoch(&epoch)? }))
    }
}

#[async_trait]
impl AllocationEvents for Subscription {
    async fn next(&mut self) -> Result<Vec<AllocationEvent>, StoreError> {
        let reply: Option<StreamReadReply> = self.own.query(&self.read).await.map_err(store_error)?;
        let ids = reply.into_iter().flat_map(|reply| reply.keys).flat_map(|key| key.ids);
        let mut events = Vec::new();
        for id in ids {
            let id: StreamId = id;
            let entry = Entry::read(&id)?;
            if *entry.epoch() != self.epoch {
                self.epoch = entry.epoch().clone();
            }
            if let Entry::Change(change) = entry {
                events.push(change.event());
            }
        }
        Ok(events)
    }

    fn epoch(&self) -> &Epoch {
        &self.epoch
    }

    async fn close(self: Box<Self>) {
        let (match_id, name) = (self.group.match_id, &self.group.name);
        if let Err(error) = destroy(&self.engine, match_id, name).await {
            tracing::debug!(error = %Chain(&error), group = name, "cannot remove a group, which is then reaped");
        }
    }
}

/// Removes a group. Whoever reads it gets an error.
pub(super) async fn destroy(engine: &Engine, match_id: MatchId, group: &str) -> Result<(), StoreError> {
    let mut cmd = redis::cmd("XGROUP");
    cmd.arg("DESTROY").arg(keys::stream(match_id)).arg(group);
    engine.link.query::<()>(&cmd).await.map_err(store_error)
}
