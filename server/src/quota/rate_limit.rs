//! How often one may do something.

use crate::config::Rate;
use governor::{
    Quota, RateLimiter,
    clock::{Clock, DefaultClock},
    middleware::NoOpMiddleware,
    state::keyed::HashMapStateStore,
};
use std::{
    hash::Hash,
    num::NonZeroU32,
    sync::atomic::{AtomicUsize, Ordering::Relaxed},
    time::Duration,
};

/// The least decisions between two times that keys are forgotten.
const FORGET_AFTER: usize = 1_024;

/// A bucket of tokens for each key: whatever is done takes a token, and tokens come back at a steady rate.
pub struct RateLimit<K: Hash + Eq + Clone, C: Clock = DefaultClock>(Option<Buckets<K, C>>);

struct Buckets<K: Hash + Eq + Clone, C: Clock> {
    limiter: RateLimiter<K, HashMapStateStore<K>, C, NoOpMiddleware<C::Instant>>,
    /// The most that may be done at once.
    burst: NonZeroU32,
    /// Decisions since keys were last forgotten.
    decisions: AtomicUsize,
    /// How many there may be until they are forgotten again: as many as there are keys, so that forgetting costs each
    /// decision the same, however many keys there are.
    forget_after: AtomicUsize,
}

impl<K: Hash + Eq + Clone> RateLimit<K> {
    /// At that rate, or without a limit.
    pub fn new(rate: Option<Rate>) -> Self {
        Self::with_clock(rate, DefaultClock::default())
    }

    /// So often at once, and then once in each period; without a limit if one of them is nothing.
    pub fn every(period: Duration, burst: u32) -> Self {
        let quota = NonZeroU32::new(burst).zip(Quota::with_period(period));
        let quota = quota.map(|(burst, quota)| (burst, quota.allow_burst(burst)));
        Self::with_quota(quota, DefaultClock::default())
    }
}

impl<K: Hash + Eq + Clone, C: Clock> RateLimit<K, C> {
    fn with_clock(rate: Option<Rate>, clock: C) -> Self {
        let quota =
            rate.map(|Rate { per_second, burst }| (burst, Quota::per_second(per_second).allow_burst(burst)));
        Self::with_quota(quota, clock)
    }

    fn with_quota(quota: Option<(NonZeroU32, Quota)>, clock: C) -> Self {
        Self(quota.map(|(burst, quota)| Buckets {
            limiter: RateLimiter::hashmap_with_clock(quota, clock),
            burst,
            decisions: AtomicUsize::new(0),
            forget_after: AtomicUsize::new(FORGET_AFTER),
        }))
    }

    /// Whether so many may be done now; if so, they count as done. More than may be done at once count as that many, as they
    /// never could be otherwise.
    pub fn admit(&self, key: &K, count: NonZeroU32) -> bool {
        let Some(buckets) = &self.0 else { return true };
        buckets.forget_some();
        buckets.limiter.check_key_n(key, count.min(buckets.burst)).is_ok_and(|in_time| in_time.is_ok())
    }
}

impl<K: Hash + Eq + Clone, C: Clock> Buckets<K, C> {
    /// Forgets, now and then, whose bucket is full again: it is as if they had never come. So there are never more keys
    /// than have come in the time that a bucket takes to fill, and as many again.
    fn forget_some(&self) {
        if self.decisions.fetch_add(1, Relaxed) < self.forget_after.load(Relaxed) {
            return;
        }
        self.decisions.store(0, Relaxed);
        self.limiter.retain_recent();
        self.limiter.shrink_to_fit();
        self.forget_after.store(self.limiter.len().max(FORGET_AFTER), Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use governor::clock::FakeRelativeClock;

    fn limit(per_second: u32, burst: u32) -> (RateLimit<u32, FakeRelativeClock>, FakeRelativeClock) {
        let [per_second, burst] = [per_second, burst].map(|number| NonZeroU32::new(number).unwrap());
        let clock = FakeRelativeClock::default();
        (RateLimit::with_clock(Some(Rate { per_second, burst }), clock.clone()), clock)
    }

    fn admitted(limit: &RateLimit<u32, FakeRelativeClock>, key: u32, times: usize) -> usize {
        (0..times).filter(|_| limit.admit(&key, NonZeroU32::MIN)).count()
    }

    #[test]
    fn there_is_a_burst_and_then_a_rate_for_each() {
        let (limit, clock) = limit(5, 30);
        assert_eq!(admitted(&limit, 1, 100), 30);
        assert_eq!(admitted(&limit, 2, 100), 30, "others have buckets of their own");
        clock.advance(Duration::from_secs(1));
        assert_eq!(admitted(&limit, 1, 100), 5);
        clock.advance(Duration::from_secs(60));
        assert_eq!(admitted(&limit, 1, 100), 30, "no more than the burst is saved");
    }

    #[test]
    fn it_may_be_seldom_as_well() {
        let clock = FakeRelativeClock::default();
        let quota = Quota::with_period(Duration::from_secs(60)).unwrap();
        let five = NonZeroU32::new(5).unwrap();
        let limit = RateLimit::with_quota(Some((five, quota.allow_burst(five))), clock.clone());
        assert_eq!(admitted(&limit, 1, 100), 5);
        clock.advance(Duration::from_secs(59));
        assert_eq!(admitted(&limit, 1, 100), 0);
        clock.advance(Duration::from_secs(1));
        assert_eq!(admitted(&limit, 1, 100), 1);
        let limit = RateLimit::every(Duration::from_secs(3_600), 2);
        assert_eq!((0..9).filter(|_| limit.admit(&1, NonZeroU32::MIN)).count(), 2);
    }

    #[test]
    fn what_is_done_together_counts_each() {
        let (limit, clock) = limit(5, 30);
        let many = |count| limit.admit(&1, NonZeroU32::new(count).unwrap());
        assert!(many(20) && !many(11) && many(10) && !many(1));
        clock.advance(Duration::from_secs(2));
        assert!(!many(11) && many(10));
        // More than the bucket holds take all of it.
        clock.advance(Duration::from_secs(6));
        assert!(many(200) && !many(1));
    }

    #[test]
    fn without_a_rate_there_is_no_limit() {
        let limit = RateLimit::new(None);
        assert!((0..10_000).all(|_| limit.admit(&1, NonZeroU32::MIN)));
    }

    /// However many come, only those of late are known.
    #[test]
    fn who_has_not_come_of_late_is_forgotten() {
        let (limit, clock) = limit(10, 10);
        for key in 0..100_000 {
            assert!(limit.admit(&key, NonZeroU32::MIN));
            // A bucket is full again after a tenth of a second, in which a hundred others have come.
            clock.advance(Duration::from_millis(1));
        }
        let known = limit.0.unwrap().limiter.len();
        assert!(known <= FORGET_AFTER + 400, "{known}");
    }
}
