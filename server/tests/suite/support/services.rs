//! The services that routes call, over a store under test.

use super::Fixture;
use jari_core::{
    domain::{HoldPolicy, OrderId},
    ports::Clock,
    services::AllocationService,
};
use server::stream::NoHint;
use std::sync::Arc;

/// The service that changes seats, by the fixture's clock.
pub(crate) fn allocation_service(fixture: &Fixture, policy: HoldPolicy) -> AllocationService {
    AllocationService::new(
        Arc::clone(&fixture.store.catalogue),
        Arc::clone(&fixture.store.allocations),
        Arc::new(NoHint),
        Arc::clone(&fixture.clock) as Arc<dyn Clock>,
        policy,
        || OrderId::from_random(rand::random()),
    )
}
