//! The relational back end: the adapters of each database, and the poller that turns what they tell into streams.

pub mod poller;
pub mod sqlite;

use app::ports::{AllocationStore, Catalogue, LoadAllocationStatus};
use std::sync::Arc;

/// The ports that one database serves.
#[derive(Clone)]
pub struct Store {
    /// Matches and venues.
    pub catalogue: Arc<dyn Catalogue>,
    /// Reading allocations.
    pub status: Arc<dyn LoadAllocationStatus>,
    /// Changing allocations.
    pub allocations: Arc<dyn AllocationStore>,
}
