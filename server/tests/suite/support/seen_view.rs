//! What a page knows that follows several blocks.

use super::{Event, Events, Visitor};
use jari_core::domain::{BlockId, MatchId};
use std::collections::{BTreeMap, BTreeSet};

/// Seats by block, free seats by block, and where it would go on from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct SeenView {
    pub(crate) seats: BTreeMap<i64, BTreeMap<i64, String>>,
    pub(crate) free: BTreeMap<i64, i64>,
    /// The last event id.
    pub(crate) id: String,
    /// The blocks of which everything came, in order.
    pub(crate) inits: Vec<i64>,
}

impl SeenView {
    /// The address of a stream of these blocks that goes on from here.
    pub(crate) fn path(&self, match_id: MatchId, blocks: &[BlockId]) -> String {
        let blocks: Vec<_> = blocks.iter().map(ToString::to_string).collect();
        let from = if self.id.is_empty() { String::new() } else { format!("&lastEventId={}", self.id) };
        format!("/api/matches/{match_id}/seats/stream?blocks={}{from}", blocks.join(","))
    }

    /// Takes one event in.
    pub(crate) fn take(&mut self, event: &Event) {
        let data = &event.data["data"];
        match event.name.as_str() {
            "counts" => {
                for block in data["blocks"].as_array().unwrap() {
                    self.free.insert(block["id"].as_i64().unwrap(), block["free"].as_i64().unwrap());
                }
            }
            "init" => {
                let block = data["blockId"].as_i64().unwrap();
                let seats = data["seats"].as_array().unwrap().iter();
                let seats = seats.map(|seat| (seat["id"].as_i64().unwrap(), text(&seat["status"])));
                self.seats.insert(block, seats.collect());
                self.inits.push(block);
            }
            "update" => {
                let block = self.seats.get_mut(&data["blockId"].as_i64().unwrap()).expect("a known block");
                let known = block.insert(data["seatId"].as_i64().unwrap(), text(&data["status"]));
                assert!(known.is_some(), "a known seat: {event:?}");
            }
            other => assert_eq!(other, "heartbeat", "{event:?}"),
        }
        if let Some(id) = &event.id {
            self.id.clone_from(id);
        }
    }

    /// Takes in what comes until it is so.
    pub(crate) async fn read(&mut self, events: &mut Events, enough: impl Fn(&Self) -> bool) {
        while !enough(self) {
            let event = events.next().await.expect("the stream is open");
            self.take(&event);
        }
    }

    /// Takes in all that there is for a beginning, until the heartbeat that follows it; answers the names of the events.
    pub(crate) async fn begin(&mut self, events: &mut Events) -> Vec<String> {
        let mut names = Vec::new();
        loop {
            let event = events.next_of_any_kind().await.expect("the stream is open");
            self.take(&event);
            if event.name == "heartbeat" {
                return names;
            }
            names.push(event.name);
        }
    }

    /// The blocks that its position names.
    pub(crate) fn named(&self) -> BTreeSet<i64> {
        let (_, places) = self.id.split_once('-').unwrap();
        places
            .split(',')
            .filter_map(|place| place.split_once(':'))
            .map(|(block, _)| block.parse().unwrap())
            .collect()
    }

    /// Whether it knows of these blocks and of the free seats what the routes tell that are no streams.
    pub(crate) async fn is_true(&self, ann: &Visitor, match_id: MatchId, blocks: &[BlockId]) -> bool {
        for &block in blocks {
            let seats = ann.seats(match_id, block).await;
            let seats = seats.as_array().unwrap().iter();
            let seats: BTreeMap<_, _> =
                seats.map(|seat| (seat["id"].as_i64().unwrap(), text(&seat["status"]))).collect();
            if self.seats.get(&block.0) != Some(&seats) {
                return false;
            }
        }
        let told = ann.get(&format!("/api/matches/{match_id}/blocks")).await.json();
        let told = told["data"]["blocks"].as_array().unwrap().iter();
        let free = told.map(|block| (block["id"].as_i64().unwrap(), block["free"].as_i64().unwrap()));
        self.free == free.collect()
    }
}

fn text(value: &serde_json::Value) -> String {
    value.as_str().unwrap().to_owned()
}
