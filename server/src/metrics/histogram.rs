//! How often a value was how large.

use super::busy::{SHARDS, shard};
use prometheus_client::{
    encoding::{EncodeMetric, MetricEncoder, NoLabelSet},
    metrics::{MetricType, TypedMetric},
};
use std::{
    fmt,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering::Relaxed},
    },
    time::Duration,
};

/// Nanoseconds: from a tenth of a millisecond to ten seconds, 1-2.5-5.
const TIMES: &[u64] = &[
    100_000,
    250_000,
    500_000,
    1_000_000,
    2_500_000,
    5_000_000,
    10_000_000,
    25_000_000,
    50_000_000,
    100_000_000,
    250_000_000,
    500_000_000,
    1_000_000_000,
    2_500_000_000,
    5_000_000_000,
    10_000_000_000,
];

/// A few, or a block's worth.
const COUNTS: &[u64] = &[1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000];

/// A histogram of whole numbers. Unlike the library's it takes no lock: an observation is two additions.
#[derive(Clone, Debug)]
pub(super) struct Histogram {
    /// The largest value of each bucket but the last, which has none.
    bounds: &'static [u64],
    /// What a value is divided by to be shown in its unit.
    per_unit: f64,
    /// One for each thread, or one for all.
    shards: Arc<[Shard]>,
}

/// What some of the threads have observed.
#[derive(Debug)]
#[repr(align(128))]
struct Shard {
    buckets: Box<[AtomicU64]>,
    sum: AtomicU64,
}

impl Histogram {
    /// For times.
    pub(super) fn times() -> Self {
        Self::new(TIMES, 1e9, 1)
    }

    /// For times that are taken very often, on several threads.
    pub(super) fn busy_times() -> Self {
        Self::new(TIMES, 1e9, SHARDS)
    }

    /// For counts that are taken very often, on several threads.
    pub(super) fn busy_counts() -> Self {
        Self::new(COUNTS, 1.0, SHARDS)
    }

    fn new(bounds: &'static [u64], per_unit: f64, shards: usize) -> Self {
        let buckets = || (0..=bounds.len()).map(|_| AtomicU64::new(0)).collect();
        let shard = || Shard { buckets: buckets(), sum: AtomicU64::new(0) };
        Self { bounds, per_unit, shards: (0..shards).map(|_| shard()).collect() }
    }

    /// Takes in a value.
    pub(super) fn observe(&self, value: u64) {
        let bucket = self.bounds.partition_point(|bound| *bound < value);
        let Some(shard) = self.shards.get(shard() % self.shards.len()) else { return };
        if let Some(bucket) = shard.buckets.get(bucket) {
            bucket.fetch_add(1, Relaxed);
            shard.sum.fetch_add(value, Relaxed);
        }
    }

    /// Takes in a time.
    pub(super) fn observe_time(&self, took: Duration) {
        self.observe(u64::try_from(took.as_nanos()).unwrap_or(u64::MAX));
    }

    /// The buckets, each with its bound in the unit.
    fn buckets(&self) -> Vec<(f64, u64)> {
        let count = |bucket: usize| {
            self.shards
                .iter()
                .filter_map(|shard| shard.buckets.get(bucket))
                .map(|count| count.load(Relaxed))
                .sum()
        };
        let bounds = self.bounds.iter().map(|bound| *bound as f64 / self.per_unit);
        bounds.chain([f64::INFINITY]).enumerate().map(|(bucket, bound)| (bound, count(bucket))).collect()
    }
}

impl EncodeMetric for Histogram {
    fn encode(&self, mut encoder: MetricEncoder) -> Result<(), fmt::Error> {
        let buckets = self.buckets();
        let count = buckets.iter().map(|(_, count)| count).sum();
        let sum: u64 = self.shards.iter().map(|shard| shard.sum.load(Relaxed)).sum();
        encoder.encode_histogram::<NoLabelSet>(sum as f64 / self.per_unit, count, &buckets, None)
    }

    fn metric_type(&self) -> MetricType {
        Self::TYPE
    }
}

impl TypedMetric for Histogram {
    const TYPE: MetricType = MetricType::Histogram;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_counted_in_the_first_bucket_that_has_room_for_it() {
        let counts = Histogram::busy_counts();
        for value in [0, 1, 2, 3, 1_000, 1_001, u64::from(u32::MAX)] {
            counts.observe(value);
        }
        let filled: Vec<_> = counts.buckets().into_iter().filter(|(_, count)| *count > 0).collect();
        assert_eq!(filled, [(1.0, 2), (2.0, 1), (5.0, 1), (1_000.0, 1), (f64::INFINITY, 2)]);
    }

    #[test]
    fn a_time_is_shown_in_seconds() {
        let times = Histogram::times();
        times.observe_time(Duration::from_millis(3));
        let (bound, _) = times.buckets().into_iter().find(|(_, count)| *count == 1).unwrap();
        assert_eq!(bound, 0.005);
    }
}
