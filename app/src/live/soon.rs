//! A little later, and not at the same time as other pages: what makes every page ask the server at once, such as a new
//! epoch, must not make it answer all of them at once.

use std::time::Duration;

/// The longest that it takes.
const WITHIN_MILLIS: f64 = 1_000.0;

/// How much later; `random` is in 0..1.
pub fn spread(random: f64) -> Duration {
    Duration::from_millis((WITHIN_MILLIS * random.clamp(0.0, 1.0)) as u64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_ask_all_over_a_second_and_none_later() {
        let asked: Vec<_> = (0..1_000).map(|page| spread(f64::from(page) / 1_000.0)).collect();
        for tenth in 0..10 {
            let from = Duration::from_millis(tenth * 100);
            let within = asked.iter().filter(|at| (from..from + Duration::from_millis(100)).contains(*at));
            assert_eq!(within.count(), 100);
        }
        assert_eq!(spread(f64::NAN), Duration::ZERO);
        assert_eq!(spread(7.0), Duration::from_secs(1));
    }
}
