//! What was told and is not told again.

use std::collections::{HashMap, HashSet};

/// As many different causes of each kind are told.
const MOST: usize = 8;

/// What was told of each kind of work, which are few, as each is a text in the program.
#[derive(Debug, Default)]
pub(super) struct Once(HashMap<&'static str, HashSet<String>>);

impl Once {
    /// Takes in a cause; whether it is one to tell.
    pub(super) fn note(&mut self, what: &'static str, causes: &str) -> bool {
        let told = self.0.entry(what).or_default();
        told.len() < MOST && !told.contains(causes) && told.insert(causes.to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_cause_is_told_once_and_only_so_many() {
        let mut once = Once::default();
        assert!(once.note("cannot read", "this"));
        assert!(once.note("cannot read", "that"));
        assert!(once.note("cannot write", "this"), "another work");
        assert!(!once.note("cannot read", "this"));
        let told = (0..1_000).filter(|n| once.note("cannot read", &n.to_string())).count();
        assert_eq!(told, MOST - 2);
    }
}
