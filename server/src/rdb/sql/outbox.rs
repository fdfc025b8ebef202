//! What is to be told outside.

use super::super::dialect;
use super::{batch::list, connections::Connections, error::store_error, lease::Lease, prune::prune};
use crate::rdb::order_messages::OrderMessage;
use async_trait::async_trait;
use jari_core::{
    domain::{Destination, UnixMillis},
    ports::{Attempt, Message, Outbox, StoreError, Waiting},
};
use std::{collections::BTreeMap, future::pending, sync::Arc};
use tokio::sync::Notify;

/// Who is told of what is written here, and whoever waits for it. Cheap to clone.
#[derive(Clone, Debug, Default)]
pub(super) struct Outgoing(Arc<BTreeMap<Destination, Notify>>);

impl Outgoing {
    /// These are told of everything.
    pub(super) fn new(told: &[Destination]) -> Self {
        Self(Arc::new(told.iter().map(|destination| (*destination, Notify::new())).collect()))
    }

    /// Whether somebody is told there.
    pub(super) fn is_heard_at(&self, destination: Destination) -> bool {
        self.0.contains_key(&destination)
    }

    /// Writes messages as part of a transaction, in one statement. One that is there already is left as it is.
    pub(super) async fn write(&self, tx: &mut Lease, messages: &[OrderMessage]) -> Result<(), StoreError> {
        let row = |message: &'_ OrderMessage| {
            (message.to.as_str(), message.key.clone(), message.kind, message.payload.clone(), message.at)
        };
        let rows: Vec<_> = messages.iter().filter(|message| self.is_heard_at(message.to)).map(row).collect();
        if rows.is_empty() {
            return Ok(());
        }
        sqlx::query(dialect::ADD_MESSAGES).bind(list(&rows)?).execute(tx).await.map(drop).map_err(store_error)
    }

    /// Messages have been committed.
    pub(super) fn written(&self) {
        self.0.values().for_each(Notify::notify_one);
    }
}

/// [`Outbox`] over a database.
pub(super) struct SqlOutbox {
    db: Connections,
    outgoing: Outgoing,
}

impl SqlOutbox {
    pub(super) const fn new(db: Connections, outgoing: Outgoing) -> Self {
        Self { db, outgoing }
    }
}

#[async_trait]
impl Outbox for SqlOutbox {
    async fn waiting(&self, destination: Destination, now: UnixMillis) -> Result<Waiting, StoreError> {
        // It is asked each second: it takes no transaction, and the place of nobody who writes.
        let mut reader = self.db.reader().await?;
        let (oldest, is_due): (Option<i64>, bool) = sqlx::query_as(
            "SELECT (SELECT created_at FROM outbox WHERE destination = $1 AND told_at IS NULL AND given_up_at IS NULL
                     ORDER BY created_at LIMIT 1),
                    EXISTS (SELECT 1 FROM outbox WHERE destination = $1 AND told_at IS NULL AND given_up_at IS NULL
                            AND due_at <= $2 AND (claimed_until IS NULL OR claimed_until <= $2))",
        )
        .bind(destination.as_str())
        .bind(now.0)
        .fetch_one(&mut reader)
        .await
        .map_err(store_error)?;
        Ok(Waiting { is_due, oldest: oldest.map(UnixMillis) })
    }

    async fn claim(
        &self,
        destination: Destination,
        now: UnixMillis,
        until: UnixMillis,
        limit: u32,
    ) -> Result<Vec<Message>, StoreError> {
        let mut tx = self.db.begin_write().await?;
        let mut rows: Vec<MessageRow> = sqlx::query_as(dialect::CLAIM_MESSAGES)
            .bind(destination.as_str())
            .bind(now.0)
            .bind(until.0)
            .bind(i64::from(limit))
            .fetch_all(&mut tx)
            .await
            .map_err(store_error)?;
        tx.commit().await.map_err(store_error)?;
        rows.sort_unstable_by_key(|row| (row.due_at, row.id));
        Ok(rows.into_iter().map(MessageRow::message).collect())
    }

    async fn settle(&self, attempts: &[(Message, Attempt)]) -> Result<(), StoreError> {
        let mut rows: Vec<_> = attempts.iter().map(|(message, attempt)| settled(message, attempt)).collect();
        rows.sort_unstable();
        let mut tx = self.db.begin_write().await?;
        sqlx::query(dialect::SETTLE_MESSAGES)
            .bind(list(&rows)?)
            .execute(&mut tx)
            .await
            .map_err(store_error)?;
        tx.commit().await.map_err(store_error)
    }

    async fn prune(&self, before: UnixMillis, limit: u32) -> Result<u64, StoreError> {
        const TOLD: &str = "DELETE FROM outbox WHERE id IN (SELECT id FROM outbox WHERE told_at < $1 ORDER BY told_at LIMIT $2)";
        prune(&self.db, TOLD, before, limit).await
    }

    async fn written(&self, destination: Destination) {
        match self.outgoing.0.get(&destination) {
            Some(written) => written.notified().await,
            None => pending().await,
        }
    }
}

/// Number, attempts, when it was told, when it was given up, when it is tried next, why it failed.
type Settled<'a> = (i64, u32, Option<UnixMillis>, Option<UnixMillis>, Option<UnixMillis>, Option<&'a str>);

fn settled<'a>(message: &Message, attempt: &'a Attempt) -> Settled<'a> {
    let (id, attempts) = (message.id, message.attempts);
    match attempt {
        Attempt::Told(at) => (id, attempts, Some(*at), None, None, None),
        Attempt::Retry(at, reason) => (id, attempts, None, None, Some(*at), Some(reason)),
        Attempt::GivenUp(at, reason) => (id, attempts, None, Some(*at), None, Some(reason)),
        Attempt::BrokenOff => (id, attempts, None, None, None, None),
    }
}

/// A row that was claimed.
#[derive(sqlx::FromRow)]
struct MessageRow {
    id: i64,
    key: String,
    kind: String,
    payload: String,
    created_at: i64,
    due_at: i64,
    attempts: i64,
}

impl MessageRow {
    fn message(self) -> Message {
        Message {
            id: self.id,
            key: self.key,
            kind: self.kind,
            payload: self.payload,
            created_at: UnixMillis(self.created_at),
            attempts: u32::try_from(self.attempts).unwrap_or(u32::MAX),
        }
    }
}
