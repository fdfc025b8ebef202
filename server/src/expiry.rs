//! Frees seats whose hold has run out, without anyone asking.

use jari_core::{failures, services::AllocationService};
use std::{cmp::Ordering, time::Duration};
use tokio::time::{Instant, MissedTickBehavior, interval, sleep};
use tokio_util::sync::CancellationToken;

/// How often expired holds are looked for.
const EVERY: Duration = Duration::from_millis(500);

/// Seats freed in one round: at first, and at most.
const FEWEST: u32 = 8;
const MOST: u32 = 128;

/// The longest pause after a round. One that waited for a store which does not answer has kept nobody from it.
const LONGEST_PAUSE: Duration = Duration::from_millis(100);

/// How much is freed at once, so that who buys meanwhile waits for little more than without. A round is made larger as long as
/// that makes it hardly longer: it then waits for a store that is far away, and not for work.
#[derive(Debug)]
struct Pace {
    seats: u32,
    /// The shortest of the smallest rounds: what a round takes whatever its size.
    shortest: Duration,
}

impl Pace {
    const fn new() -> Self {
        Self { seats: FEWEST, shortest: Duration::MAX }
    }

    /// Learns from what a round has taken.
    fn learn(&mut self, took: Duration) {
        if self.seats == FEWEST {
            self.shortest = self.shortest.min(took);
        }
        let bound = self.shortest.saturating_add(self.shortest / 2);
        self.seats = match took.cmp(&bound) {
            Ordering::Greater => (self.seats / 2).max(FEWEST),
            _ => (self.seats * 2).min(MOST),
        };
    }
}

/// Looks for expired holds until the shutdown. It is the store that decides, so that several instances may do it.
pub async fn run(allocation: AllocationService, shutdown: CancellationToken) {
    let mut tick = interval(EVERY);
    tick.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            () = shutdown.cancelled() => return,
            _ = tick.tick() => {}
        }
        let mut pace = Pace::new();
        // The holds of a rush end together as they began: as long as there are some, the next round does not wait for its time.
        while !shutdown.is_cancelled() {
            let begin = Instant::now();
            match allocation.expire(pace.seats).await {
                Ok(blocks) if blocks.is_empty() => break,
                Ok(blocks) => {
                    tracing::debug!(blocks = blocks.len(), seats = pace.seats, "holds have expired")
                }
                Err(error) => {
                    failures::warn("cannot free expired holds", &error);
                    break;
                }
            }
            let took = begin.elapsed();
            pace.learn(took);
            // Half of the time the store is the buyers' alone.
            sleep(took.min(LONGEST_PAUSE)).await;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// How many seats a round has after some rounds, at a store that takes `base` and `each` more for each seat.
    fn settles_at(base: Duration, each: Duration) -> Vec<u32> {
        let mut pace = Pace::new();
        let round = |_| {
            pace.learn(base + each * pace.seats);
            pace.seats
        };
        (0..20).map(round).skip(10).collect()
    }

    #[test]
    fn rounds_are_small_where_they_are_work_and_large_where_they_are_a_journey() {
        let [millisecond, micro] = [Duration::from_millis(1), Duration::from_micros(1)];
        assert!(settles_at(2 * millisecond, 80 * micro).into_iter().all(|seats| seats <= 32));
        assert!(settles_at(micro, 80 * micro).into_iter().all(|seats| seats <= 16));
        assert!(settles_at(22 * millisecond, 80 * micro).into_iter().all(|seats| seats == MOST));
    }
}
