//! A channel: what is followed, whatever it is.

mod frame;
mod live;
mod member;
mod state;

pub use frame::{Cursor, Frame};
pub(super) use member::{Member, Part};

use super::{catching_up::CatchingUp, liveness::Liveness};
use crate::metrics::Applied;
use bytes::Bytes;
use jari_core::domain::{Epoch, Revision, StreamId};
use state::{Form, State};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::sync::watch;

/// One part of what a channel shows, in its latest state.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Item<K, V> {
    /// Which part.
    pub(super) key: K,
    /// Its state.
    pub(super) value: V,
    /// The revision of its last change.
    pub(super) rev: Revision,
}

/// What kind of thing a channel shows, and how that is written to a stream.
pub trait Topic: Send + Sync + 'static {
    /// Names a part.
    type Key: Copy + Ord + Send + Sync;
    /// A part's state.
    type Value: Copy + Send + Sync;
    /// Tells it from others of its kind on a stream of several.
    type Name: Copy + Send + Sync;

    /// Everything.
    fn init(id: &StreamId, items: &[Item<Self::Key, Self::Value>]) -> Bytes;

    /// What changed, ordered by revision; the last one leads to `rev`.
    fn updates(epoch: &Epoch, rev: Revision, changed: &[Item<Self::Key, Self::Value>]) -> Bytes;

    /// Everything, as a part of a stream of several: whole events without an id.
    fn init_among(name: Self::Name, items: &[Item<Self::Key, Self::Value>]) -> Bytes;

    /// What changed, as a part of a stream of several; nothing where that is of no interest.
    fn updates_among(name: Self::Name, changed: &[Item<Self::Key, Self::Value>]) -> Bytes;
}

/// The latest state of something, for any number of connections to follow.
pub struct Channel<T: Topic> {
    name: T::Name,
    state: Mutex<State<T>>,
    changed: watch::Sender<()>,
    /// The reads of the store that bring it up to date.
    pub(super) catching_up: CatchingUp,
    /// Whether it is up to date.
    pub(super) liveness: Liveness,
}

impl<T: Topic> Channel<T> {
    /// A channel that begins with this state; `items` are ordered by key.
    pub(super) fn new(
        name: T::Name,
        epoch: Epoch,
        rev: Revision,
        items: Vec<Item<T::Key, T::Value>>,
    ) -> Self {
        Self {
            name,
            state: Mutex::new(State {
                epoch: Arc::new(epoch),
                rev,
                generation: 0,
                items,
                frames: Default::default(),
                applied: Applied::default(),
            }),
            changed: watch::Sender::new(()),
            catching_up: CatchingUp::default(),
            liveness: Liveness::default(),
        }
    }

    /// A receiver that wakes at every change from now on, and when it is known to be up to date or not. While there is one, the channel is watched.
    pub(super) fn subscribe(&self) -> watch::Receiver<()> {
        self.changed.subscribe()
    }

    /// Whether anybody follows it.
    pub(super) fn is_watched(&self) -> bool {
        self.changed.receiver_count() > 0
    }

    /// Wakes everybody who follows it.
    pub(super) fn wake(&self) {
        self.changed.send_replace(());
    }

    /// Where the channel is.
    pub fn position(&self) -> StreamId {
        let state = self.lock();
        StreamId { epoch: (*state.epoch).clone(), rev: state.rev }
    }

    /// Every part in its latest state, ordered by key.
    pub(super) fn items(&self) -> Vec<Item<T::Key, T::Value>> {
        self.lock().items.clone()
    }

    /// Takes in what changed since the channel's revision. Parts that the channel does not have are left out.
    pub(super) fn apply(&self, rev: Revision, changed: &[Item<T::Key, T::Value>]) {
        let mut state = self.lock();
        if rev <= state.rev {
            return;
        }
        for item in changed {
            if let Ok(index) = state.items.binary_search_by_key(&item.key, |known| known.key)
                && let Some(known) = state.items.get_mut(index)
            {
                *known = *item;
            }
        }
        state.rev = rev;
        state.forget_frames();
        state.applied.note(rev);
        drop(state);
        self.wake();
    }

    /// Begins anew with another state: every connection gets all of it.
    pub(super) fn replace(&self, epoch: Epoch, rev: Revision, items: Vec<Item<T::Key, T::Value>>) {
        let mut state = self.lock();
        state.epoch = Arc::new(epoch);
        state.rev = rev;
        state.items = items;
        state.generation += 1;
        state.forget_frames();
        state.applied.clear();
        drop(state);
        self.wake();
    }

    /// The cursor of one who says to have seen everything up to `last`: the start if that is of another epoch or lies
    /// in the future.
    pub(super) fn cursor(&self, last: Option<&StreamId>) -> Cursor {
        let state = self.lock();
        match last {
            Some(id) if id.epoch == *state.epoch && id.rev <= state.rev => {
                Cursor::At { generation: state.generation, rev: id.rev }
            }
            _ => Cursor::Start,
        }
    }

    /// What one at this cursor has yet to see, and where it is then; none if it has seen all.
    pub(super) fn next(&self, cursor: Cursor) -> Option<(Frame, Cursor)> {
        self.lock().next(cursor, Form::Alone, self.name)
    }

    fn lock(&self) -> MutexGuard<'_, State<T>> {
        // A panic while it was locked can only have been in the encoder, which changes nothing.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests;
