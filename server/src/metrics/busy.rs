//! Counting where every viewer's every frame is counted.
//!
//! An atomic that two cores write in turn costs each of them a trip to the other's cache. So each thread counts in a
//! shard of its own, and the shards are added up when somebody asks.

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

/// Shards to count in. Where there are more threads, some share one.
pub(super) const SHARDS: usize = 8;

/// The calling thread's shard.
pub(super) fn shard() -> usize {
    static NEXT: AtomicUsize = AtomicUsize::new(0);
    thread_local! {
        static SHARD: usize = NEXT.fetch_add(1, Relaxed) % SHARDS;
    }
    // A thread that is ending has none any more, and may use anybody's.
    SHARD.try_with(|shard| *shard).unwrap_or(0)
}

/// A number in a cache line of its own; some processors fetch two lines at a time.
#[derive(Debug, Default)]
#[repr(align(128))]
struct Shard(AtomicU64);

/// A counter for what happens very often, on several threads.
#[derive(Clone, Debug, Default)]
pub(super) struct BusyCounter {
    shards: Arc<[Shard; SHARDS]>,
}

impl BusyCounter {
    /// Counts so many more.
    pub(super) fn add(&self, count: u64) {
        if let Some(shard) = self.shards.get(shard()) {
            shard.0.fetch_add(count, Relaxed);
        }
    }

    /// How many there were so far.
    pub(super) fn total(&self) -> u64 {
        self.shards.iter().map(|shard| shard.0.load(Relaxed)).sum()
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
            for _ in 0..SHARDS + 3 {
                scope.spawn(|| (0..1_000).for_each(|_| counter.add(2)));
            }
        });
        assert_eq!(counter.total(), (SHARDS as u64 + 3) * 2_000);
    }
}
