//! What a viewer knows by now.

use super::{Event, Events, Visitor};
use std::collections::BTreeMap;

/// Each seat's state, and the place in the history that it is of.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Seen {
    pub(crate) id: String,
    pub(crate) seats: BTreeMap<i64, String>,
}

impl Seen {
    /// What the store says at this moment, by the snapshot route of a block.
    pub(crate) async fn of_store(visitor: &Visitor, path: &str) -> Self {
        let answer = visitor.get(path).await;
        let tag = answer.headers["etag"].to_str().unwrap();
        let id = tag.trim_start_matches("W/").trim_matches('"').to_owned();
        Self { id, seats: states(&answer.json()["data"]) }
    }

    /// Takes an event in. An update goes on in the history that is known, and forward.
    pub(crate) fn take(&mut self, event: &Event) {
        let Some(id) = &event.id else { return };
        if event.name == "init" {
            self.seats = states(&event.data["data"]);
        } else {
            let (before, after) = (place(&self.id), place(id));
            assert!(before.0 == after.0 && before.1 < after.1, "{id} after {}", self.id);
            let (seat, status) = state(&event.data["data"], "seatId");
            self.seats.insert(seat, status);
        }
        self.id.clone_from(id);
    }

    /// Reads until it is so.
    pub(crate) async fn read(&mut self, events: &mut Events, enough: impl Fn(&Self) -> bool) {
        while !enough(self) {
            self.take(&events.next().await.expect("the stream is open"));
        }
    }

    /// How far it is; 0 before the first event as well.
    pub(crate) fn rev(&self) -> u64 {
        if self.id.is_empty() { 0 } else { place(&self.id).1 }
    }
}

/// The two parts of an id.
fn place(id: &str) -> (&str, u64) {
    id.split_once('-').and_then(|(epoch, rev)| Some((epoch, rev.parse().ok()?))).expect("an id")
}

fn states(data: &serde_json::Value) -> BTreeMap<i64, String> {
    data["seats"].as_array().unwrap().iter().map(|seat| state(seat, "id")).collect()
}

fn state(seat: &serde_json::Value, id: &str) -> (i64, String) {
    (seat[id].as_i64().unwrap(), seat["status"].as_str().unwrap().to_owned())
}
