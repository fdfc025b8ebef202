//! Those who follow the same.

use crate::stream::{
    channel::Frame,
    follow::{Feed, Place},
    wakes::ChannelId,
};
use std::sync::Arc;

/// Viewers of one channel, or of the same several.
pub(super) struct Group {
    feed: Arc<dyn Feed>,
    /// The channels, which the audience brings word of.
    channels: Box<[ChannelId]>,
    /// Their places in the slab, in any order.
    members: Vec<usize>,
}

/// What was last answered, and to which place: most viewers are at the same one, and are spared the lock.
#[derive(Default)]
pub(super) struct Answer(Option<(Place, Option<(Frame, Place)>)>);

impl Group {
    pub(super) fn new(feed: Arc<dyn Feed>, channels: Box<[ChannelId]>) -> Self {
        Self { feed, channels, members: Vec::new() }
    }

    /// The channels that they follow.
    pub(super) const fn channels(&self) -> &[ChannelId] {
        &self.channels
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

    /// Whether what they follow is up to date.
    pub(super) fn is_live(&self) -> bool {
        self.feed.is_live()
    }

    /// What one at this place has yet to see.
    pub(super) fn next(&self, at: &Place) -> Option<(Frame, Place)> {
        self.feed.next(at)
    }

    /// The same, asked of the feed only if the last answer was to another place.
    pub(super) fn next_as<'a>(&self, at: &Place, answer: &'a mut Answer) -> Option<&'a (Frame, Place)> {
        if !matches!(&answer.0, Some((asked, _)) if asked == at) {
            answer.0 = Some((at.clone(), self.feed.next(at)));
        }
        answer.0.as_ref().and_then(|(_, told)| told.as_ref())
    }
}
