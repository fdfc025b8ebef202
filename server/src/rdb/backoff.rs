//! How long to wait before a connection is made in place of one that has failed.

use std::{
    sync::{Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

/// The wait after the second failure in a row; it doubles with each further one. After the first there is none.
const FIRST: Duration = Duration::from_millis(20);

/// The longest wait: so long a store may be well again before that is noticed.
const MOST: Duration = Duration::from_millis(500);

/// What is known of the connections of a pool.
#[derive(Debug, Default)]
pub(super) struct Backoff(Mutex<State>);

#[derive(Debug, Default)]
struct State {
    /// Connections in a row that failed.
    failures: u32,
    /// When the next one may be used.
    until: Option<Instant>,
}

impl Backoff {
    /// A connection has done what it was asked.
    pub(super) fn succeeded(&self) {
        let mut state = self.state();
        if state.failures != 0 {
            *state = State::default();
        }
    }

    /// A connection has failed, and is given up.
    pub(super) fn failed(&self) {
        let mut state = self.state();
        let wait = match state.failures {
            0 => Duration::ZERO,
            more => FIRST.saturating_mul(1 << (more - 1).min(8)).min(MOST),
        };
        state.failures = state.failures.saturating_add(1);
        state.until = Some(Instant::now() + wait);
    }

    /// How long to wait now.
    pub(super) fn wait(&self) -> Duration {
        let until = self.state().until;
        until.map_or(Duration::ZERO, |until| until.saturating_duration_since(Instant::now()))
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_failure_costs_no_time_and_many_cost_no_more_than_the_most() {
        let backoff = Backoff::default();
        assert_eq!(backoff.wait(), Duration::ZERO);
        backoff.failed();
        assert_eq!(backoff.wait(), Duration::ZERO);
        for _ in 0..100 {
            backoff.failed();
        }
        let wait = backoff.wait();
        assert!(wait <= MOST && wait > MOST / 2, "{wait:?}");
        backoff.succeeded();
        assert_eq!(backoff.wait(), Duration::ZERO);
    }
}
