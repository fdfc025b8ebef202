//! `LISTEN` and `NOTIFY`: other instances need not wait for their next poll.

use crate::rdb::Peers;
use app::{
    domain::{BlockId, MatchId},
    ports::{ChangeHint, StoreError},
};
use async_trait::async_trait;
use sqlx::{PgPool, postgres::PgListener};
use std::{collections::BTreeSet, fmt::Write};

/// Where it is told. All instances over a database share it.
const CHANNEL: &str = "jari_changes";

/// Blocks in one notification: a payload may have 8,000 bytes, and two ids at most 40.
const BLOCKS_PER_NOTIFICATION: usize = 150;

/// [`Peers`] over PostgreSQL.
pub(super) struct PostgresPeers {
    /// One connection to tell with, so that it takes none from a request.
    teller: PgPool,
    /// One connection to listen on.
    listener: PgPool,
    /// Marks what this instance told, which is no news to it.
    name: u64,
}

impl PostgresPeers {
    pub(super) fn new(teller: PgPool, listener: PgPool) -> Self {
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
            sqlx::query("SELECT pg_notify($1, $2)")
                .bind(CHANNEL)
                .bind(payload)
                .execute(&self.teller)
                .await
                .map_err(lost)?;
        }
        Ok(())
    }

    async fn listen(&self, hint: &dyn ChangeHint) -> Result<(), StoreError> {
        let mut listener = PgListener::connect_with(&self.listener).await.map_err(lost)?;
        listener.eager_reconnect(false);
        listener.listen(CHANNEL).await.map_err(lost)?;
        while let Some(notification) = listener.try_recv().await.map_err(lost)? {
            let mut words = notification.payload().split(' ');
            if words.next() == Some(&self.name.to_string()) {
                continue;
            }
            for (match_id, block_id) in words.filter_map(block) {
                hint.changed(match_id, block_id);
            }
        }
        Ok(())
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
