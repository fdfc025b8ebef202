//! What a channel shows, and how that is encoded for those who follow it.

use super::{Cursor, Frame, Item, Topic};
use crate::metrics::{Applied, Batch};
use jari_core::domain::{Epoch, Revision, StreamId};
use std::{collections::HashMap, sync::Arc};

/// On what kind of stream a channel is shown, each with an encoding of its own.
#[derive(Clone, Copy, Debug)]
pub(super) enum Form {
    /// A stream of this channel alone.
    Alone,
    /// One of several channels.
    Among,
}

/// Encoded frames are kept for as many different cursors as this; who is at yet another has its frame encoded alone.
const MAX_SHARED_FRAMES: usize = 256;

pub(super) struct State<T: Topic> {
    pub(super) epoch: Arc<Epoch>,
    pub(super) rev: Revision,
    /// Grows when the state is replaced rather than changed, so that every cursor of before begins anew.
    pub(super) generation: u64,
    /// Ordered by key.
    pub(super) items: Vec<Item<T::Key, T::Value>>,
    /// The frame for each cursor that asked since the last change, by form.
    pub(super) frames: [HashMap<Option<Revision>, Frame>; 2],
    /// When the last changes were taken in.
    pub(super) applied: Applied,
}

impl<T: Topic> State<T> {
    /// Where one is who has seen everything.
    pub(super) const fn head(&self) -> Cursor {
        Cursor::At { generation: self.generation, rev: self.rev }
    }

    const fn frames_of(&mut self, form: Form) -> &mut HashMap<Option<Revision>, Frame> {
        let [alone, among] = &mut self.frames;
        match form {
            Form::Alone => alone,
            Form::Among => among,
        }
    }

    pub(super) fn forget_frames(&mut self) {
        self.frames.iter_mut().for_each(HashMap::clear);
    }

    pub(super) fn next(&mut self, cursor: Cursor, form: Form, name: T::Name) -> Option<(Frame, Cursor)> {
        let after = self.head();
        if cursor == after {
            return None;
        }
        let since = match cursor {
            Cursor::At { rev, .. } if !cursor.begins_anew(after) => Some(rev),
            _ => None,
        };
        if let Some(frame) = self.frames_of(form).get(&since) {
            return Some((frame.clone(), after));
        }
        let frame = self.encode(since, form, name);
        let frames = self.frames_of(form);
        if frames.len() < MAX_SHARED_FRAMES {
            frames.insert(since, frame.clone());
        }
        Some((frame, after))
    }

    fn encode(&self, since: Option<Revision>, form: Form, name: T::Name) -> Frame {
        let Some(since) = since else {
            let bytes = match form {
                Form::Alone => {
                    let id = StreamId { epoch: (*self.epoch).clone(), rev: self.rev };
                    T::init(&id, &self.items)
                }
                Form::Among => T::init_among(name, &self.items),
            };
            return Frame::whole(bytes, None);
        };
        let mut changed: Vec<_> = self.items.iter().filter(|item| item.rev > since).copied().collect();
        changed.sort_by_key(|item| item.rev);
        let changes = changed.len() as u64;
        let batch = Batch {
            changes,
            conflated: (self.rev.0 - since.0).saturating_sub(changes),
            since: self.applied.first_above(since),
        };
        let bytes = match form {
            Form::Alone => T::updates(&self.epoch, self.rev, &changed),
            Form::Among => T::updates_among(name, &changed),
        };
        Frame::whole(bytes, Some(batch))
    }
}
