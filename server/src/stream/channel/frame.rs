//! How far a connection has come, and what it is written.

use crate::metrics::{Batch, Viewer};
use bytes::Bytes;
use jari_core::domain::Revision;

/// How far a connection has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Cursor {
    /// It has seen nothing.
    Start,
    /// It has seen everything up to a revision, in the channel's state of that generation.
    At { generation: u64, rev: Revision },
}

impl Cursor {
    /// Whether one who is there gets everything from a channel that is at `head`.
    pub(in crate::stream) fn begins_anew(self, head: Self) -> bool {
        match (self, head) {
            (Self::At { generation, rev }, Self::At { generation: latest, rev: last }) => {
                generation != latest || rev > last
            }
            _ => true,
        }
    }
}

/// What a connection writes at once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Frame {
    /// The encoded events.
    pub(in crate::stream) bytes: Bytes,
    /// What follows them where they are shared with frames that end otherwise.
    pub(in crate::stream) closing: Bytes,
    /// What it carries; none if that is everything.
    pub(in crate::stream) batch: Option<Batch>,
    /// Whether there is another one to be written at once.
    pub(in crate::stream) more: bool,
}

impl Frame {
    /// A frame that is whole, and has no other after it.
    pub(in crate::stream) const fn whole(bytes: Bytes, batch: Option<Batch>) -> Self {
        Self { bytes, closing: Bytes::new(), batch, more: false }
    }

    /// All of it in one piece, with what is the viewer's own at its end.
    pub(in crate::stream) fn ended(self, own: &Bytes) -> Bytes {
        if self.closing.is_empty() && own.is_empty() {
            return self.bytes;
        }
        [&*self.bytes, &*self.closing, &**own].concat().into()
    }

    /// Its length in bytes.
    pub(in crate::stream) fn len(&self) -> usize {
        self.bytes.len() + self.closing.len()
    }

    /// Counts it as handed to a viewer, with so many bytes of the viewer's own at its end.
    pub(in crate::stream) fn count(&self, viewer: &Viewer, own: usize) {
        match self.batch {
            Some(batch) => viewer.wrote_update(batch, self.len() + own),
            None => viewer.wrote_init(self.len() + own),
        }
    }
}
