//! A channel: what is followed, whatever it is.

mod live;

use super::{catching_up::CatchingUp, liveness::Liveness};
use crate::metrics::{Applied, Batch, Viewer};
use bytes::Bytes;
use jari_core::domain::{Epoch, Revision, StreamId};
use std::{
    collections::HashMap,
    sync::{Mutex, MutexGuard, PoisonError},
};
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

    /// Everything.
    fn init(id: &StreamId, items: &[Item<Self::Key, Self::Value>]) -> Bytes;

    /// What changed, ordered by revision; the last one leads to `rev`.
    fn updates(epoch: &Epoch, rev: Revision, changed: &[Item<Self::Key, Self::Value>]) -> Bytes;
}

/// How far a connection has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cursor {
    /// It has seen nothing.
    Start,
    /// It has seen everything up to a revision, in the channel's state of that generation.
    At { generation: u64, rev: Revision },
}

/// What a connection writes at once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Frame {
    /// The encoded events.
    pub(super) bytes: Bytes,
    /// What it carries; none if that is everything.
    pub(super) batch: Option<Batch>,
}

impl Frame {
    /// Counts it as handed to a viewer.
    pub(super) fn count(&self, viewer: &Viewer) {
        match self.batch {
            Some(batch) => viewer.wrote_update(batch, self.bytes.len()),
            None => viewer.wrote_init(self.bytes.len()),
        }
    }
}

/// Encoded frames are kept for as many different cursors as this; who is at yet another has its frame encoded alone.
const MAX_SHARED_FRAMES: usize = 256;

struct State<T: Topic> {
    epoch: Epoch,
    rev: Revision,
    /// Grows when the state is replaced rather than changed, so that every cursor of before begins anew.
    generation: u64,
    /// Ordered by key.
    items: Vec<Item<T::Key, T::Value>>,
    /// The frame for each cursor that asked since the last change.
    frames: HashMap<Option<Revision>, Frame>,
    /// When the last changes were taken in.
    applied: Applied,
}

/// The latest state of something, for any number of connections to follow.
pub struct Channel<T: Topic> {
    state: Mutex<State<T>>,
    changed: watch::Sender<()>,
    /// The reads of the store that bring it up to date.
    pub(super) catching_up: CatchingUp,
    /// Whether it is up to date.
    pub(super) liveness: Liveness,
}

impl<T: Topic> Channel<T> {
    /// A channel that begins with this state; `items` are ordered by key.
    pub(super) fn new(epoch: Epoch, rev: Revision, items: Vec<Item<T::Key, T::Value>>) -> Self {
        Self {
            state: Mutex::new(State {
                epoch,
                rev,
                generation: 0,
                items,
                frames: HashMap::new(),
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
        StreamId { epoch: state.epoch.clone(), rev: state.rev }
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
        state.frames.clear();
        state.applied.note(rev);
        drop(state);
        self.wake();
    }

    /// Begins anew with another state: every connection gets all of it.
    pub(super) fn replace(&self, epoch: Epoch, rev: Revision, items: Vec<Item<T::Key, T::Value>>) {
        let mut state = self.lock();
        state.epoch = epoch;
        state.rev = rev;
        state.items = items;
        state.generation += 1;
        state.frames.clear();
        state.applied.clear();
        drop(state);
        self.wake();
    }

    /// The cursor of one who says to have seen everything up to `last`: the start if that is of another epoch or lies
    /// in the future.
    pub(super) fn cursor(&self, last: Option<&StreamId>) -> Cursor {
        let state = self.lock();
        match last {
            Some(id) if id.epoch == state.epoch && id.rev <= state.rev => {
                Cursor::At { generation: state.generation, rev: id.rev }
            }
            _ => Cursor::Start,
        }
    }

    /// What one at this cursor has yet to see, and where it is then; none if it has seen all.
    pub(super) fn next(&self, cursor: Cursor) -> Option<(Frame, Cursor)> {
        let mut state = self.lock();
        let after = Cursor::At { generation: state.generation, rev: state.rev };
        if cursor == after {
            return None;
        }
        let since = match cursor {
            Cursor::At { generation, rev } if generation == state.generation && rev < state.rev => Some(rev),
            _ => None,
        };
        if let Some(frame) = state.frames.get(&since) {
            return Some((frame.clone(), after));
        }
        let frame = state.encode(since);
        if state.frames.len() < MAX_SHARED_FRAMES {
            state.frames.insert(since, frame.clone());
        }
        Some((frame, after))
    }

    fn lock(&self) -> MutexGuard<'_, State<T>> {
        // A panic while it was locked can only have been in the encoder, which changes nothing.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<T: Topic> State<T> {
    fn encode(&self, since: Option<Revision>) -> Frame {
        let Some(since) = since else {
            let id = StreamId { epoch: self.epoch.clone(), rev: self.rev };
            return Frame { bytes: T::init(&id, &self.items), batch: None };
        };
        let mut changed: Vec<_> = self.items.iter().filter(|item| item.rev > since).copied().collect();
        changed.sort_by_key(|item| item.rev);
        let changes = changed.len() as u64;
        let batch = Batch {
            changes,
            conflated: (self.rev.0 - since.0).saturating_sub(changes),
            since: self.applied.first_above(since),
        };
        Frame { bytes: T::updates(&self.epoch, self.rev, &changed), batch: Some(batch) }
    }
}

#[cfg(test)]
mod tests;
