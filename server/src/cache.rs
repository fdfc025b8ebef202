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
/// When whoever reads leaves, the next one does. What is not there (none), and a failure, are told to all who waited for it,
/// and are not kept.
pub(crate) async fn read_through<K, V>(
    kept: &Cache<K, V>,
    key: &K,
    read: impl Future<Output = Result<Option<V>, StoreError>>,
) -> Result<Option<V>, StoreError>
where
    K: Clone + Eq + Hash + Send + Sync + 'static,
    V: Clone + Send + Sync + 'static,
{
    let found = async { caught(read).await.map_err(|error| Some(Arc::new(error)))?.ok_or(None) };
    match kept.try_get_with_by_ref(key, found).await {
        Ok(value) => Ok(Some(value)),
        Err(unread) => unread.as_ref().as_ref().map_or(Ok(None), |error| Err(shared_error(error))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures_util::future::poll_immediate;
    use tokio::sync::Semaphore;

    #[tokio::test]
    async fn a_crowd_reads_once_and_goes_on_when_whoever_reads_leaves() {
        let (kept, open, reads) = (Cache::new(9), Semaphore::new(0), Semaphore::new(0));
        let ask = || {
            read_through(&kept, &1, async {
                reads.add_permits(1);
                open.acquire().await.unwrap().forget();
                Ok(Some("what is there"))
            })
        };
        let mut first = Box::pin(ask());
        assert!(poll_immediate(&mut first).await.is_none());
        let mut crowd: Vec<_> = (0..50).map(|_| Box::pin(ask())).collect();
        for one in &mut crowd {
            assert!(poll_immediate(one).await.is_none());
        }
        assert_eq!(reads.available_permits(), 1);
        drop(first);
        open.add_permits(1);
        for told in futures_util::future::join_all(crowd).await {
            assert_eq!(told.unwrap(), Some("what is there"));
        }
        assert_eq!(reads.available_permits(), 2);
        assert_eq!(ask().await.unwrap(), Some("what is there"));
        assert_eq!(reads.available_permits(), 2);
    }

    #[tokio::test]
    async fn neither_nothing_nor_a_failure_nor_a_panic_is_kept() {
        let kept = Cache::<u8, u8>::new(9);
        assert_eq!(read_through(&kept, &1, async { Ok(None) }).await.unwrap(), None);
        let gone = async || Err(StoreError::Unavailable("switched off".into()));
        let (one, other) = tokio::join!(read_through(&kept, &1, gone()), read_through(&kept, &1, gone()));
        assert!(matches!((one, other), (Err(StoreError::Unavailable(_)), Err(StoreError::Unavailable(_)))));
        let failed = read_through(&kept, &1, async { panic!("as it was told to") }).await.unwrap_err();
        assert!(failed.to_string().contains("as it was told to"));
        assert_eq!(read_through(&kept, &1, async { Ok(Some(7)) }).await.unwrap(), Some(7));
        assert_eq!(read_through(&kept, &1, async { Ok(None) }).await.unwrap(), Some(7));
    }
}
