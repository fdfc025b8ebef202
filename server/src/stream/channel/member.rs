//! A channel as one of several that a viewer follows.

use super::{Channel, Cursor, Frame, Topic, state::Form};
use jari_core::domain::{Epoch, StreamId};
use std::sync::Arc;

/// What one of several channels gives to a frame.
pub struct Part {
    /// Whole events without an id; none at all where what has changed is of no interest.
    pub(in crate::stream) frame: Frame,
    /// Where one is in the channel then.
    pub(in crate::stream) cursor: Cursor,
    /// The history that this is in.
    pub(in crate::stream) epoch: Arc<Epoch>,
}

/// A channel of any topic among others.
pub trait Member: Send + Sync {
    /// Where one is who has seen everything.
    fn head(&self) -> Cursor;

    /// The cursor of one who says to have seen everything up to `last`, and the history that it is in; the start and none if
    /// that leads nowhere.
    fn resume(&self, last: Option<&StreamId>) -> (Cursor, Option<Arc<Epoch>>);

    /// What one at this cursor has yet to see; none if it has seen all. It is encoded once for all at the same cursor,
    /// whatever else they follow.
    fn part(&self, cursor: Cursor) -> Option<Part>;

    /// Whether it is up to date.
    fn is_live(&self) -> bool;
}

impl<T: Topic> Member for Channel<T> {
    fn head(&self) -> Cursor {
        self.lock().head()
    }

    fn resume(&self, last: Option<&StreamId>) -> (Cursor, Option<Arc<Epoch>>) {
        match self.cursor(last) {
            Cursor::Start => (Cursor::Start, None),
            at => (at, last.map(|last| Arc::new(last.epoch.clone()))),
        }
    }

    fn part(&self, cursor: Cursor) -> Option<Part> {
        let mut state = self.lock();
        let (frame, cursor) = state.next(cursor, Form::Among, self.name)?;
        Some(Part { frame, cursor, epoch: Arc::clone(&state.epoch) })
    }

    fn is_live(&self) -> bool {
        Self::is_live(self)
    }
}
