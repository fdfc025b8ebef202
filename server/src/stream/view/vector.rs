//! Where a viewer of several channels is.

use crate::stream::channel::Cursor;
use bytes::Bytes;
use jari_core::domain::{BlockId, Epoch, Revision, StreamPosition};
use std::{fmt::Write, sync::Arc};

/// A cursor for each channel. Each channel has its own epoch while a match gets another one; then the place as a whole is
/// in that of most of them, and what is in another one is not named in it, so that it begins anew for whoever comes back.
#[derive(Clone, Debug)]
pub struct Vector {
    cursors: Box<[Cursor]>,
    /// The history that each cursor is in; none at the start.
    epochs: Box<[Option<Arc<Epoch>>]>,
    /// The history that the place as a whole is in.
    epoch: Option<Arc<Epoch>>,
}

/// A cursor belongs to one history.
impl PartialEq for Vector {
    fn eq(&self, other: &Self) -> bool {
        self.cursors == other.cursors
    }
}

impl Eq for Vector {}

impl Vector {
    pub(super) fn new(places: impl Iterator<Item = (Cursor, Option<Arc<Epoch>>)>) -> Self {
        let (cursors, epochs): (Vec<_>, Vec<_>) = places.unzip();
        let mut this = Self { cursors: cursors.into(), epochs: epochs.into(), epoch: None };
        this.find_epoch();
        this
    }

    pub(super) const fn cursors(&self) -> &[Cursor] {
        &self.cursors
    }

    /// Goes to another place in the channel at that index.
    pub(super) fn set(&mut self, index: usize, cursor: Cursor, epoch: Arc<Epoch>) {
        if let (Some(at), Some(of)) = (self.cursors.get_mut(index), self.epochs.get_mut(index)) {
            (*at, *of) = (cursor, Some(epoch));
        }
    }

    /// Finds the history that most of the cursors are in.
    pub(super) fn find_epoch(&mut self) {
        let known = || self.epochs.iter().flatten();
        let count = |of: &Arc<Epoch>| known().filter(|epoch| *epoch == of).count();
        let first = known().next();
        let all_same = first.is_none_or(|first| known().all(|epoch| epoch == first));
        let most = if all_same { first } else { known().max_by_key(|epoch| count(epoch)) };
        self.epoch = most.cloned();
    }

    /// Writes the line that names it, up to where more places may be named. `blocks` are the channels' own.
    pub(super) fn write_id(&self, blocks: impl Iterator<Item = Option<BlockId>>, out: &mut String) {
        let Some(epoch) = &self.epoch else { return };
        // Writing to a text cannot fail.
        let _ = write!(out, "id: {epoch}-");
        let mut before = "";
        for ((block, cursor), of) in blocks.zip(&self.cursors).zip(&self.epochs) {
            let Cursor::At { rev, .. } = cursor else { continue };
            if of.as_ref() != Some(epoch) {
                continue;
            }
            let _ = match block {
                Some(block) => write!(out, "{before}{block}:{rev}"),
                None => write!(out, "{before}{rev}"),
            };
            before = ",";
        }
    }
}

/// Blocks that a viewer knows from before and does not follow now: they stay in its position as they were.
#[derive(Debug)]
pub struct Parked {
    epoch: Epoch,
    /// How each line of an id goes on and ends.
    end: Bytes,
}

/// The most that is kept of what a viewer knows besides what it follows, in bytes: together with that it is to fit into one
/// line of a request's head wherever it passes through.
const MOST_PARKED: usize = 3 * 1024;

/// How a line ends, and with it the event, where nothing else is known.
static END: Bytes = Bytes::from_static(b"\n\n");

impl Parked {
    /// What a client's position names besides `followed`; none if there is nothing. What is named first was followed last.
    pub fn of(position: StreamPosition, followed: &[BlockId]) -> Option<Self> {
        let mut end = String::new();
        for (block, Revision(rev)) in position.blocks {
            if !followed.contains(&block) {
                let place = format!(",{block}:{rev}");
                if end.len() + place.len() > MOST_PARKED {
                    break;
                }
                end.push_str(&place);
            }
        }
        if end.is_empty() {
            return None;
        }
        end.push_str("\n\n");
        Some(Self { epoch: position.epoch, end: end.into() })
    }
}

impl Vector {
    /// How a frame ends that leads here, for one who has parked so much: with the rest of its id.
    pub fn end<'a>(&self, parked: Option<&'a Parked>) -> &'a Bytes {
        // Revisions of another history are of no use any more.
        match parked {
            Some(parked) if self.epoch.as_deref() == Some(&parked.epoch) => &parked.end,
            _ => &END,
        }
    }
}
