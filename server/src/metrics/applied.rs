//! When the last changes of a channel became known.

use jari_core::domain::Revision;
use std::{collections::VecDeque, time::Instant};

/// So many are remembered. Who is further behind than that is counted as waiting since the oldest of them.
const REMEMBERED: usize = 64;

/// The revisions that a channel went to, and when.
#[derive(Debug, Default)]
pub struct Applied {
    latest: VecDeque<(Revision, Instant)>,
}

impl Applied {
    /// Notes that the channel has just gone to `rev`.
    pub fn note(&mut self, rev: Revision) {
        if self.latest.len() == REMEMBERED {
            self.latest.pop_front();
        }
        self.latest.push_back((rev, Instant::now()));
    }

    /// When the first change above `rev` became known: since then has one waited who has seen no more than `rev`.
    pub fn first_above(&self, rev: Revision) -> Option<Instant> {
        let first = self.latest.partition_point(|(known, _)| *known <= rev);
        self.latest.get(first).map(|(_, at)| *at)
    }

    /// Forgets everything: the revisions are of another history from now on.
    pub fn clear(&mut self) {
        self.latest.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_waits_since_the_first_change_that_one_has_not_seen() {
        let mut applied = Applied::default();
        for rev in 1..=100 {
            applied.note(Revision(rev * 2));
        }
        let at = |rev| applied.first_above(Revision(rev)).unwrap();
        assert!(at(150) < at(152));
        assert_eq!(at(150), at(151));
        assert_eq!(applied.first_above(Revision(200)), None);
        // What is forgotten by now waits since the oldest that is not.
        assert_eq!(at(0), at(72));
        assert!(at(0) < at(74));
    }
}
