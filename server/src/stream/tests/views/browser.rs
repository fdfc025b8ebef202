//! A browser that looks at several blocks, as far as the engine can tell.

use crate::stream::{
    Follow, Frames,
    tests::store::{Free, Map, ModelStore},
};
use futures_util::{FutureExt, StreamExt};
use jari_core::domain::{BlockId, StreamPosition};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// What a browser has received, what it looks at, and where it would go on from.
#[derive(Default)]
pub(super) struct Browser {
    stream: Option<Frames>,
    blocks: Vec<BlockId>,
    /// The id of the last event with one that arrived whole.
    last: Option<StreamPosition>,
    /// Blocks of which this connection may tell changes: the browser had said to know them, or was told all of them.
    begun: BTreeSet<BlockId>,
    seats: BTreeMap<BlockId, Map>,
    free: Free,
}

impl Browser {
    /// What it sends when it connects.
    pub(super) fn position(&self) -> Option<StreamPosition> {
        self.last.clone()
    }

    /// What it looks at.
    pub(super) fn blocks(&self) -> &[BlockId] {
        &self.blocks
    }

    pub(super) fn connected(&mut self, follow: Follow, blocks: Vec<BlockId>) {
        self.stream = Some(follow.into_frames(|| false));
        self.begun = self.last.iter().flat_map(|last| &last.blocks).map(|(block, _)| *block).collect();
        self.blocks = blocks;
    }

    pub(super) fn disconnect(&mut self) {
        self.stream = None;
    }

    pub(super) fn is_connected(&self) -> bool {
        self.stream.is_some()
    }

    /// Takes the next piece, if there is one, and then shows of all that it looks at what the store had at the place that the
    /// piece led to (I3). Answers whether there was one.
    pub(super) fn take(&mut self, store: &ModelStore) -> bool {
        let Some(piece) = self.next_piece() else { return false };
        // The line that rides in the first event's block comes before it.
        assert!(
            piece.ends_with("\n\n") || piece.starts_with("retry: "),
            "it ends with an event's end: {piece:?}"
        );
        let ids = piece.matches("id: ").count();
        assert_eq!(ids, piece.matches("event: ").count().min(1) - piece.matches("event: heartbeat").count());
        self.read(&piece);
        if ids > 0 {
            self.is_as_the_store_was(store);
        }
        true
    }

    /// The connection breaks while the next piece is written: so many hundredths of it arrive.
    pub(super) fn take_part(&mut self, hundredths: usize) {
        if let Some(piece) = self.next_piece() {
            self.read(&piece[..piece.len() * hundredths / 100]);
        }
        self.disconnect();
    }

    /// All that is on its way arrives, and is what the store has.
    pub(super) fn ends_equal(&mut self, store: &ModelStore) {
        while self.take(store) {}
        let last = self.last.as_ref().expect("something was told");
        let (total, free) = store.counts();
        assert_eq!((&last.epoch, &self.free), (&total.epoch, &free));
        for &block in &self.blocks {
            let at = store.position_of(block);
            assert_eq!(last.of(block), Some(at.rev), "block {block}");
            assert_eq!(self.seats[&block], store.in_block(block, &at.to_string()), "block {block}");
        }
    }

    fn is_as_the_store_was(&self, store: &ModelStore) {
        let last = self.last.as_ref().unwrap();
        for (block, rev) in last.blocks.iter().filter(|(block, _)| self.blocks.contains(block)) {
            let id = last.id(*rev).to_string();
            assert_eq!(self.seats[block], store.in_block(*block, &id), "block {block} at {id}");
        }
        if let Some(rev) = last.counts {
            let id = last.id(rev).to_string();
            assert_eq!(self.free, store.counted(&id), "free seats at {id}");
        }
    }

    /// There is nothing to wait for: what is not there now does not come by itself.
    fn next_piece(&mut self) -> Option<String> {
        let piece = self.stream.as_mut()?.next().now_or_never()?;
        let bytes = piece.expect("the stream is open").unwrap();
        Some(String::from_utf8(bytes.to_vec()).unwrap())
    }

    /// Takes in the events that are whole.
    fn read(&mut self, text: &str) {
        let mut rest = text;
        while let Some((event, after)) = rest.split_once("\n\n") {
            rest = after;
            let field = |name: &str| event.lines().find_map(|line| line.strip_prefix(name));
            let id = field("id: ").map(|id| id.parse().unwrap());
            let data: Value = serde_json::from_str(field("data: ").unwrap()).unwrap();
            let data = &data["data"];
            match field("event: ").unwrap() {
                "init" => self.begin(data, id.as_ref().expect("an init has a place of its own")),
                "update" => self.update(data),
                "counts" => {
                    for block in data["blocks"].as_array().unwrap() {
                        let free = block["free"].as_u64().unwrap().try_into().unwrap();
                        self.free.insert(block["id"].as_i64().unwrap(), free);
                    }
                }
                "heartbeat" => {}
                other => panic!("{other}: {event}"),
            }
            if id.is_some() {
                self.last = id;
            }
        }
    }

    /// Everything of a block comes to those alone who do not know it, or know it in another history.
    fn begin(&mut self, data: &Value, id: &StreamPosition) {
        let block = BlockId(data["blockId"].as_i64().unwrap());
        assert!(self.blocks.contains(&block), "{block} is not looked at");
        if let Some(last) = self.last.as_ref().filter(|last| last.epoch == id.epoch && id.of(block).is_some())
        {
            assert_eq!(last.of(block), None, "block {block} was known: {last}, and then {id}");
        }
        let seats = data["seats"].as_array().unwrap().iter();
        let seats = seats.map(|seat| (seat["id"].as_i64().unwrap(), status(seat))).collect();
        self.seats.insert(block, seats);
        self.begun.insert(block);
    }

    /// A change follows what is known (I4).
    fn update(&mut self, data: &Value) {
        let block = BlockId(data["blockId"].as_i64().unwrap());
        assert!(self.blocks.contains(&block) && self.begun.contains(&block), "a change of block {block}");
        let known =
            self.seats.get_mut(&block).unwrap().insert(data["seatId"].as_i64().unwrap(), status(data));
        assert!(known.is_some(), "the seat is one of block {block}");
    }
}

fn status(seat: &Value) -> jari_core::domain::SeatStatus {
    serde_json::from_value(seat["status"].clone()).unwrap()
}
