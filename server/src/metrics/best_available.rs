//! How the best seats are found.

use super::store::Fault;
use jari_core::ports::{AllocationError, CountTries};
use prometheus_client::{
    encoding::EncodeLabelSet,
    metrics::{counter::Counter, family::Family},
    registry::Registry,
};

#[derive(Clone, Debug, Hash, PartialEq, Eq, EncodeLabelSet)]
struct ByResult {
    result: &'static str,
}

/// What becomes of requests for the best seats.
#[derive(Debug, Default)]
pub struct BestAvailableMetrics {
    answers: Family<ByResult, Counter>,
    tries: Counter,
}

impl BestAvailableMetrics {
    pub(super) fn register(registry: &mut Registry) -> Self {
        let this = Self::default();
        // What has not happened yet is 0, and not unknown.
        for result in ["ok", "NO_SEATS_TOGETHER"] {
            drop(this.answers.get_or_create(&ByResult { result }));
        }
        registry.register(
            "best_available_answers",
            "Answers to requests for the best seats, by result: ok, a refusal's code, unavailable, inconsistent",
            this.answers.clone(),
        );
        registry.register(
            "best_available_tries",
            "Tries to hold what was found for these requests: each after the first means that somebody else was faster",
            this.tries.clone(),
        );
        this
    }
}

impl CountTries for BestAvailableMetrics {
    fn answered(&self, tries: u32, answer: Result<(), &AllocationError>) {
        let result = answer.map_or_else(Fault::word, |()| "ok");
        self.answers.get_or_create(&ByResult { result }).inc();
        self.tries.inc_by(u64::from(tries));
    }
}
