//! Reading a stream as a browser would.

use reqwest::Response;
use serde_json::Value;
use std::{collections::VecDeque, time::Duration};
use tokio::time::timeout;

/// The longest that a test waits for an event.
const PATIENCE: Duration = Duration::from_secs(10);

/// One event.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Event {
    pub(crate) name: String,
    pub(crate) id: Option<String>,
    pub(crate) data: Value,
    /// How long to wait before connecting again, if its block says so.
    pub(crate) retry: Option<u64>,
}

impl Event {
    /// One from the lines of its block. Strictly: by the HTML standard a block without data is no event, and some clients
    /// make an empty message of it, so there must be none; and nothing may stand in it that is not of the wire.
    pub(crate) fn parse(text: &str) -> Self {
        let (mut name, mut id, mut data, mut retry) = (None, None, None, None);
        for line in text.split('\n') {
            let (field, value) = line.split_once(": ").unwrap_or_else(|| panic!("{line:?} in {text:?}"));
            let place = match field {
                "event" => &mut name,
                "id" => &mut id,
                "data" => &mut data,
                "retry" => &mut retry,
                _ => panic!("{line:?} in {text:?}"),
            };
            assert!(place.replace(value.to_owned()).is_none(), "{field} stands twice in {text:?}");
        }
        let is_there = |field: Option<String>| field.unwrap_or_else(|| panic!("no event: {text:?}"));
        Self {
            name: is_there(name),
            id,
            data: serde_json::from_str(&is_there(data)).unwrap(),
            retry: retry.map(|millis| millis.parse().unwrap()),
        }
    }
}

/// The events of an open stream.
pub(crate) struct Events {
    response: Response,
    text: String,
    read: VecDeque<Event>,
    /// How many pieces have arrived with at least one event that is no heartbeat.
    pub(crate) frames: usize,
}

impl Events {
    pub(crate) fn new(response: Response) -> Self {
        Self { response, text: String::new(), read: VecDeque::new(), frames: 0 }
    }

    /// The next event, none at the end of the stream. A heartbeat is passed over.
    pub(crate) async fn next(&mut self) -> Option<Event> {
        loop {
            let event = self.next_of_any_kind().await?;
            if event.name != "heartbeat" {
                return Some(event);
            }
        }
    }

    /// The next event, heartbeats as well; none at the end of the stream.
    pub(crate) async fn next_of_any_kind(&mut self) -> Option<Event> {
        timeout(PATIENCE, async {
            loop {
                if let Some(event) = self.read.pop_front() {
                    return Some(event);
                }
                let piece = self.response.chunk().await.ok()??;
                self.text.push_str(std::str::from_utf8(&piece).unwrap());
                while let Some((event, rest)) = self.text.split_once("\n\n") {
                    let event = Event::parse(event);
                    let rest = rest.to_owned();
                    self.text = rest;
                    self.read.push_back(event);
                }
                if self.read.iter().any(|event| event.name != "heartbeat") {
                    self.frames += 1;
                }
            }
        })
        .await
        .expect("an event within the time")
    }

    /// The next event's seat and status.
    pub(crate) async fn next_update(&mut self) -> (i64, String) {
        let event = self.next().await.expect("the stream is open");
        assert_eq!(event.name, "update", "{event:?}");
        let data = &event.data["data"];
        (data["seatId"].as_i64().unwrap(), data["status"].as_str().unwrap().to_owned())
    }
}
