//! A browser, as far as the engine can tell.

use super::store::{Map, ModelStore};
use crate::stream::{Follow, Frames};
use futures_util::{FutureExt, StreamExt};
use jari_core::domain::StreamId;

/// What a viewer has received, and where it would go on from.
#[derive(Default)]
pub(super) struct Viewer {
    stream: Option<Frames>,
    /// The id of the last event that arrived whole.
    last: Option<String>,
    seats: Map,
}

impl Viewer {
    /// What it sends when it connects.
    pub(super) fn last_event_id(&self) -> Option<StreamId> {
        self.last.as_ref().map(|last| last.parse().unwrap())
    }

    pub(super) fn connected(&mut self, follow: Follow) {
        self.stream = Some(follow.into_frames(|| false));
    }

    pub(super) fn disconnect(&mut self) {
        self.stream = None;
    }

    pub(super) fn is_connected(&self) -> bool {
        self.stream.is_some()
    }

    pub(super) fn seats(&self) -> &Map {
        &self.seats
    }

    /// Takes the next piece, if there is one, and then shows what the store had at the place that the piece led to (I3):
    /// after a whole piece, as one that has ended in the middle names places between which some seats were passed over.
    /// Answers whether there was one.
    pub(super) fn take(&mut self, store: &ModelStore) -> bool {
        let Some(piece) = self.next_piece() else { return false };
        // The line that rides in the first event's block comes before it.
        assert!(
            piece.ends_with("\n\n") || piece.starts_with("retry: "),
            "a piece ends with an event's end: {piece:?}"
        );
        let before = self.last.clone();
        self.read(&piece);
        if let Some(last) = self.last.as_ref().filter(|last| before.as_ref() != Some(*last)) {
            assert_eq!(self.seats, store.at(last), "at {last}");
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
            let Some(id) = field("id: ") else { continue };
            let data: serde_json::Value = serde_json::from_str(field("data: ").unwrap()).unwrap();
            let status = |seat: &serde_json::Value| serde_json::from_value(seat["status"].clone()).unwrap();
            let data = &data["data"];
            if field("event: ") == Some("init") {
                let seats = data["seats"].as_array().unwrap().iter();
                self.seats = seats.map(|seat| (seat["id"].as_i64().unwrap(), status(seat))).collect();
            } else {
                self.goes_on(id);
                self.seats.insert(data["seatId"].as_i64().unwrap(), status(data));
            }
            self.last = Some(id.to_owned());
        }
    }

    /// An update follows what is known, in the same history (I4).
    fn goes_on(&self, id: &str) {
        let (last, next) =
            (self.last_event_id().expect("everything comes first"), id.parse::<StreamId>().unwrap());
        assert!(last.epoch == next.epoch && last.rev < next.rev, "{next} after {last}");
    }
}
