//! Those who follow the same channel.

use super::courier::Courier;
use crate::stream::{
    channel::{Cursor, Frame},
    follow::Feed,
};
use std::sync::Arc;

/// Viewers of one channel.
pub(super) struct Group {
    feed: Arc<dyn Feed>,
    /// Their places in the slab, in any order.
    members: Vec<usize>,
    /// Brings word of changes.
    _courier: Courier,
}

/// What the channel last answered, and to which cursor: most viewers are at the same one, and are spared the lock.
#[derive(Default)]
pub(super) struct Answer(Option<(Cursor, Option<(Frame, Cursor)>)>);

impl Group {
    pub(super) fn new(feed: Arc<dyn Feed>, courier: Courier) -> Self {
        Self { feed, members: Vec::new(), _courier: courier }
    }

    pub(super) fn members(&self) -> &[usize] {
        &self.members
    }

    /// Adds a viewer; answers its place among the members.
    pub(super) fn add(&mut self, viewer: usize) -> usize {
        self.members.push(viewer);
        self.members.len() - 1
    }

    /// Removes the viewer at that place; answers who has the place now, if anybody.
    pub(super) fn remove(&mut self, place: usize) -> Option<usize> {
        if place < self.members.len() {
            self.members.swap_remove(place);
        }
        self.members.get(place).copied()
    }

    pub(super) fn is_empty(&self) -> bool {
        self.members.is_empty()
    }

    /// Whether the channel is up to date.
    pub(super) fn is_live(&self) -> bool {
        self.feed.is_live()
    }

    /// What one at this cursor has yet to see.
    pub(super) fn next(&self, cursor: Cursor) -> Option<(Frame, Cursor)> {
        self.feed.next(cursor)
    }

    /// The same, asked of the channel only if the last answer was to another cursor.
    pub(super) fn next_as<'a>(&self, cursor: Cursor, answer: &'a mut Answer) -> Option<&'a (Frame, Cursor)> {
        if !matches!(&answer.0, Some((asked, _)) if *asked == cursor) {
            answer.0 = Some((cursor, self.feed.next(cursor)));
        }
        answer.0.as_ref().and_then(|(_, told)| told.as_ref())
    }
}
