//! Counting where every viewer's every frame is counted.
//!
//! An atomic that two cores write in turn costs each of them a trip to the other's cache. So each thread counts in a
//! place of its own, and the places are added up when somebody asks.

use prometheus_client::{
    encoding::{EncodeMetric, MetricEncoder, NoLabelSet},
    metrics::{MetricType, TypedMetric},
};
use std::{
    fmt,
    sync::{
        Arc,
        atomic::{AtomicU64, AtomicUsize, Ordering::Relaxed},
    },
};

/// Places to count in. Where there are more threads, some share one.
pub(super) const PLACES: usize = 8;

/// The calling thread's place.
pub(super) fn place() -> usize {
    static NEXT: AtomicUsize = AtomicUsize::new(0);
    thread_local! {
        static PLACE: usize = NEXT.fetch_add(1, Relaxed) % PLACES;
    }
    // A thread that is ending has none any more, and may use anybody's.
    PLACE.try_with(|place| *place).unwrap_or(0)
}

/// A number in a cache line of its own; some processors fetch two lines at a time.
#[derive(Debug, Default)]
#[repr(align(128))]
struct Place(AtomicU64);

/// A counter for what happens very often, on several threads.
#[derive(Clone, Debug, Default)]
pub(super) struct BusyCounter {
    places: Arc<[Place; PLACES]>,
}

impl BusyCounter {
    /// Counts so many more.
    pub(super) fn add(&self, count: u64) {
        if let Some(place) = self.places.get(place()) {
            place.0.fetch_add(count, Relaxed);
        }
    }

    /// How many there were so far.
    pub(super) fn total(&self) -> u64 {
        self.places.iter().map(|place| place.0.load(Relaxed)).sum()
    }
}

impl EncodeMetric for BusyCounter {
    fn encode(&self, mut encoder: MetricEncoder) -> Result<(), fmt::Error> {
        encoder.encode_counter::<NoLabelSet, _, u64>(&self.total(), None)
    }

    fn metric_type(&self) -> MetricType {
        Self::TYPE
    }
}

impl TypedMetric for BusyCounter {
    const TYPE: MetricType = MetricType::Counter;
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::thread;

    #[test]
    fn every_thread_counts_for_the_same_total() {
        let counter = BusyCounter::default();
        thread::scope(|scope| {
            for _ in 0..PLACES + 3 {
                scope.spawn(|| (0..1_000).for_each(|_| counter.add(2)));
            }
        });
        assert_eq!(counter.total(), (PLACES as u64 + 3) * 2_000);
    }
}
