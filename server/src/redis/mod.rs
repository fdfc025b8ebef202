//! Redis: the allocations in memory, changed by scripts, and told to every instance by a stream for each match. The
//! relational database keeps the catalogue, what was sold, and a record of every change.
//!
//! - `keys` says what is kept and why, `scripts/` how it is changed.
//! - `validity` says when what is kept may be trusted, and makes it so where it may not.
//! - `status`, `allocations` and `events` are the ports; `chores` is what must be done besides.
//! - `change` carries out any command; `sales` is what goes by way of the ledger, and `sweep` what nobody asks for.

mod allocations;
mod building;
mod change;
mod chores;
mod engine;
mod entry;
mod error;
mod events;
mod holds;
mod index;
mod index_changes;
mod keys;
mod layouts;
mod ledgered;
mod link;
mod open_groups;
mod opening;
mod probe;
mod sales;
mod scripts;
mod seat;
mod showing;
mod status;
mod sweep;
mod unresolved;
mod validity;

pub use chores::Chores;
pub use opening::OpenError;

use crate::{
    config::{RedisConfig, StartupConfig},
    startup::wait_for,
};
use allocations::RedisAllocations;
use change::Changer;
use engine::Engine;
use events::RedisEvents;
use jari_core::ports::{
    AllocationStore, Catalogue, Clock, EventLog, LoadAllocationStatus, ProveWritable, SalesLedger,
    SubscribeAllocationEvents,
};
use layouts::Layouts;
use ledgered::Ledgered;
use link::Link;
use open_groups::OpenGroups;
use probe::Probe;
use rand::{Rng, distr::Alphanumeric};
use sales::Sales;
use showing::Showing;
use status::RedisStatus;
use std::sync::Arc;
use sweep::Sweep;
use validity::Validity;

/// What Redis leaves to the relational database, and what time it is.
#[derive(Clone)]
pub struct Needs {
    /// Matches and venues.
    pub catalogue: Arc<dyn Catalogue>,
    /// Reading allocations of matches that nobody has asked Redis for.
    pub status: Arc<dyn LoadAllocationStatus>,
    /// What was sold.
    pub ledger: Arc<dyn SalesLedger>,
    /// The record of every change.
    pub events: Arc<dyn EventLog>,
    /// What time it is.
    pub clock: Arc<dyn Clock>,
}

/// The ports that Redis serves.
#[derive(Clone)]
pub struct Redis {
    /// Reading allocations.
    pub status: Arc<dyn LoadAllocationStatus>,
    /// Changing allocations.
    pub allocations: Arc<dyn AllocationStore>,
    /// That it takes changes.
    pub writable: Arc<dyn ProveWritable>,
    /// Following changes.
    pub events: Arc<dyn SubscribeAllocationEvents>,
    /// What must run beside them, once per process.
    pub chores: Arc<Chores>,
}

/// Finds the server, and waits for it if it is late.
///
/// # Errors
/// An [`OpenError`] that says what to mend.
pub async fn open(config: &RedisConfig, startup: StartupConfig, needs: Needs) -> Result<Redis, OpenError> {
    wait_for("Redis", startup, OpenError::is_late, || Redis::open(config, needs.clone())).await
}

impl Redis {
    /// Finds the server. It builds nothing: a match is built when somebody asks for it.
    ///
    /// # Errors
    /// An [`OpenError`], which says whether waiting may help.
    pub async fn open(config: &RedisConfig, needs: Needs) -> Result<Self, OpenError> {
        let peer = opening::find(config).await?;
        let link = Link::new(peer, config.timeout()).map_err(|error| OpenError::BadUrl(error.to_string()))?;
        let link = Arc::new(link);
        let layouts = Arc::new(Layouts::new(needs.catalogue));
        let stream_maxlen = config.stream_maxlen;
        let groups = Arc::new(OpenGroups::default());
        let validity = Validity::new(
            Arc::clone(&link),
            Arc::clone(&layouts),
            Arc::clone(&needs.ledger),
            Arc::clone(&needs.clock),
            stream_maxlen,
            Arc::clone(&groups),
        );
        let engine = Arc::new(Engine { link, validity });
        let changer = Changer { engine: Arc::clone(&engine), stream_maxlen };
        let showing = Showing { changer, ledger: needs.ledger };
        let sales = Sales { showing: showing.clone() };
        let instance: Arc<str> = instance(config.instance_id.as_deref()).into();
        Ok(Self {
            status: Arc::new(RedisStatus {
                engine: Arc::clone(&engine),
                layouts: Arc::clone(&layouts),
                database: needs.status,
            }),
            allocations: Arc::new(RedisAllocations {
                sweep: Sweep { sales: sales.clone() },
                sales,
                ledgered: Ledgered { showing: showing.clone() },
            }),
            writable: Arc::new(Probe { link: Arc::clone(&engine.link) }),
            events: Arc::new(RedisEvents {
                engine: Arc::clone(&engine),
                instance: Arc::clone(&instance),
                groups: Arc::clone(&groups),
            }),
            chores: Arc::new(Chores {
                engine,
                showing,
                events: needs.events,
                clock: needs.clock,
                instance,
                groups,
                layouts,
            }),
        })
    }
}

/// A name that no other process has, nor has had.
fn instance(given: Option<&str>) -> String {
    let random = rand::rng().sample_iter(&Alphanumeric).map(char::from).take(8).collect::<String>();
    format!("{}-{}", given.unwrap_or("jari"), random.to_ascii_lowercase())
}
