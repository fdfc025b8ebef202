//! What the stream of the blocks in view tells.
//!
//! It tells of several blocks in frames, of which the last event alone has an id: the position in all of them that the frame leads
//! to. So what a frame tells is taken in when it is whole, each seat as it is at the revision of its block that the position names.

use super::VenueBoard;
use crate::wire::{BlockSeatsData, BlockUpdateData};
use jari_core::domain::{BlockId, StreamPosition};
use leptos::prelude::*;

/// What of a frame was told already.
#[derive(Debug, Default)]
pub(super) struct Unfinished {
    /// The id of the last frame that was whole.
    id: String,
    updates: Vec<BlockUpdateData>,
}

impl VenueBoard {
    /// How far the blocks that are followed are known; none if nothing of them is.
    pub fn seen(&self) -> Option<String> {
        let followed = self.followed.try_get_untracked()?;
        let position = self.with(|venue| {
            let rev = |id: BlockId| Some((id, venue.known.rev(venue.geometry.block_of_id(id)?)?));
            let blocks: Vec<_> = followed.into_iter().filter_map(rev).collect();
            let epoch = venue.known.epoch().clone();
            (!blocks.is_empty()).then_some(StreamPosition { epoch, counts: None, blocks })
        });
        position.flatten().map(|position| position.to_string())
    }

    /// Something of the stream was not understood: it has to start over with all blocks that it is about.
    pub fn lose_track(&self) {
        let followed = self.followed.try_get_untracked().unwrap_or_default();
        let places = self.with(|venue| {
            followed.iter().filter_map(|id| venue.geometry.block_of_id(*id)).collect::<Vec<_>>()
        });
        for block in places.unwrap_or_default() {
            let _ = self.with_known(|known| known.lose(block));
        }
        let _ = self.unfinished.try_set_value(Unfinished::default());
    }

    /// All seats of a block. Answers whether the id was one.
    pub fn hear_init(self, id: &str, data: &BlockSeatsData) -> bool {
        let Ok(position) = id.parse::<StreamPosition>() else { return false };
        self.finish(id, &position);
        let block = self.with(|venue| venue.geometry.block_of_id(data.block_id)).flatten();
        let (Some(block), Some(rev)) = (block, position.of(data.block_id)) else { return true };
        let same_epoch = self.epoch().is_some_and(|epoch| epoch == position.epoch);
        if !same_epoch {
            let _ = self.with_known(|known| known.begin(position.epoch.clone()));
            self.is_outdated.set(true);
        }
        for seat in &data.seats {
            if let Some(place) = self.place_of(seat.id) {
                self.change(place, |view| view.reset(seat.status, rev, same_epoch));
            }
        }
        let _ = self.with_known(|known| known.comes_to(block, rev));
        // What happened to one's own holds in between, the snapshot does not tell.
        self.reread_own_soon();
        true
    }

    /// A seat has changed, as a part of a frame. Answers whether the id was one.
    pub fn hear_update(self, id: &str, data: BlockUpdateData) -> bool {
        let _ = self.unfinished.try_update_value(|unfinished| unfinished.updates.push(data));
        self.hear_id(id)
    }

    /// An event has come with this id, which closes a frame if it is a new one. Answers whether it was one.
    pub fn hear_id(self, id: &str) -> bool {
        if id.is_empty() || self.unfinished.try_with_value(|unfinished| unfinished.id == id) == Some(true) {
            return true;
        }
        let Ok(position) = id.parse::<StreamPosition>() else { return false };
        self.finish(id, &position);
        true
    }

    /// A frame is whole: what it told is so at this position.
    fn finish(self, id: &str, position: &StreamPosition) {
        let updates = self.unfinished.try_update_value(|unfinished| {
            id.clone_into(&mut unfinished.id);
            std::mem::take(&mut unfinished.updates)
        });
        if self.epoch().is_none_or(|epoch| epoch != position.epoch) {
            return;
        }
        let mut is_unclear = false;
        for BlockUpdateData { block_id, seat_id, status } in updates.unwrap_or_default() {
            let at = position.of(block_id);
            let after = self.with(|venue| venue.known.rev(venue.geometry.block_of_id(block_id)?)).flatten();
            let (Some(at), Some(after), Some(place)) = (at, after, self.place_of(seat_id)) else { continue };
            self.change(place, |view| is_unclear |= view.changed_within(status, after, at));
            self.doubt_again(seat_id, status);
        }
        let _ = self.venue.try_update_value(|venue| {
            let Some(venue) = venue else { return };
            for (id, rev) in &position.blocks {
                if let Some(block) = venue.geometry.block_of_id(*id) {
                    venue.known.comes_to(block, *rev);
                }
            }
        });
        if is_unclear {
            self.own.reread();
        }
    }
}
