//! The record of every change: one group that all instances share, so that each change goes to one of them, and is
//! acknowledged once it is in the database.

use super::{Chores, keys, losses::Losses};
use crate::redis::{
    entry::Entry,
    error::{is_missing_key, is_no_group, store_error},
    keys::AUDIT_GROUP,
};
use jari_core::{domain::MatchId, failures, ports::StoreError};
use redis::streams::{
    StreamAutoClaimReply, StreamId, StreamInfoConsumer, StreamInfoConsumersReply, StreamReadReply,
};
use tokio::sync::Mutex;

/// Changes recorded at once: neither Redis nor whoever runs beside this waits for many.
const BATCH: usize = 100;

/// Batches of one match in one go, so that one busy match does not keep the others waiting for ever.
const ROUNDS: u32 = 100;

/// How long a share is left to whoever took it, in milliseconds.
const CLAIM_AFTER: usize = 30_000;

/// How long a member that is gone and has nothing left to do stays, in milliseconds.
const FORGET_AFTER: usize = 60_000;

impl Chores {
    /// Records what is new, in every match.
    pub(super) async fn record(&self) -> Result<(), StoreError> {
        let mut all = Ok(());
        for match_id in self.there().await? {
            // What fails for one match does not stop the others.
            all = all.and(self.record_match(match_id).await);
        }
        all
    }

    async fn record_match(&self, match_id: MatchId) -> Result<(), StoreError> {
        // What could not be recorded the last time comes first.
        self.record_from(match_id, "0").await?;
        self.record_from(match_id, ">").await
    }

    async fn record_from(&self, match_id: MatchId, from: &str) -> Result<(), StoreError> {
        let mut cmd = redis::cmd("XREADGROUP");
        cmd.arg("GROUP").arg(AUDIT_GROUP).arg(&*self.instance).arg("COUNT").arg(BATCH);
        cmd.arg("STREAMS").arg(keys::stream(match_id)).arg(from);
        for _ in 0..ROUNDS {
            let reply: Option<StreamReadReply> = match self.engine.link.query(&cmd).await {
                Ok(reply) => reply,
                Err(error) if is_no_group(&error) => return self.create_group(match_id).await,
                Err(error) => return Err(store_error(error)),
            };
            let ids: Vec<StreamId> =
                reply.into_iter().flat_map(|reply| reply.keys).flat_map(|key| key.ids).collect();
            let full = ids.len() >= BATCH;
            self.append(match_id, ids).await?;
            if !full {
                return Ok(());
            }
        }
        Ok(())
    }

    /// Puts entries into the database, and then acknowledges them. What cannot be read would be tried for ever: it is
    /// told and left out.
    async fn append(&self, match_id: MatchId, ids: Vec<StreamId>) -> Result<(), StoreError> {
        if ids.is_empty() {
            return Ok(());
        }
        let mut changes = Vec::with_capacity(ids.len());
        for id in &ids {
            // An entry that was trimmed while it waited to be recorded has no fields.
            match Entry::read(id) {
                Ok(Entry::Change(change)) => changes.push(change.record(match_id)),
                Ok(Entry::Epoch(_)) => {}
                Err(error) => {
                    let entry = format_args!("entry {} of match {match_id}", id.id);
                    failures::error_of("a change is not recorded", entry, &error);
                }
            }
        }
        self.events.append(&changes).await?;
        let mut ack = redis::cmd("XACK");
        ack.arg(keys::stream(match_id)).arg(AUDIT_GROUP);
        for id in &ids {
            ack.arg(&id.id);
        }
        self.engine.link.query::<()>(&ack).await.map_err(store_error)
    }

    /// Makes the group again that was lost. Only whoever builds a match makes its stream, with the time at which it goes: of
    /// one whose keys have run out nothing is made, as it would stay for ever.
    async fn create_group(&self, match_id: MatchId) -> Result<(), StoreError> {
        let mut cmd = redis::cmd("XGROUP");
        cmd.arg("CREATE").arg(keys::stream(match_id)).arg(AUDIT_GROUP).arg("0").arg("ENTRIESREAD").arg(0);
        match self.engine.link.query::<()>(&cmd).await {
            Err(error) if error.code() != Some("BUSYGROUP") && !is_missing_key(&error) => {
                Err(store_error(error))
            }
            _ => Ok(()),
        }
    }

    /// Takes over what others took and did not record, forgets who is gone, and tells what was lost.
    pub(super) async fn take_over(&self, losses: &Mutex<Losses>) -> Result<(), StoreError> {
        let mut losses = losses.lock().await;
        let mut all = Ok(());
        for match_id in self.there().await? {
            all = all.and(self.take_over_match(match_id, &mut losses).await);
        }
        all
    }

    async fn take_over_match(&self, match_id: MatchId, losses: &mut Losses) -> Result<(), StoreError> {
        self.claim(match_id).await?;
        self.forget_consumers(match_id).await?;
        self.tell_losses(match_id, losses).await
    }

    async fn claim(&self, match_id: MatchId) -> Result<(), StoreError> {
        let mut from = "0-0".to_owned();
        for _ in 0..ROUNDS {
            let mut cmd = redis::cmd("XAUTOCLAIM");
            cmd.arg(keys::stream(match_id)).arg(AUDIT_GROUP).arg(&*self.instance).arg(CLAIM_AFTER);
            cmd.arg(&from).arg("COUNT").arg(BATCH);
            let reply: StreamAutoClaimReply = match self.engine.link.query(&cmd).await {
                Ok(reply) => reply,
                Err(error) if is_no_group(&error) || is_missing_key(&error) => return Ok(()),
                Err(error) => return Err(store_error(error)),
            };
            if !reply.deleted_ids.is_empty() {
                tracing::warn!(%match_id, lost = reply.deleted_ids.len(), "changes were trimmed before they were recorded");
            }
            self.append(match_id, reply.claimed).await?;
            if reply.next_stream_id == "0-0" {
                return Ok(());
            }
            from = reply.next_stream_id;
        }
        Ok(())
    }

    async fn forget_consumers(&self, match_id: MatchId) -> Result<(), StoreError> {
        for consumer in self.consumers(match_id).await? {
            let done = consumer.pending == 0 && consumer.idle > FORGET_AFTER;
            if done && consumer.name != *self.instance && !self.lives(&consumer.name).await? {
                self.delete_consumer(match_id, &consumer.name).await?;
            }
        }
        Ok(())
    }

    /// Leaves the group, unless something is left to record: deleting a member drops what it has taken.
    pub(super) async fn leave_audit(&self, match_id: MatchId) -> Result<(), StoreError> {
        let own = |consumer: &StreamInfoConsumer| consumer.name == *self.instance;
        let consumers = self.consumers(match_id).await?;
        if consumers.iter().any(|consumer| own(consumer) && consumer.pending == 0) {
            self.delete_consumer(match_id, &self.instance).await?;
        }
        Ok(())
    }

    async fn consumers(&self, match_id: MatchId) -> Result<Vec<StreamInfoConsumer>, StoreError> {
        let mut cmd = redis::cmd("XINFO");
        cmd.arg("CONSUMERS").arg(keys::stream(match_id)).arg(AUDIT_GROUP);
        match self.engine.link.query::<StreamInfoConsumersReply>(&cmd).await {
            Ok(reply) => Ok(reply.consumers),
            Err(error) if is_no_group(&error) || is_missing_key(&error) => Ok(Vec::new()),
            Err(error) => Err(store_error(error)),
        }
    }

    async fn delete_consumer(&self, match_id: MatchId, consumer: &str) -> Result<(), StoreError> {
        let mut cmd = redis::cmd("XGROUP");
        cmd.arg("DELCONSUMER").arg(keys::stream(match_id)).arg(AUDIT_GROUP).arg(consumer);
        self.engine.link.query::<()>(&cmd).await.map_err(store_error)
    }
}
