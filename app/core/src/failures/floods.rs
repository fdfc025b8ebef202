//! What was told lately, and how often it has come since.

use super::{COUNTED_FOR, Grade};
use std::{collections::HashMap, time::Instant};

/// As many different failures of one kind of work are told in a while. A text with a changing number in it would otherwise
/// be a new one each time.
const MOST: usize = 8;

/// The failures of each kind of work, which are few, as each is a text in the program.
#[derive(Debug, Default)]
pub(super) struct Floods(HashMap<&'static str, Vec<Seen>>);

/// One failure.
#[derive(Debug)]
struct Seen {
    grade: Grade,
    causes: String,
    told: Instant,
    /// How often it has come since it was told.
    more: u64,
}

/// What has come more often than it was told.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Counted {
    pub(super) grade: Grade,
    pub(super) what: &'static str,
    pub(super) causes: String,
    pub(super) more: u64,
}

impl Floods {
    /// Takes in a failure; whether it is one to tell.
    pub(super) fn note(&mut self, grade: Grade, what: &'static str, causes: &str, now: Instant) -> bool {
        let seen = self.0.entry(what).or_default();
        if let Some(known) = seen.iter_mut().find(|known| known.causes == causes) {
            known.more += 1;
            return false;
        }
        if seen.len() >= MOST {
            // It goes with the one that was told last, which it is most like to be.
            if let Some(last) = seen.last_mut() {
                last.more += 1;
            }
            return false;
        }
        seen.push(Seen { grade, causes: causes.to_owned(), told: now, more: 0 });
        true
    }

    /// Forgets what has not come again for a while, and answers what has.
    pub(super) fn sweep(&mut self, now: Instant) -> Vec<Counted> {
        let mut counted = Vec::new();
        for (what, seen) in &mut self.0 {
            seen.retain_mut(|known| {
                if now.saturating_duration_since(known.told) < COUNTED_FOR {
                    return true;
                }
                let more = std::mem::take(&mut known.more);
                if more > 0 {
                    let (grade, causes) = (known.grade, known.causes.clone());
                    counted.push(Counted { grade, what, causes, more });
                    known.told = now;
                }
                more > 0
            });
        }
        self.0.retain(|_, seen| !seen.is_empty());
        counted
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_flood_is_told_once_and_then_counted() {
        let (mut floods, begun) = (Floods::default(), Instant::now());
        let mut told = 0;
        for _ in 0..1_000 {
            told += usize::from(floods.note(Grade::Warning, "cannot look", "gone", begun));
        }
        assert!(floods.note(Grade::Warning, "cannot look", "late", begun), "another cause");
        assert!(floods.note(Grade::Warning, "cannot write", "gone", begun), "another work");
        assert_eq!(told, 1);
        assert!(floods.sweep(begun).is_empty(), "it is too early");
        let later = begun + COUNTED_FOR;
        let again =
            Counted { grade: Grade::Warning, what: "cannot look", causes: "gone".to_owned(), more: 999 };
        assert_eq!(floods.sweep(later), [again]);
        // Still the same flood, and then no more.
        assert!(!floods.note(Grade::Warning, "cannot look", "gone", later));
        assert_eq!(floods.sweep(later + COUNTED_FOR).len(), 1);
        assert!(floods.sweep(later + COUNTED_FOR * 2).is_empty());
        assert!(floods.0.is_empty());
        assert!(floods.note(Grade::Warning, "cannot look", "gone", later), "told again");
    }

    #[test]
    fn texts_that_are_never_the_same_are_bounded() {
        let (mut floods, now) = (Floods::default(), Instant::now());
        let told =
            (0..10_000).filter(|n| floods.note(Grade::Error, "cannot read", &n.to_string(), now)).count();
        assert_eq!((told, floods.0["cannot read"].len()), (MOST, MOST));
        let more: u64 = floods.sweep(now + COUNTED_FOR).iter().map(|told| told.more).sum();
        assert_eq!(more, 10_000 - MOST as u64);
    }
}
