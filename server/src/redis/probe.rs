//! Whether the server takes changes: one that is full, read-only or without its disk refuses them, and answers all else.

use super::{error::store_error, keys, link::Link};
use async_trait::async_trait;
use jari_core::{
    domain::MatchId,
    ports::{ProveWritable, StoreError},
};
use std::sync::Arc;

/// How long what was written stays, in seconds.
const LASTS: u64 = 60;

/// [`ProveWritable`] over Redis.
pub(super) struct Probe {
    pub(super) link: Arc<Link>,
}

#[async_trait]
impl ProveWritable for Probe {
    async fn prove_writable(&self, match_id: Option<MatchId>) -> Result<(), StoreError> {
        let mut cmd = redis::cmd("SET");
        cmd.arg(keys::probe(match_id)).arg("1").arg("EX").arg(LASTS);
        self.link.query::<()>(&cmd).await.map_err(store_error)
    }
}
