//! The channels that somebody watches.

use super::channel::{Channel, Topic};
use crate::single_flight::InTurn;
use jari_core::ports::StoreError;
use std::{
    collections::HashMap,
    hash::Hash,
    sync::{Arc, Mutex, OnceLock, PoisonError},
};
use tokio::sync::watch;

/// A channel that is there or is being read from the store.
struct Slot<T: Topic> {
    channel: OnceLock<Arc<Channel<T>>>,
    loading: InTurn,
}

impl<T: Topic> Slot<T> {
    fn get(&self) -> Option<&Arc<Channel<T>>> {
        self.channel.get()
    }
}

/// Channels by what they show. A channel comes with its first viewer and goes some time after its last.
pub(super) struct Registry<K, T: Topic> {
    slots: Mutex<HashMap<K, Arc<Slot<T>>>>,
}

/// A channel, and what keeps it watched.
pub(super) struct Opened<T: Topic> {
    /// The channel.
    pub(super) channel: Arc<Channel<T>>,
    /// Wakes at every change.
    pub(super) changed: watch::Receiver<()>,
    /// Whether this call has read it from the store.
    pub(super) was_loaded: bool,
    /// Whether the channel was there but nobody watched it, so that it may have fallen behind.
    pub(super) was_idle: bool,
}

impl<K: Copy + Eq + Hash, T: Topic> Registry<K, T> {
    pub(super) fn new() -> Self {
        Self { slots: Mutex::default() }
    }

    /// The channel, watched from now on. If it is not there it is loaded, once however many ask at the same time.
    pub(super) async fn open(
        &self,
        key: K,
        load: impl Future<Output = Result<Channel<T>, StoreError>>,
    ) -> Result<Opened<T>, StoreError> {
        let slot =
            {
                let mut slots = self.slots.lock().unwrap_or_else(PoisonError::into_inner);
                Arc::clone(slots.entry(key).or_insert_with(|| {
                    Arc::new(Slot { channel: OnceLock::new(), loading: InTurn::default() })
                }))
            };
        let mut was_loaded = false;
        let channel = match slot.get() {
            Some(channel) => channel,
            None => {
                let load = async |_| {
                    // Those who came while it was loaded find it here.
                    if slot.get().is_none() {
                        let channel = Arc::new(load.await?);
                        was_loaded = slot.channel.set(channel).is_ok();
                    }
                    Ok(())
                };
                slot.loading.share(load).await?;
                slot.get()
                    .ok_or_else(|| StoreError::Inconsistent("what was loaded is not there".to_owned()))?
            }
        };
        let was_idle = !was_loaded && !channel.is_watched();
        let changed = channel.subscribe();
        Ok(Opened { channel: Arc::clone(channel), changed, was_loaded, was_idle })
    }

    /// The channel, if somebody watches it.
    pub(super) fn get(&self, key: K) -> Option<Arc<Channel<T>>> {
        let slots = self.slots.lock().unwrap_or_else(PoisonError::into_inner);
        slots.get(&key).and_then(|slot| slot.get()).filter(|channel| channel.is_watched()).cloned()
    }

    /// Every channel that somebody watches. The others are forgotten, unless somebody is just opening them.
    pub(super) fn watched(&self) -> Vec<(K, Arc<Channel<T>>)> {
        let mut slots = self.slots.lock().unwrap_or_else(PoisonError::into_inner);
        slots.retain(|_, slot| {
            Arc::strong_count(slot) > 1 || slot.get().is_some_and(|channel| channel.is_watched())
        });
        slots.iter().filter_map(|(key, slot)| Some((*key, Arc::clone(slot.get()?)))).collect()
    }
}
