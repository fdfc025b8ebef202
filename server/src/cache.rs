//! What is kept in memory of what is slow to read.

use crate::{panics::caught, shared_error::shared_error};
use jari_core::ports::StoreError;
use moka::{
    future::{Cache, CacheBuilder},
    policy::EvictionPolicy,
};
use std::{hash::Hash, sync::Arc};

/// A cache of so much, whatever is weighed, in which the one that nobody has asked for the longest goes first. What comes is
/// always kept: a cache that prefers what was asked for often would read anew, for a while, what a crowd has just come for.
pub(crate) fn lru<K, V>(most: u64) -> CacheBuilder<K, V, Cache<K, V>>
where
    K: Eq + Hash + Send + Sync + 'static,
    V: Clone + Send + Sync + 'static,
{
    Cache::builder().max_capacity(most).eviction_policy(EvictionPolicy::lru())
}

/// What is kept under the key; if nothing is, what is read, once for all who ask meanwhile, so that it is for what never changes.
/// It is read to its end even if nobody can wait for it: whoever comes again finds it. What is not there (none), and a failure,
/// are told to all who waited for it, and are not kept.
pub(crate) async fn read_through<K, V, F>(
    kept: &Cache<K, V>,
    key: K,
    read: impl FnOnce() -> F,
) -> Result<Option<V>, StoreError>
where
    K: Eq + Hash + Send + Sync + 'static,
    V: Clone + Send + Sync + 'static,
    F: Future<Output = Result<Option<V>, StoreError>> + Send + 'static,
{
    if let Some(value) = kept.get(&key).await {
        return Ok(Some(value));
    }
    let (kept, read) = (kept.clone(), read());
    // Each is a task: one that reads and is given up would leave the others to begin anew, and the cache allows for few of them.
    let reading = tokio::spawn(async move {
        let found = async { caught(read).await.map_err(|error| Some(Arc::new(error)))?.ok_or(None) };
        let told = kept.try_get_with(key, found).await;
        // What is too much goes now, and not when the cache next tidies up.
        kept.run_pending_tasks().await;
        told
    });
    match reading.await {
        Ok(Ok(value)) => Ok(Some(value)),
        Ok(Err(unread)) => unread.as_ref().as_ref().map_or(Ok(None), |error| Err(shared_error(error))),
        Err(error) => Err(StoreError::Unavailable(Box::new(error))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures_util::future::{join_all, poll_immediate};
    use tokio::sync::Semaphore;

    #[tokio::test]
    async fn a_crowd_reads_once_and_to_the_end_however_many_leave() {
        let (kept, open, reads) = (Cache::new(9), Arc::new(Semaphore::new(0)), Arc::new(Semaphore::new(0)));
        let ask = |key| {
            let (open, reads) = (Arc::clone(&open), Arc::clone(&reads));
            let read = async move {
                reads.add_permits(1);
                open.acquire().await.unwrap().forget();
                Ok(Some("what is there"))
            };
            read_through(&kept, key, || read)
        };
        let mut crowd: Vec<_> = (0..300).map(|_| Box::pin(ask(1))).collect();
        for one in &mut crowd {
            assert!(poll_immediate(one).await.is_none());
        }
        reads.acquire().await.unwrap().forget();
        crowd.drain(..250);
        open.add_permits(1);
        for told in join_all(crowd).await {
            assert_eq!(told.unwrap(), Some("what is there"));
        }
        assert_eq!(ask(1).await.unwrap(), Some("what is there"));
        let mut alone = Box::pin(ask(2));
        assert!(poll_immediate(&mut alone).await.is_none());
        drop(alone);
        open.add_permits(1);
        while kept.get(&2).await.is_none() {
            tokio::task::yield_now().await;
        }
        assert_eq!(reads.available_permits(), 1);
    }

    #[tokio::test]
    async fn neither_nothing_nor_a_failure_nor_a_panic_is_kept() {
        let kept = Cache::<u8, u8>::new(9);
        assert_eq!(read_through(&kept, 1, || async { Ok(None) }).await.unwrap(), None);
        let gone = || async { Err(StoreError::Unavailable("switched off".into())) };
        let (one, other) = tokio::join!(read_through(&kept, 1, gone), read_through(&kept, 1, gone));
        assert!(matches!((one, other), (Err(StoreError::Unavailable(_)), Err(StoreError::Unavailable(_)))));
        let failed = read_through(&kept, 1, || async { panic!("as it was told to") }).await.unwrap_err();
        assert!(failed.to_string().contains("as it was told to"));
        assert_eq!(read_through(&kept, 1, || async { Ok(Some(7)) }).await.unwrap(), Some(7));
        assert_eq!(read_through(&kept, 1, || async { Ok(None) }).await.unwrap(), Some(7));
    }
}
