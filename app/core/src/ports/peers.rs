//! Telling other instances that something changed.

use super::{ChangeHint, StoreError};
use crate::domain::{BlockId, MatchId};
use async_trait::async_trait;
use std::collections::BTreeSet;

/// Telling other instances at once that something changed. It is a hint: to lose one costs time, never a change, and
/// where a pooler stands in between none may ever arrive.
#[async_trait]
pub trait Peers: Send + Sync {
    /// Tells the others that these blocks have changed.
    async fn tell(&self, blocks: &BTreeSet<(MatchId, BlockId)>) -> Result<(), StoreError>;

    /// Passes on what the others tell, until the connection is lost.
    async fn listen(&self, hint: &dyn ChangeHint) -> Result<(), StoreError>;
}
