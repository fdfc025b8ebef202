//! The back end: which store has the allocations, and how its changes become known.

use crate::{
    commands::CommandError,
    config::Config,
    rdb::{Database, Peers},
};
use app::ports::{AllocationStore, Catalogue, LoadAllocationStatus, SubscribeAllocationEvents};
use async_trait::async_trait;
use std::sync::Arc;
use tokio_util::sync::CancellationToken;

/// How an instance learns of changes.
#[derive(Clone)]
pub enum Feed {
    /// It asks the store, again and again. Those who share the store may tell each other when to look.
    Poll(Option<Arc<dyn Peers>>),
    /// The store tells.
    Events(Arc<dyn SubscribeAllocationEvents>),
}

/// Work that a store needs done as long as it is used.
#[async_trait]
pub trait Chores: Send + Sync {
    /// Does it until the shutdown.
    async fn run(self: Arc<Self>, shutdown: CancellationToken);
}

/// The ports that a server works with. Cheap to clone.
#[derive(Clone)]
pub struct Backend {
    /// Matches and venues.
    pub catalogue: Arc<dyn Catalogue>,
    /// Reading allocations.
    pub status: Arc<dyn LoadAllocationStatus>,
    /// Changing allocations.
    pub allocations: Arc<dyn AllocationStore>,
    /// How changes become known.
    pub feed: Feed,
    /// What the store needs done; none for one that needs nothing.
    pub chores: Option<Arc<dyn Chores>>,
}

impl Backend {
    /// What the settings ask for, over an open database.
    ///
    /// # Errors
    /// What is wrong, for the person who started the server.
    pub async fn open(_config: &Config, db: &Database) -> Result<Self, CommandError> {
        Ok(Self::rdb(db))
    }

    /// The database has the allocations.
    pub fn rdb(db: &Database) -> Self {
        Self {
            catalogue: Arc::clone(&db.catalogue),
            status: Arc::clone(&db.status),
            allocations: Arc::clone(&db.allocations),
            feed: Feed::Poll(db.peers.clone()),
            chores: None,
        }
    }
}
