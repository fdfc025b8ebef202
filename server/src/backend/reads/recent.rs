//! A few of many things, those that were used last.

use std::{
    collections::HashMap,
    hash::Hash,
    sync::{Mutex, MutexGuard, PoisonError},
};

/// Keeps at most so many values, and forgets the one that was not used for the longest.
pub struct Recent<K, V> {
    most: usize,
    kept: Mutex<Kept<K, V>>,
}

struct Kept<K, V> {
    /// Grows with every use.
    uses: u64,
    values: HashMap<K, (u64, V)>,
}

impl<K: Clone + Eq + Hash, V: Clone> Recent<K, V> {
    /// Room for so many.
    pub fn new(most: usize) -> Self {
        Self { most, kept: Mutex::new(Kept { uses: 0, values: HashMap::new() }) }
    }

    /// What is kept under the key.
    pub fn get(&self, key: &K) -> Option<V> {
        let mut kept = self.kept();
        kept.uses += 1;
        let uses = kept.uses;
        let (used, value) = kept.values.get_mut(key)?;
        *used = uses;
        Some(value.clone())
    }

    /// Keeps a value, in place of another of the same key.
    pub fn put(&self, key: K, value: V) {
        let mut kept = self.kept();
        kept.uses += 1;
        let uses = kept.uses;
        kept.values.insert(key, (uses, value));
        if kept.values.len() > self.most
            && let Some(oldest) =
                kept.values.iter().min_by_key(|(_, (used, _))| *used).map(|(key, _)| key.clone())
        {
            kept.values.remove(&oldest);
        }
    }

    fn kept(&self) -> MutexGuard<'_, Kept<K, V>> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_not_used_for_the_longest_goes_first() {
        let recent = Recent::new(2);
        recent.put("a", 1);
        recent.put("b", 2);
        assert_eq!(recent.get(&"a"), Some(1));
        recent.put("c", 3);
        assert_eq!((recent.get(&"a"), recent.get(&"b"), recent.get(&"c")), (Some(1), None, Some(3)));
        recent.put("a", 4);
        assert_eq!((recent.get(&"a"), recent.get(&"c")), (Some(4), Some(3)));
    }
}
