//! `LISTEN` and `NOTIFY`: other instances need not wait for their next poll.
//!
//! Who only listens never learns that the other side is gone, as nothing is sent that could come back unanswered, and the
//! driver sets no keepalive. So an instance tells itself something from time to time, by another connection, and makes a
//! new one if it does not hear it.

use async_trait::async_trait;
use futures_util::FutureExt;
use jari_core::{
    domain::{BlockId, MatchId},
    ports::{ChangeHint, Peers, StoreError},
};
use sqlx::{PgPool, postgres::PgListener};
use std::{collections::BTreeSet, fmt::Write, time::Duration};
use tokio::{
    sync::Notify,
    time::{sleep, timeout},
};

/// Where it is told. All instances over a database share it.
const CHANNEL: &str = "jari_changes";

/// Blocks in one notification: a payload may have 8,000 bytes, and two ids at most 40.
const BLOCKS_PER_NOTIFICATION: usize = 150;

/// How often an instance tells itself something.
const CHECK_EVERY: Duration = Duration::from_secs(5);

/// How soon it tries again where it could not tell.
const CHECK_AGAIN: Duration = Duration::from_secs(1);

/// How long that may take to be told, and how long to come back.
const PATIENCE: Duration = Duration::from_secs(2);

/// Makes a pool for one connection.
type OnePool = Box<dyn Fn() -> PgPool + Send + Sync>;

/// [`Peers`] over PostgreSQL.
pub(super) struct PostgresPeers {
    /// One connection to tell with, so that it takes none from a request.
    teller: PgPool,
    /// One connection to listen on, another one each time: the driver would wait for the old one's farewell.
    listener: OnePool,
    /// Marks what this instance told, which is no news to it.
    name: u64,
}

impl PostgresPeers {
    pub(super) fn new(teller: PgPool, listener: OnePool) -> Self {
        Self { teller, listener, name: rand::random() }
    }
}

#[async_trait]
impl Peers for PostgresPeers {
    async fn tell(&self, blocks: &BTreeSet<(MatchId, BlockId)>) -> Result<(), StoreError> {
        let blocks: Vec<_> = blocks.iter().collect();
        for some in blocks.chunks(BLOCKS_PER_NOTIFICATION) {
            let mut payload = self.name.to_string();
            for (match_id, block_id) in some {
                // Writing to a text cannot fail.
                let _ = write!(payload, " {match_id}:{block_id}");
            }
            self.notify(payload).await?;
        }
        Ok(())
    }

    async fn listen(&self, hint: &dyn ChangeHint) -> Result<(), StoreError> {
        let mut listener = PgListener::connect_with(&(self.listener)()).await.map_err(lost)?;
        listener.eager_reconnect(false);
        let listening = timeout(PATIENCE, listener.listen(CHANNEL)).await;
        listening.map_err(|_| lost(sqlx::Error::PoolTimedOut))?.map_err(lost)?;
        let came_back = Notify::new();
        tokio::select! {
            heard = self.hear(&mut listener, hint, &came_back) => heard,
            silent = self.check(&came_back) => Err(silent),
        }
    }
}

impl PostgresPeers {
    async fn notify(&self, payload: String) -> Result<(), StoreError> {
        let notify = sqlx::query("SELECT pg_notify($1, $2)").bind(CHANNEL).bind(payload);
        notify.execute(&self.teller).await.map(drop).map_err(lost)
    }

    /// Passes on what the others tell.
    async fn hear(
        &self,
        listener: &mut PgListener,
        hint: &dyn ChangeHint,
        came_back: &Notify,
    ) -> Result<(), StoreError> {
        while let Some(notification) = listener.try_recv().await.map_err(lost)? {
            let mut words = notification.payload().split(' ');
            if words.next() == Some(&self.name.to_string()) {
                came_back.notify_one();
                continue;
            }
            for (match_id, block_id) in words.filter_map(block) {
                hint.changed(match_id, block_id);
            }
        }
        Ok(())
    }

    /// Waits until this instance does not hear itself any more.
    async fn check(&self, came_back: &Notify) -> StoreError {
        let mut pause = CHECK_EVERY;
        loop {
            sleep(pause).await;
            // What came back earlier, such as a hint that this instance gave, says nothing of now.
            let _ = came_back.notified().now_or_never();
            // What cannot be told cannot come back either, and says nothing of who listens.
            if !matches!(timeout(PATIENCE, self.notify(self.name.to_string())).await, Ok(Ok(()))) {
                pause = CHECK_AGAIN;
                continue;
            }
            pause = CHECK_EVERY;
            if timeout(PATIENCE, came_back.notified()).await.is_err() {
                return StoreError::Unavailable(
                    "the connection does not hear what this instance tells".into(),
                );
            }
        }
    }
}

fn lost(error: sqlx::Error) -> StoreError {
    StoreError::Unavailable(Box::new(error))
}

/// Anybody who may connect to the database may notify: what is no block is no hint.
fn block(word: &str) -> Option<(MatchId, BlockId)> {
    let (match_id, block_id) = word.split_once(':')?;
    Some((MatchId(match_id.parse().ok()?), BlockId(block_id.parse().ok()?)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_block_is_no_hint() {
        assert_eq!(block("3:41"), Some((MatchId(3), BlockId(41))));
        for word in ["", ":", "3", "3:", ":41", "3:x", "3:4:1", "99999999999999999999:1"] {
            assert_eq!(block(word), None, "{word}");
        }
    }
}
