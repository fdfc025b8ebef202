//! Keeps what a page shows of a whole match true by the match's stream: the counts of all blocks, and the seats of those that are
//! in view. It is one stream, whatever is in view.

use super::{Connection, FreeCounts, VenueBoard};
use leptos::prelude::*;

/// Follows the match's stream until the page is left; what to tell the viewer about the connection.
pub fn follow(board: VenueBoard, counts: FreeCounts) -> Signal<Connection> {
    let connection = RwSignal::new(Connection::Connecting);
    #[cfg(feature = "hydrate")]
    browser::follow(board, counts, connection);
    #[cfg(not(feature = "hydrate"))]
    let _ = (board, counts);
    connection.into()
}

#[cfg(feature = "hydrate")]
mod browser {
    use super::*;
    use crate::{
        live::{
            clock::monotonic,
            driver,
            driver::{data, init},
            feed::{Event, Feed, Unreadable},
        },
        wire::event,
    };
    use jari_core::{domain::BlockId, geometry::States};
    use std::time::Duration;

    /// A stream of other blocks is given so long to speak before anything is said of it.
    const SETTLES_MILLIS: f64 = 3_000.0;

    /// What a tab or the poller tells: counts, a line's end, and the states of seats.
    const STATES: &str = "states";

    pub(super) fn follow(board: VenueBoard, counts: FreeCounts, shown: RwSignal<Connection>) {
        // What is so of the latest stream.
        let latest = RwSignal::new(Connection::Connecting);
        let began = StoredValue::new(f64::NEG_INFINITY);
        let link = StoredValue::new_local(driver::no_link());
        let show = move || {
            let (Some(now), Some(before)) = (latest.try_get_untracked(), shown.try_get_untracked()) else {
                return;
            };
            let is_new = began.try_get_value().is_some_and(|began| monotonic() - began < SETTLES_MILLIS);
            let is_down = matches!(now, Connection::Connecting | Connection::Reconnecting);
            if now != before && !(is_new && is_down && before == Connection::Live) {
                let _ = shown.try_set(now);
            }
        };
        Effect::new(move |_| {
            let _ = latest.get();
            show();
        });
        Effect::new(move |_| {
            let blocks = board.followed.get();
            began.set_value(monotonic());
            driver::follow(MatchFeed { board, counts, blocks }, latest, link);
            set_timeout(show, Duration::from_millis(SETTLES_MILLIS as u64 + 50));
        });
    }

    struct MatchFeed {
        board: VenueBoard,
        counts: FreeCounts,
        /// Those that are followed seat by seat.
        blocks: Vec<BlockId>,
    }

    impl MatchFeed {
        fn take_in(&self, event: &Event) -> Option<()> {
            let (counts, states) = event.data.split_once('\n')?;
            if !counts.is_empty() {
                let counts = Event { data: counts.to_owned(), ..event.clone() };
                self.counts.apply(&data(&counts).ok()?);
            }
            let bytes: Vec<u8> = states.chars().map(u8::try_from).collect::<Result<_, _>>().ok()?;
            let states = States::decode(&bytes).ok()?;
            self.board.catch_up(&states);
            if counts.is_empty() {
                self.counts.set(self.board.free_counts());
            }
            Some(())
        }
    }

    impl Feed for MatchFeed {
        fn path(&self) -> String {
            let path = format!("/api/matches/{}/seats/stream", self.board.match_id());
            if self.blocks.is_empty() {
                return path;
            }
            let blocks = self.blocks.iter().map(ToString::to_string).collect::<Vec<_>>().join(",");
            format!("{path}?blocks={blocks}")
        }

        /// The blocks with all that there is to say of each, their free seats among it; or all seats.
        fn snapshot_path(&self) -> String {
            let what = if self.blocks.is_empty() { "blocks" } else { "seats/states" };
            format!("/api/matches/{}/{what}", self.board.match_id())
        }

        fn is_binary(&self) -> bool {
            !self.blocks.is_empty()
        }

        /// A match's counts are told all at once each time, so that seats alone have a place to go on from.
        fn seen(&self) -> Option<String> {
            if self.blocks.is_empty() { None } else { self.board.seen() }
        }

        fn apply(&self, event: &Event) -> Result<(), Unreadable> {
            let is_known = match (event.name.as_str(), self.blocks.is_empty()) {
                // Both events carry the latest counts of the blocks that they name.
                (event::INIT | event::UPDATE, true) => {
                    self.counts.apply(&data(event)?);
                    true
                }
                (event::INIT, false) => self.board.hear_init(&event.id, &data(event)?),
                (event::UPDATE, false) => self.board.hear_update(&event.id, data(event)?),
                (event::COUNTS, false) => {
                    self.counts.apply(&data(event)?);
                    self.board.hear_id(&event.id)
                }
                (STATES, _) => self.take_in(event).is_some(),
                _ => true,
            };
            if is_known { Ok(()) } else { Err(Unreadable) }
        }

        /// Counts come beside the seats of some blocks, and say nothing of these.
        fn is_enough(&self, event: &Event) -> bool {
            self.blocks.is_empty() || event.name != event::COUNTS
        }

        fn catch_up(&self, _seen: Option<&str>) -> Option<Event> {
            let blocks = self.counts.all().into_iter();
            let blocks = blocks.map(|(id, free)| format!(r#"{{"id":{id},"free":{free}}}"#));
            let counts = init(String::new(), "blocks", blocks.collect());
            if self.blocks.is_empty() {
                return Some(counts);
            }
            let states: String = self.board.states()?.encode().into_iter().map(char::from).collect();
            let data = format!("{}\n{states}", counts.data);
            Some(Event { name: STATES.to_owned(), id: String::new(), data })
        }

        fn lose_track(&self) {
            self.board.lose_track();
        }
    }
}
