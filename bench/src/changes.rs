//! Changes at a set rate, each a request of its own, and when each was answered.

use crate::error::Result;
use std::{
    thread::{self, sleep},
    time::{Duration, Instant},
};

/// How fast, and how long.
#[derive(Clone, Copy, Debug)]
pub struct Pace {
    /// Changes a second, all connections together.
    pub rate: u32,
    /// For how long.
    pub time: Duration,
    /// Connections that take turns, so that a slow answer does not delay the next change.
    pub connections: usize,
}

/// What was changed.
#[derive(Debug, Default)]
pub struct Changes {
    /// Each change's key, and when its answer came, in microseconds since the base.
    pub answered: Vec<(u32, u32)>,
    /// How far behind its schedule the latest request was sent.
    pub late: Duration,
    /// How long it took from the first request to the last answer.
    pub took: Duration,
}

/// Makes one change after the other and tells each one's key.
pub trait Change: Send {
    /// Makes the next change.
    ///
    /// # Errors
    /// Whatever comes instead.
    fn make(&mut self) -> Result<u32>;
}

/// Makes changes until the time is up. `changers` has one for each connection; they are given back as they are then.
pub fn make_changes<C: Change>(changers: &mut [C], pace: Pace, base: Instant) -> Result<Changes> {
    let interval = Duration::from_secs(1) / pace.rate.max(1);
    let begin = Instant::now();
    let turns = changers.len();
    let parts: Vec<Result<Changes>> = thread::scope(|scope| {
        let work = changers.iter_mut().enumerate().map(|(turn, changer)| {
            scope.spawn(move || {
                let mut done = Changes::default();
                for place in (turn..).step_by(turns) {
                    let due = interval * u32::try_from(place)?;
                    // A server that does not keep up is asked for less, not for longer.
                    if due.max(begin.elapsed()) >= pace.time {
                        break;
                    }
                    sleep(due.saturating_sub(begin.elapsed()));
                    done.late = done.late.max(begin.elapsed().saturating_sub(due));
                    let key = changer.make()?;
                    done.answered.push((key, u32::try_from(base.elapsed().as_micros())?));
                }
                done.took = begin.elapsed();
                Ok(done)
            })
        });
        let work: Vec<_> = work.collect();
        work.into_iter()
            .map(|thread| thread.join().unwrap_or_else(|_| Err("a thread broke down".into())))
            .collect()
    });
    let mut all = Changes::default();
    for part in parts {
        let part = part?;
        all.answered.extend(part.answered);
        all.late = all.late.max(part.late);
        all.took = all.took.max(part.took);
    }
    Ok(all)
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Counter(u32);

    impl Change for Counter {
        fn make(&mut self) -> Result<u32> {
            self.0 += 1;
            Ok(self.0)
        }
    }

    #[test]
    fn the_pace_is_kept() {
        let pace = Pace { rate: 500, time: Duration::from_millis(50), connections: 2 };
        let mut changers = [Counter(0), Counter(100)];
        let changes = make_changes(&mut changers, pace, Instant::now()).unwrap();
        assert_eq!(changes.answered.len(), 25);
        assert_eq!((changers[0].0, changers[1].0), (13, 112));
    }
}
