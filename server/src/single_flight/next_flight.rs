//! One flight for all who want the same, and none that departed before they asked.

use crate::{panics::caught, shared_error::shared_error};
use jari_core::ports::StoreError;
use std::{
    collections::HashMap,
    hash::Hash,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};
use tokio::sync::oneshot;

type Outcome<V> = Result<V, Arc<StoreError>>;
type Waiting<V> = Vec<oneshot::Sender<Outcome<V>>>;

/// The work under way by key, and for each key who waits for work that has not begun. An entry lasts as long as its work.
pub(crate) struct NextFlight<K: Eq + Hash, V> {
    waiting: Arc<Mutex<HashMap<K, Waiting<V>>>>,
}

impl<K: Eq + Hash, V> Default for NextFlight<K, V> {
    fn default() -> Self {
        Self { waiting: Arc::default() }
    }
}

impl<K, V> NextFlight<K, V>
where
    K: Clone + Eq + Hash + Send + 'static,
    V: Clone + Send + 'static,
{
    /// The outcome of work that begins now, or when what is under way has ended; by then it is the work of whoever asked
    /// first, so that all who ask by one key must mean the same. It goes on when whoever asked has left.
    pub(crate) async fn ask<F>(&self, key: K, work: impl Fn() -> F + Send + 'static) -> Result<V, StoreError>
    where
        F: Future<Output = Result<V, StoreError>> + Send + 'static,
    {
        let (tell, told) = oneshot::channel();
        {
            let mut waiting = lock(&self.waiting);
            if let Some(others) = waiting.get_mut(&key) {
                others.push(tell);
            } else {
                waiting.insert(key.clone(), vec![tell]);
                let flight = Flight { key, waiting: Arc::clone(&self.waiting), ended: false };
                tokio::spawn(flight.run(work));
            }
        }
        match told.await {
            Ok(outcome) => outcome.map_err(|error| shared_error(&error)),
            Err(gone) => Err(StoreError::Unavailable(Box::new(gone))),
        }
    }
}

/// Does one thing until nobody wants it any more.
struct Flight<K: Eq + Hash, V> {
    key: K,
    waiting: Arc<Mutex<HashMap<K, Waiting<V>>>>,
    ended: bool,
}

impl<K: Eq + Hash, V: Clone> Flight<K, V> {
    async fn run<F>(mut self, work: impl Fn() -> F)
    where
        F: Future<Output = Result<V, StoreError>>,
    {
        loop {
            // Whoever is just about to ask shares this work. With nobody there it costs nothing.
            tokio::task::yield_now().await;
            let Some(now) = self.next() else { return };
            let outcome = caught(work()).await.map_err(Arc::new);
            for tell in now {
                // Whoever has left is not told.
                let _ = tell.send(outcome.clone());
            }
        }
    }

    /// Those who have come until now. With nobody there the entry goes, in the same moment.
    fn next(&mut self) -> Option<Waiting<V>> {
        let mut waiting = lock(&self.waiting);
        let mut next = waiting.get_mut(&self.key).map(std::mem::take).unwrap_or_default();
        next.retain(|tell| !tell.is_closed());
        if next.is_empty() {
            waiting.remove(&self.key);
            self.ended = true;
            return None;
        }
        Some(next)
    }
}

impl<K: Eq + Hash, V> Drop for Flight<K, V> {
    /// However it ends, whoever waits must not wait for ever. After an end in order an entry would be somebody else's.
    fn drop(&mut self) {
        if !self.ended {
            lock(&self.waiting).remove(&self.key);
        }
    }
}

fn lock<K, V>(waiting: &Mutex<HashMap<K, Waiting<V>>>) -> MutexGuard<'_, HashMap<K, Waiting<V>>> {
    waiting.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures_util::future::{join_all, poll_immediate};
    use std::sync::atomic::{AtomicUsize, Ordering};
    use tokio::sync::Semaphore;

    /// A read that ends when it is let, and tells which one it was.
    #[derive(Clone)]
    struct Gate {
        begun: Arc<AtomicUsize>,
        open: Arc<Semaphore>,
    }

    impl Gate {
        fn new() -> Self {
            Self { begun: Arc::default(), open: Arc::new(Semaphore::new(0)) }
        }

        fn read(
            &self,
        ) -> impl Fn() -> futures_util::future::BoxFuture<'static, Result<usize, StoreError>> + use<>
        {
            let gate = self.clone();
            move || {
                let gate = gate.clone();
                Box::pin(async move {
                    let number = gate.begun.fetch_add(1, Ordering::SeqCst) + 1;
                    gate.open.acquire().await.unwrap().forget();
                    assert_ne!(number, 7, "as it was told to");
                    if number == 3 { Err(StoreError::Unavailable("the third".into())) } else { Ok(number) }
                })
            }
        }

        async fn until_begun(&self, number: usize) {
            while self.begun.load(Ordering::SeqCst) < number {
                tokio::task::yield_now().await;
            }
        }
    }

    #[tokio::test]
    async fn those_who_come_during_a_read_share_the_next_one() {
        let (reads, gate) = (NextFlight::<u8, usize>::default(), Gate::new());
        let mut first = Box::pin(reads.ask(1, gate.read()));
        assert!(poll_immediate(&mut first).await.is_none());
        gate.until_begun(1).await;
        let mut late: Vec<_> = (0..50).map(|_| Box::pin(reads.ask(1, gate.read()))).collect();
        for one in &mut late {
            assert!(poll_immediate(one).await.is_none());
        }
        late.truncate(40);
        gate.open.add_permits(2);
        assert_eq!(first.await.unwrap(), 1);
        assert!(join_all(late).await.into_iter().all(|outcome| outcome.unwrap() == 2));
        // The third fails for all who wait for it, and the fourth does not.
        gate.open.add_permits(9);
        assert!(reads.ask(1, gate.read()).await.is_err());
        assert_eq!(reads.ask(1, gate.read()).await.unwrap(), 4);
        // The reader ends when it has seen that nobody is there.
        for _ in 0..100 {
            tokio::task::yield_now().await;
        }
        assert!(lock(&reads.waiting).is_empty());
    }

    #[tokio::test]
    async fn a_read_that_panics_fails_and_the_next_one_does_not() {
        let (reads, gate) = (NextFlight::<u8, usize>::default(), Gate::new());
        gate.open.add_permits(9);
        gate.begun.store(6, Ordering::SeqCst);
        let (one, other) = tokio::join!(reads.ask(1, gate.read()), reads.ask(1, gate.read()));
        for failed in [one.unwrap_err(), other.unwrap_err()] {
            assert!(failed.to_string().contains("as it was told to"), "what led to it: {failed}");
        }
        assert_eq!(reads.ask(1, gate.read()).await.unwrap(), 8);
    }
}
