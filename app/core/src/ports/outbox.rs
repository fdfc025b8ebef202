//! What is to be told outside, and who tells it.

use super::StoreError;
use crate::domain::{Destination, UnixMillis};
use async_trait::async_trait;
use std::time::Duration;

/// Something that is to be told, and that was claimed for one attempt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// Its number.
    pub id: i64,
    /// What it is recognised by outside: the same at each attempt, and no other message's at its destination.
    pub key: String,
    /// What kind of thing has happened.
    pub kind: String,
    /// What is told, as JSON.
    pub payload: String,
    /// When it happened.
    pub created_at: UnixMillis,
    /// How often it was claimed, this time included. It is also what tells one claim from a later one.
    pub attempts: u32,
}

/// What waits at a destination.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Waiting {
    /// Whether there is something that can be claimed now.
    pub is_due: bool,
    /// When the oldest was written of all that is neither told nor given up.
    pub oldest: Option<UnixMillis>,
}

/// How an attempt has ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Attempt {
    /// It was told, and is never told again.
    Told(UnixMillis),
    /// It was not, for this reason, and is tried again at that time.
    Retry(UnixMillis, String),
    /// It was not, for this reason, and is not tried any more. It stays, for the operator to see.
    GivenUp(UnixMillis, String),
    /// It was broken off. Anybody may make the next one at once.
    BrokenOff,
}

/// What is to be told outside: written in the same transaction as what it tells of, and kept until it was told. Several instances
/// share it.
#[async_trait]
pub trait Outbox: Send + Sync {
    /// What waits at a destination.
    async fn waiting(&self, destination: Destination, now: UnixMillis) -> Result<Waiting, StoreError>;

    /// Claims messages that are due, those first that have been for the longest, at most `limit`: nobody else is given them before
    /// `until`, and then anybody is.
    async fn claim(
        &self,
        destination: Destination,
        now: UnixMillis,
        until: UnixMillis,
        limit: u32,
    ) -> Result<Vec<Message>, StoreError>;

    /// Notes how attempts have ended, all or none. What was told counts in any case; everything else only as long as nobody has
    /// claimed the message since. It is safe to note it again.
    async fn settle(&self, attempts: &[(Message, Attempt)]) -> Result<(), StoreError>;

    /// Drops messages that were told before `before`, at most `limit` of them; answers how many.
    async fn prune(&self, before: UnixMillis, limit: u32) -> Result<u64, StoreError>;

    /// Waits until this instance has written a message for the destination, or had before anybody waited. It is a hint: of what
    /// other instances write it tells nothing.
    async fn written(&self, destination: Destination);
}

/// A message that is tried no more, as an operator sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Undelivered {
    /// Its number.
    pub id: i64,
    /// Where it was to be told, by the store's word for it.
    pub destination: String,
    /// What kind of thing had happened.
    pub kind: String,
    /// What it is recognised by outside.
    pub key: String,
    /// When it happened.
    pub created_at: UnixMillis,
    /// When it was given up.
    pub given_up_at: UnixMillis,
    /// How often it was tried.
    pub attempts: u32,
    /// Why the last attempt failed.
    pub reason: Option<String>,
}

/// What was given up, and the way back for it.
#[async_trait]
pub trait UndeliveredMessages: Send + Sync {
    /// What was given up with a greater number than `after`, by number, at most `limit`.
    async fn given_up(&self, after: i64, limit: u32) -> Result<Vec<Undelivered>, StoreError>;

    /// Lets messages that were given up be told from `now` on, as often as new ones; answers whose numbers they were. What was not
    /// given up is left as it is.
    async fn retry(&self, ids: &[i64], now: UnixMillis) -> Result<Vec<i64>, StoreError>;
}

/// Why something could not be told.
#[derive(Clone, Debug, Default, PartialEq, Eq, thiserror::Error)]
#[error("{reason}")]
pub struct NotTold {
    /// The reason, for the operator.
    pub reason: String,
    /// How long the other side has asked to be left alone, in milliseconds.
    pub asked_millis: Option<i64>,
    /// Whether it is refused for good: to tell the same again would be refused again.
    pub is_final: bool,
}

impl NotTold {
    /// For this reason, and it is told again when its time has come.
    pub fn for_now(reason: impl Into<String>) -> Self {
        Self { reason: reason.into(), ..Self::default() }
    }
}

/// Tells what has happened at one destination.
#[async_trait]
pub trait Deliver: Send + Sync {
    /// Where it tells it.
    fn destination(&self) -> Destination;

    /// The longest that it may take.
    fn patience(&self) -> Duration;

    /// Tells a message. After an error it is not known whether it has arrived: it is told again, by the same key.
    async fn deliver(&self, message: &Message, now: UnixMillis) -> Result<(), NotTold>;
}
