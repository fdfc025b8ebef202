//! Several blocks of a match and the match's free seats, as one stream.
//!
//! A viewer of a view is a socket and a vector of cursors, one for each of its channels. What a channel gives to the
//! viewers at the same cursor is encoded once, whatever else they follow; a frame is put together of such parts once for all
//! viewers of the same view at the same place. Its last event carries an id that names the place in all of them, so that
//! whoever is cut off within a frame is told all of it again, and no one believes to be further than one is.

mod vector;
mod views;

pub(super) use vector::{Parked, Vector};
pub(super) use views::Views;

use super::{
    channel::{Channel, Cursor, Frame, Member, Part, Topic},
    follow::{Feed, Place},
};
use crate::metrics::Batch;
use bytes::{BufMut, Bytes, BytesMut};
use jari_core::domain::{BlockId, StreamId};
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

/// Frames are kept for as many different places as this; who is at yet another has its frame put together alone.
const MAX_SHARED_FRAMES: usize = 256;

/// One of a view's channels.
pub(super) struct Followed {
    /// The block; none for the match's free seats.
    pub(super) block: Option<BlockId>,
    /// The channel.
    pub(super) channel: Arc<dyn Member>,
}

impl Followed {
    pub(super) fn new<T: Topic>(block: Option<BlockId>, channel: &Arc<Channel<T>>) -> Self {
        Self { block, channel: Arc::clone(channel) as Arc<dyn Member> }
    }

    /// Whether it is the same channel.
    fn is(&self, other: &Self) -> bool {
        self.block == other.block && Arc::ptr_eq(&self.channel, &other.channel)
    }
}

/// What viewers of the same blocks follow.
pub struct View {
    /// The match's free seats, and then the blocks.
    channels: Box<[Followed]>,
    told: Mutex<Told>,
}

/// What viewers were told since a channel has moved last.
struct Told {
    /// Where the channels are.
    heads: Box<[Cursor]>,
    /// The place of those who have seen everything, which all of them share.
    latest: Option<Arc<Vector>>,
    /// What was told to those at a place, by their cursors, and where they are then.
    frames: HashMap<Box<[Cursor]>, (Frame, Arc<Vector>)>,
}

impl View {
    fn new(channels: Vec<Followed>) -> Self {
        let heads = channels.iter().map(|_| Cursor::Start).collect();
        let told = Told { heads, latest: None, frames: HashMap::new() };
        Self { channels: channels.into(), told: Mutex::new(told) }
    }

    /// Where one is who says of each channel to have seen everything up to a place in its history.
    pub(super) fn resume(&self, last: impl Fn(Option<BlockId>) -> Option<StreamId>) -> Arc<Vector> {
        let places = self.channels.iter().map(|of| of.channel.resume(last(of.block).as_ref()));
        Arc::new(Vector::new(places))
    }

    /// What one at this place has yet to see, or the first of it, and where one is then; none if one has seen all.
    pub(super) fn next(&self, at: &Vector) -> Option<(Frame, Arc<Vector>)> {
        let mut told = self.lock();
        told.look(&self.channels);
        if at.cursors() == &*told.heads {
            return None;
        }
        if let Some((frame, after)) = told.frames.get(at.cursors()) {
            return Some((frame.clone(), Arc::clone(after)));
        }
        let (frame, after) = self.tell(at, &told.heads)?;
        let after = told.share(after);
        if told.frames.len() < MAX_SHARED_FRAMES {
            told.frames.insert(at.cursors().into(), (frame.clone(), Arc::clone(&after)));
        }
        Some((frame, after))
    }

    /// All changes together, and then everything of each block that begins anew, one after the other: whoever is cut off
    /// between two of those has the first ones.
    fn tell(&self, at: &Vector, heads: &[Cursor]) -> Option<(Frame, Vector)> {
        let mut after = at.clone();
        let mut parts = Vec::new();
        let mut anew = Vec::new();
        for (index, ((of, &cursor), &head)) in self.channels.iter().zip(at.cursors()).zip(heads).enumerate() {
            if of.block.is_some() && cursor.begins_anew(head) {
                anew.push(index);
            } else if cursor != head
                && let Some(part) = of.channel.part(cursor)
            {
                after.set(index, part.cursor, Arc::clone(&part.epoch));
                parts.push(part);
            }
        }
        parts.retain(|part| !part.frame.bytes.is_empty());
        if !parts.is_empty() {
            after.find_epoch();
            return Some((self.together(&parts, &after, !anew.is_empty()), after));
        }
        let &index = anew.first()?;
        // What else has moved without being of interest is told with the next change.
        let mut after = at.clone();
        let Part { frame, cursor, epoch } = self.channels.get(index)?.channel.part(Cursor::Start)?;
        after.set(index, cursor, epoch);
        after.find_epoch();
        let mut closing = String::new();
        self.write_id(&after, &mut closing);
        let frame = Frame {
            // Without the line that ends its last event.
            bytes: frame.bytes.slice(..frame.bytes.len().saturating_sub(1)),
            closing: closing.into(),
            batch: None,
            more: anew.len() > 1,
        };
        Some((frame, after))
    }

    /// One frame of several parts.
    fn together(&self, parts: &[Part], after: &Vector, more: bool) -> Frame {
        let mut id = String::new();
        self.write_id(after, &mut id);
        let length: usize = parts.iter().map(|part| part.frame.bytes.len()).sum();
        let mut bytes = BytesMut::with_capacity(length + id.len());
        for part in parts {
            bytes.put_slice(&part.frame.bytes);
        }
        // Without the line that ends its last event.
        bytes.truncate(length.saturating_sub(1));
        bytes.put_slice(id.as_bytes());
        let batch = parts.iter().filter_map(|part| part.frame.batch).reduce(Batch::and);
        Frame { bytes: bytes.freeze(), closing: Bytes::new(), batch, more }
    }

    /// The line that names a place, as far as it is the same for all of this view's viewers: neither what else they know nor
    /// the end of the line is in it.
    fn write_id(&self, at: &Vector, out: &mut String) {
        at.write_id(self.channels.iter().map(|of| of.block), out);
    }

    fn lock(&self) -> MutexGuard<'_, Told> {
        // What a panic leaves half done is no more than what may be told as well.
        self.told.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Told {
    /// Looks where the channels are. What was told before one has moved is not told any more.
    fn look(&mut self, channels: &[Followed]) {
        let mut moved = false;
        for (known, of) in self.heads.iter_mut().zip(channels) {
            let head = of.channel.head();
            moved |= *known != head;
            *known = head;
        }
        if moved {
            self.latest = None;
            self.frames.clear();
        }
    }

    /// A place that many may come to.
    fn share(&mut self, place: Vector) -> Arc<Vector> {
        if let Some(latest) = &self.latest
            && **latest == place
        {
            return Arc::clone(latest);
        }
        let is_latest = place.cursors() == &*self.heads;
        let place = Arc::new(place);
        if is_latest {
            self.latest = Some(Arc::clone(&place));
        }
        place
    }
}

impl Feed for View {
    fn next(&self, at: &Place) -> Option<(Frame, Place)> {
        let Place::Several(at) = at else { return None };
        Self::next(self, at).map(|(frame, after)| (frame, Place::Several(after)))
    }

    fn is_live(&self) -> bool {
        self.channels.iter().all(|of| of.channel.is_live())
    }
}

#[cfg(test)]
mod tests;
