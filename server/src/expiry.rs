//! Frees seats whose hold has run out, without anyone asking.

use jari_core::{failures, services::AllocationService};
use std::time::Duration;
use tokio::time::{Instant, MissedTickBehavior, interval, sleep};
use tokio_util::sync::CancellationToken;

/// How often expired holds are looked for.
const EVERY: Duration = Duration::from_millis(500);

/// Seats freed in one round: at first, and at most.
const FEWEST: u32 = 8;
const MOST: u32 = 128;

/// Seats freed in a second, at most: each of them is told to viewers and to the log as well.
const MOST_A_SECOND: u32 = 2_500;

/// The longest pause that a slow round asks for: it may have waited for a store that is far away, and kept nobody from it.
const LONGEST_PAUSE: Duration = Duration::from_millis(5);

/// How much is freed at once, so that who buys meanwhile waits for little more than without. A round is made larger as long as
/// that makes it hardly longer: it then waits for a store that is far away, and not for work.
#[derive(Debug)]
struct Pace {
    seats: u32,
    /// The shortest round so far. A round of any size is no shorter than the smallest ones are, so that one of these which was
    /// slow by chance does not let all others grow.
    shortest: Duration,
}

impl Pace {
    const fn new() -> Self {
        Self { seats: FEWEST, shortest: Duration::MAX }
    }

    /// Learns from what a round has taken, and tells for how long to leave the store to the buyers.
    fn learn(&mut self, took: Duration) -> Duration {
        let share = Duration::from_secs(1) * self.seats / MOST_A_SECOND;
        self.shortest = self.shortest.min(took);
        self.seats = if took > self.shortest.saturating_add(self.shortest / 2) {
            (self.seats / 2).max(FEWEST)
        } else {
            (self.seats * 2).min(MOST)
        };
        (took / 2).min(LONGEST_PAUSE).max(share.saturating_sub(took))
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
            sleep(pace.learn(begin.elapsed())).await;
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
    fn the_store_is_left_to_the_buyers_after_each_round() {
        let [micro, millisecond] = [Duration::from_micros(1), Duration::from_millis(1)];
        let pause = |took| Pace::new().learn(took);
        assert_eq!(pause(100 * micro), 3_100 * micro, "not more than so many a second");
        assert_eq!(pause(6_000 * micro), 3_000 * micro);
        assert_eq!(pause(80 * millisecond), LONGEST_PAUSE);
    }

    #[test]
    fn a_first_round_that_was_slow_by_chance_lets_no_other_grow() {
        let mut pace = Pace::new();
        pace.learn(Duration::from_millis(40));
        let round = |_| {
            pace.learn(Duration::from_millis(2) + Duration::from_micros(200) * pace.seats);
            pace.seats
        };
        let seats: Vec<_> = (0..20).map(round).collect();
        assert!(seats.iter().all(|seats| *seats <= 32), "{seats:?}");
    }

    #[test]
    fn rounds_are_small_where_they_are_work_and_large_where_they_are_a_journey() {
        let [millisecond, micro] = [Duration::from_millis(1), Duration::from_micros(1)];
        assert!(settles_at(2 * millisecond, 200 * micro).into_iter().all(|seats| seats <= 32));
        assert!(settles_at(micro, 200 * micro).into_iter().all(|seats| seats <= 32));
        assert!(settles_at(22 * millisecond, 200 * micro).into_iter().all(|seats| seats >= 32));
        assert!(settles_at(22 * millisecond, 40 * micro).into_iter().all(|seats| seats == MOST));
    }
}
