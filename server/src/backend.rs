//! The back end: which store has the allocations, and how its changes become known.

use crate::{
    config::{AllocationBackend, Config},
    rdb::{Database, Peers},
    reads::{RecentMatches, SharedSnapshots},
    redis::{self, Beside, Redis},
};
use app::ports::{AllocationStore, Catalogue, Clock, LoadAllocationStatus, SubscribeAllocationEvents};
use std::sync::Arc;

/// How an instance learns of changes.
#[derive(Clone)]
pub enum Feed {
    /// It asks the store, again and again. Those who share the store may tell each other when to look.
    Poll(Option<Arc<dyn Peers>>),
    /// The store tells.
    Events(Arc<dyn SubscribeAllocationEvents>),
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
    pub chores: Option<Arc<redis::Chores>>,
}

impl Backend {
    /// What the settings ask for, over an open database.
    ///
    /// # Errors
    /// What is wrong, for the person who started the server.
    pub async fn open(
        config: &Config,
        db: &Database,
        clock: Arc<dyn Clock>,
    ) -> Result<Self, redis::OpenError> {
        match config.backend {
            AllocationBackend::Rdb => Ok(Self::rdb(db)),
            AllocationBackend::Redis => {
                let beside = Beside {
                    catalogue: Arc::clone(&db.catalogue),
                    status: Arc::clone(&db.status),
                    ledger: Arc::clone(&db.ledger),
                    audit: Arc::clone(&db.audit),
                    clock,
                };
                Ok(Self::redis(db, redis::open(&config.redis, config.startup, beside).await?))
            }
        }
    }

    /// The database has the allocations.
    pub fn rdb(db: &Database) -> Self {
        let status = Arc::clone(&db.status);
        Self::over(db, status, Arc::clone(&db.allocations), Feed::Poll(db.peers.clone()), None)
    }

    /// Redis has the allocations.
    fn redis(db: &Database, redis: Redis) -> Self {
        let Redis { status, allocations, events, chores } = redis;
        Self::over(db, status, allocations, Feed::Events(events), Some(chores))
    }

    /// Whoever has the allocations, a crowd reads once.
    fn over(
        db: &Database,
        status: Arc<dyn LoadAllocationStatus>,
        allocations: Arc<dyn AllocationStore>,
        feed: Feed,
        chores: Option<Arc<redis::Chores>>,
    ) -> Self {
        Self {
            catalogue: Arc::new(RecentMatches::new(Arc::clone(&db.catalogue))),
            status: Arc::new(SharedSnapshots::new(status)),
            allocations,
            feed,
            chores,
        }
    }
}
