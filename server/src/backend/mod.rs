//! The back end: which store has the allocations, and how its changes become known.

mod measured;
pub mod reads;

use crate::{
    config::{AllocationBackend, Config},
    metrics::StoreMetrics,
    rdb::Database,
    redis::{self, Redis},
};
use jari_core::ports::{
    AllocationStore, Catalogue, Clock, EventLog, LoadAllocationStatus, OrderStore, Outbox, Peers,
    ProveWritable, SubscribeAllocationEvents, TicketStore,
};
use reads::{KeptVenues, RecentCatalogue, SharedSnapshots};
use std::sync::Arc;

/// How an instance learns of changes.
#[derive(Clone)]
pub enum ChangeSource {
    /// It asks the store, again and again. Those who share the store may tell each other when to look.
    Poll(Option<Arc<dyn Peers>>),
    /// The store tells.
    Subscription(Arc<dyn SubscribeAllocationEvents>),
}

/// The ports that a server works with. Cheap to clone.
#[derive(Clone)]
pub struct Backend {
    /// Matches and venues.
    pub catalogue: Arc<dyn Catalogue>,
    /// The venues that the catalogue keeps in memory.
    pub venues: Arc<KeptVenues>,
    /// Reading allocations.
    pub status: Arc<dyn LoadAllocationStatus>,
    /// Changing allocations.
    pub allocations: Arc<dyn AllocationStore>,
    /// The log of every change.
    pub events: Arc<dyn EventLog>,
    /// Orders and payments.
    pub orders: Arc<dyn OrderStore>,
    /// Tickets.
    pub tickets: Arc<dyn TicketStore>,
    /// What is to be told outside.
    pub outbox: Arc<dyn Outbox>,
    /// Every store that must take changes for a sale to go through.
    pub writable: Vec<Arc<dyn ProveWritable>>,
    /// How changes become known.
    pub changes: ChangeSource,
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
                let venues = Arc::new(KeptVenues::new(Arc::clone(&db.catalogue)));
                let needs = redis::Needs {
                    catalogue: Arc::clone(&venues) as _,
                    status: Arc::clone(&db.status),
                    ledger: Arc::clone(&db.ledger),
                    events: Arc::clone(&db.events),
                    clock,
                };
                Ok(Self::redis(db, venues, redis::open(&config.redis, config.startup, needs).await?))
            }
        }
    }

    /// The database has the allocations.
    pub fn rdb(db: &Database) -> Self {
        let venues = Arc::new(KeptVenues::new(Arc::clone(&db.catalogue)));
        Self {
            catalogue: Arc::clone(&venues) as _,
            venues,
            status: Arc::clone(&db.status),
            allocations: Arc::clone(&db.allocations),
            events: Arc::clone(&db.events),
            orders: Arc::clone(&db.orders),
            tickets: Arc::clone(&db.tickets),
            outbox: Arc::clone(&db.outbox),
            writable: vec![Arc::clone(&db.writable)],
            changes: ChangeSource::Poll(db.peers.clone()),
            chores: None,
        }
    }

    /// Redis has the allocations.
    fn redis(db: &Database, venues: Arc<KeptVenues>, redis: Redis) -> Self {
        Self {
            catalogue: Arc::clone(&venues) as _,
            venues,
            status: redis.status,
            allocations: redis.allocations,
            events: Arc::clone(&db.events),
            orders: Arc::clone(&db.orders),
            tickets: Arc::clone(&db.tickets),
            outbox: Arc::clone(&db.outbox),
            writable: vec![redis.writable, Arc::clone(&db.writable)],
            changes: ChangeSource::Subscription(redis.events),
            chores: Some(redis.chores),
        }
    }

    /// The same with a watch before each port that a request or a task of the server waits for.
    #[must_use]
    pub fn measured(self, metrics: &Arc<StoreMetrics>) -> Self {
        measured::measured(self, metrics)
    }

    /// The same, so that a crowd reads once.
    #[must_use]
    pub fn read_together(self) -> Self {
        // Redis reads the whole block to say what has changed of it.
        let tells_changes = matches!(self.changes, ChangeSource::Poll(_));
        Self {
            catalogue: Arc::new(RecentCatalogue::new(self.catalogue, Arc::clone(&self.venues))),
            status: Arc::new(SharedSnapshots::new(self.status, tells_changes)),
            ..self
        }
    }
}
