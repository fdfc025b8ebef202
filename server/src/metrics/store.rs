//! The store, as the server sees it.

use super::histogram::Histogram;
use crate::fault_points;
use app::error_code::ErrorCode;
use jari_core::ports::{AllocationError, StoreError};
use prometheus_client::{
    encoding::EncodeLabelSet,
    metrics::{counter::Counter, family::Family},
    registry::{Registry, Unit},
};
use std::time::Instant;

/// What is measured from the beginning on: calls of the ports, and commands by their names.
const OPERATIONS: [&str; 14] = [
    "matches",
    "find_match",
    "venue",
    "snapshot",
    "block_revision",
    "changes_since",
    "block_counts",
    "free_seats",
    "hold",
    "release",
    "sell",
    "expire",
    "held_by",
    "holders",
];

/// What is counted of a question whose answer nobody waited for: its request had waited long enough, or was given up.
const ABANDONED: &str = "abandoned";

/// Those that a buyer asks for by name.
const REQUESTS: [&str; 3] = ["hold", "release", "sell"];

#[derive(Clone, Debug, Hash, PartialEq, Eq, EncodeLabelSet)]
struct Operation {
    operation: &'static str,
}

#[derive(Clone, Debug, Hash, PartialEq, Eq, EncodeLabelSet)]
struct Failed {
    operation: &'static str,
    kind: &'static str,
}

#[derive(Clone, Debug, Hash, PartialEq, Eq, EncodeLabelSet)]
struct Answered {
    operation: &'static str,
    result: &'static str,
}

/// What the store's ports are asked, and what they answer.
#[derive(Debug)]
pub struct StoreMetrics {
    took: Family<Operation, Histogram>,
    failed: Family<Failed, Counter>,
    answered: Family<Answered, Counter>,
    expired: Counter,
}

/// What of a port's error is counted.
pub trait Fault {
    /// Whether and why the store could not answer; none if the rules said no.
    fn store_error(&self) -> Option<&StoreError>;

    /// One word for it.
    fn word(&self) -> &'static str;
}

impl Fault for StoreError {
    fn store_error(&self) -> Option<&StoreError> {
        Some(self)
    }

    fn word(&self) -> &'static str {
        match self {
            Self::Unavailable(_) => "unavailable",
            Self::Inconsistent(_) => "inconsistent",
        }
    }
}

impl Fault for AllocationError {
    fn store_error(&self) -> Option<&StoreError> {
        match self {
            Self::Store(error) => Some(error),
            Self::Refused(_) => None,
        }
    }

    fn word(&self) -> &'static str {
        match self {
            Self::Store(error) => error.word(),
            Self::Refused(refused) => ErrorCode::from(refused.why).as_str(),
        }
    }
}

impl StoreMetrics {
    pub(super) fn register(registry: &mut Registry) -> Self {
        let this = Self {
            took: Family::new_with_constructor(Histogram::times),
            failed: Family::default(),
            answered: Family::default(),
            expired: Counter::default(),
        };
        // All of them are there from the beginning: what has not happened yet is 0, and not unknown.
        for operation in OPERATIONS {
            drop(this.took.get_or_create(&Operation { operation }));
            for kind in ["unavailable", "inconsistent", ABANDONED] {
                drop(this.failed.get_or_create(&Failed { operation, kind }));
            }
        }
        for operation in REQUESTS {
            drop(this.answered.get_or_create(&Answered { operation, result: "ok" }));
        }
        registry.register_with_unit(
            "store_operation",
            "How long the store takes to answer, by what it is asked",
            Unit::Seconds,
            this.took.clone(),
        );
        registry.register(
            "store_errors",
            "Questions that the store could not answer: unavailable (busy or gone), inconsistent, or abandoned (nobody \
             waited any longer)",
            this.failed.clone(),
        );
        registry.register(
            "allocation_requests",
            "Holds, releases and completions that the store was asked for, by result: ok, a refusal's code, unavailable, \
             inconsistent, abandoned. What is refused before the store is asked (no such seat, sale not open) is not among them",
            this.answered.clone(),
        );
        registry.register(
            "expired_blocks",
            "Blocks in which this instance has freed seats whose time had run out, counted at each time",
            this.expired.clone(),
        );
        this
    }

    /// Measures one call of a port.
    pub async fn measure<T, E: Fault>(
        &self,
        operation: &'static str,
        call: impl Future<Output = Result<T, E>>,
    ) -> Result<T, E> {
        let begun = Instant::now();
        let waiting = Waiting { metrics: self, operation, begun };
        let done = fault_points::around(operation, call).await;
        // It has ended, and is counted below.
        std::mem::forget(waiting);
        self.took.get_or_create(&Operation { operation }).observe_time(begun.elapsed());
        if let Err(error) = &done
            && let Some(error) = error.store_error()
        {
            self.failed.get_or_create(&Failed { operation, kind: error.word() }).inc();
        }
        if REQUESTS.contains(&operation) {
            let result = done.as_ref().map_or_else(Fault::word, |_| "ok");
            self.answered.get_or_create(&Answered { operation, result }).inc();
        }
        done
    }

    /// Seats of so many blocks were freed.
    pub fn expired(&self, blocks: usize) {
        self.expired.inc_by(blocks as u64);
    }
}

/// A question that was asked. It goes when nobody waits for its answer any more.
struct Waiting<'a> {
    metrics: &'a StoreMetrics,
    operation: &'static str,
    begun: Instant,
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        let Self { metrics, operation, begun } = self;
        metrics.took.get_or_create(&Operation { operation }).observe_time(begun.elapsed());
        metrics.failed.get_or_create(&Failed { operation, kind: ABANDONED }).inc();
        if REQUESTS.contains(operation) {
            metrics.answered.get_or_create(&Answered { operation, result: ABANDONED }).inc();
        }
    }
}
