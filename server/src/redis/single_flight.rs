//! One of a crowd does the work, and the others wait for its outcome.

use crate::{panics::caught, shared_error::shared_error};
use futures_util::{
    FutureExt,
    future::{BoxFuture, Shared},
};
use jari_core::ports::StoreError;
use std::{
    collections::HashMap,
    hash::Hash,
    sync::{Arc, Mutex, PoisonError},
};

type Outcome = Result<(), Arc<StoreError>>;

/// The work under way, by what it is about. An entry lasts as long as its work, however that ends.
pub(super) struct SingleFlight<K> {
    running: Arc<Mutex<HashMap<K, Shared<BoxFuture<'static, Outcome>>>>>,
}

impl<K> Default for SingleFlight<K> {
    fn default() -> Self {
        Self { running: Arc::default() }
    }
}

impl<K: Clone + Eq + Hash + Send + 'static> SingleFlight<K> {
    /// Does the work, or waits for somebody who is at it already. The work goes on when whoever asked has left.
    pub(super) async fn run<F>(&self, key: K, work: impl FnOnce() -> F) -> Result<(), StoreError>
    where
        F: Future<Output = Result<(), StoreError>> + Send + 'static,
    {
        let flight = {
            let mut running = self.running.lock().unwrap_or_else(PoisonError::into_inner);
            if let Some(flight) = running.get(&key) {
                flight.clone()
            } else {
                let flight = self.start(key.clone(), work());
                running.insert(key, flight.clone());
                flight
            }
        };
        flight.await.map_err(|error| shared_error(&error))
    }

    fn start<F>(&self, key: K, work: F) -> Shared<BoxFuture<'static, Outcome>>
    where
        F: Future<Output = Result<(), StoreError>> + Send + 'static,
    {
        // The task waits for the lock before it removes its entry, so that the entry is always there to be removed.
        let running = Arc::clone(&self.running);
        let task = tokio::spawn(async move {
            let outcome = caught(work).await.map_err(Arc::new);
            running.lock().unwrap_or_else(PoisonError::into_inner).remove(&key);
            outcome
        });
        async { task.await.unwrap_or_else(|error| Err(Arc::new(StoreError::Unavailable(Box::new(error))))) }
            .boxed()
            .shared()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn work_that_panics_fails_and_the_next_does_not() {
        let flights = SingleFlight::default();
        let panics = || flights.run(1, || async { panic!("as it was told to") });
        let (one, other) = tokio::join!(panics(), panics());
        for failed in [one, other] {
            assert!(failed.unwrap_err().to_string().contains("as it was told to"));
        }
        assert!(flights.running.lock().unwrap().is_empty());
        assert!(flights.run(1, || async { Ok(()) }).await.is_ok());
    }
}
