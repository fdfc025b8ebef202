//! The services that routes call, over a store under test.

use super::Fixture;
use jari_core::{
    domain::{CompanionRule, HoldPolicy, OrderId},
    ports::{AllocationError, Clock, CountTries},
    services::{AllocationService, BestAvailableService},
};
use server::stream::NoHint;
use std::sync::{
    Arc,
    atomic::{AtomicU32, Ordering},
};

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

/// The same where carts may be lengthened, up to so many milliseconds.
pub(crate) fn lengthening_service(
    fixture: &Fixture,
    policy: HoldPolicy,
    max_millis: i64,
) -> AllocationService {
    allocation_service(fixture, policy).with_lengthening(max_millis)
}

/// The service that finds seats together, reading as a server does, and what its tries come to.
pub(crate) fn best_available_service(
    fixture: &Fixture,
    policy: HoldPolicy,
) -> (BestAvailableService, Arc<CountedTries>) {
    best_available_service_with(fixture, policy, CompanionRule::default())
}

/// The same that sells companion seats by a rule.
pub(crate) fn best_available_service_with(
    fixture: &Fixture,
    policy: HoldPolicy,
    companions: CompanionRule,
) -> (BestAvailableService, Arc<CountedTries>) {
    let (store, tries) = (fixture.store.clone().read_together(), Arc::<CountedTries>::default());
    let allocation = allocation_service(fixture, policy).with_companion_rule(companions);
    let counts = Arc::clone(&tries) as _;
    (BestAvailableService::new(store.catalogue, store.status, allocation, counts), tries)
}

/// Tries, counted.
#[derive(Debug, Default)]
pub(crate) struct CountedTries(AtomicU32);

impl CountedTries {
    /// All so far.
    pub(crate) fn count(&self) -> u32 {
        self.0.load(Ordering::SeqCst)
    }
}

impl CountTries for CountedTries {
    fn answered(&self, tries: u32, _: Result<(), &AllocationError>) {
        self.0.fetch_add(tries, Ordering::SeqCst);
    }
}
