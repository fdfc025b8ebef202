//! The same question about many things, asked about all of them at once.

use crate::{panics::caught, shared_error::shared_error};
use jari_core::ports::StoreError;
use std::{
    collections::{HashMap, HashSet},
    hash::Hash,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};
use tokio::sync::oneshot;

/// About so many at most, so that no question is too long.
const MOST: usize = 500;

type Asked<T> = Vec<(T, oneshot::Sender<Result<bool, Arc<StoreError>>>)>;

/// By key, who waits to be told whether his is among those. An entry lasts as long as somebody asks.
pub(crate) struct Gathered<K: Eq + Hash, T> {
    waiting: Arc<Mutex<HashMap<K, Asked<T>>>>,
}

impl<K: Eq + Hash, T> Default for Gathered<K, T> {
    fn default() -> Self {
        Self { waiting: Arc::default() }
    }
}

impl<K, T> Gathered<K, T>
where
    K: Clone + Eq + Hash + Send + 'static,
    T: Clone + Eq + Hash + Send + 'static,
{
    /// Whether `one` is among those that `work` tells, of some that it is given. The work begins now, or when what is under way
    /// has ended, for all who have come meanwhile; all who ask by one key must mean the same work.
    pub(crate) async fn ask<F>(
        &self,
        key: K,
        one: T,
        work: impl Fn(Vec<T>) -> F + Send + 'static,
    ) -> Result<bool, StoreError>
    where
        F: Future<Output = Result<Vec<T>, StoreError>> + Send + 'static,
    {
        let (tell, told) = oneshot::channel();
        {
            let mut waiting = lock(&self.waiting);
            if let Some(others) = waiting.get_mut(&key) {
                others.push((one, tell));
            } else {
                waiting.insert(key.clone(), vec![(one, tell)]);
                tokio::spawn(Asking { key, waiting: Arc::clone(&self.waiting), ended: false }.run(work));
            }
        }
        match told.await {
            Ok(outcome) => outcome.map_err(|error| shared_error(&error)),
            Err(gone) => Err(StoreError::Unavailable(Box::new(gone))),
        }
    }
}

/// Asks until nobody wants to know any more.
struct Asking<K: Eq + Hash, T> {
    key: K,
    waiting: Arc<Mutex<HashMap<K, Asked<T>>>>,
    ended: bool,
}

impl<K: Eq + Hash, T: Clone + Eq + Hash> Asking<K, T> {
    async fn run<F>(mut self, work: impl Fn(Vec<T>) -> F)
    where
        F: Future<Output = Result<Vec<T>, StoreError>>,
    {
        loop {
            // Whoever is just about to ask is asked for as well.
            tokio::task::yield_now().await;
            let Some(now) = self.next() else { return };
            let about: HashSet<&T> = now.iter().map(|(one, _)| one).collect();
            let told = caught(work(about.into_iter().cloned().collect())).await;
            let told = told.map(HashSet::<T>::from_iter).map_err(Arc::new);
            for (one, tell) in now {
                // Whoever has left is not told.
                let _ = tell.send(told.as_ref().map(|told| told.contains(&one)).map_err(Arc::clone));
            }
        }
    }

    /// Those who have come first. With nobody there the entry goes, in the same moment.
    fn next(&mut self) -> Option<Asked<T>> {
        let mut waiting = lock(&self.waiting);
        let all = waiting.get_mut(&self.key).map(std::mem::take).unwrap_or_default();
        let mut now: Asked<T> = all.into_iter().filter(|(_, tell)| !tell.is_closed()).collect();
        if now.is_empty() {
            waiting.remove(&self.key);
            self.ended = true;
            return None;
        }
        let later = now.split_off(now.len().min(MOST));
        if let Some(entry) = waiting.get_mut(&self.key) {
            *entry = later;
        }
        Some(now)
    }
}

impl<K: Eq + Hash, T> Drop for Asking<K, T> {
    /// However it ends, whoever waits must not wait for ever. After an end in order an entry would be somebody else's.
    fn drop(&mut self) {
        if !self.ended {
            lock(&self.waiting).remove(&self.key);
        }
    }
}

fn lock<K, T>(waiting: &Mutex<HashMap<K, Asked<T>>>) -> MutexGuard<'_, HashMap<K, Asked<T>>> {
    waiting.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures_util::future::{join_all, poll_immediate};
    use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
    use tokio::sync::Semaphore;

    #[tokio::test]
    async fn a_crowd_is_asked_about_at_once_and_each_is_told_of_his_own() {
        let (asked, open, rounds) =
            (Gathered::<u8, u32>::default(), Arc::new(Semaphore::new(0)), Arc::new(AtomicUsize::new(0)));
        let ask = |one| {
            let (open, rounds) = (Arc::clone(&open), Arc::clone(&rounds));
            asked.ask(1, one, move |ones: Vec<u32>| {
                let (open, rounds) = (Arc::clone(&open), Arc::clone(&rounds));
                async move {
                    assert!(ones.len() <= MOST);
                    let round = rounds.fetch_add(1, SeqCst) + 1;
                    open.acquire().await.unwrap().forget();
                    assert_ne!(round, 4, "as it was told to");
                    if round == 5 {
                        return Err(StoreError::Unavailable("the fifth".into()));
                    }
                    Ok(ones.into_iter().filter(|one| one % 3 == 0).collect())
                }
            })
        };
        let mut first = Box::pin(ask(3));
        assert!(poll_immediate(&mut first).await.is_none());
        while rounds.load(SeqCst) == 0 {
            tokio::task::yield_now().await;
        }
        // Who comes later is not served by what has begun: twice as many as are asked about at once.
        let mut late: Vec<_> = (0..2 * MOST as u32).map(|one| Box::pin(ask(one))).collect();
        for one in &mut late {
            assert!(poll_immediate(one).await.is_none());
        }
        open.add_permits(99);
        assert!(first.await.unwrap());
        for (one, told) in join_all(late).await.into_iter().enumerate() {
            assert_eq!(told.unwrap(), one % 3 == 0, "{one}");
        }
        assert_eq!(rounds.load(SeqCst), 3);
        let (one, other) = tokio::join!(ask(1), ask(3));
        assert!(one.is_err() && other.unwrap_err().to_string().contains("as it was told to"));
        assert!(ask(3).await.is_err());
        assert_eq!((ask(3).await.unwrap(), ask(4).await.unwrap()), (true, false));
        for _ in 0..100 {
            tokio::task::yield_now().await;
        }
        assert!(lock(&asked.waiting).is_empty());
    }
}
