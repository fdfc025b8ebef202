//! Keeps the counts of a whole match true by the match's stream.

use super::{Connection, FreeCounts};
use jari_core::domain::MatchId;
use leptos::prelude::*;

/// Follows the match's stream until the page is left; what to tell the viewer about the connection.
pub fn follow(match_id: MatchId, counts: FreeCounts) -> Signal<Connection> {
    let connection = RwSignal::new(Connection::Connecting);
    #[cfg(feature = "hydrate")]
    Effect::new(move |_| {
        super::driver::follow(browser::MatchFeed { match_id, counts }, connection);
    });
    #[cfg(not(feature = "hydrate"))]
    let _ = (match_id, counts);
    connection.into()
}

#[cfg(feature = "hydrate")]
mod browser {
    use super::*;
    use crate::{
        live::{
            driver::{data, init},
            feed::{Event, Feed, Unreadable},
        },
        wire::event,
    };

    pub(super) struct MatchFeed {
        pub(super) match_id: MatchId,
        pub(super) counts: FreeCounts,
    }

    impl Feed for MatchFeed {
        fn path(&self) -> String {
            format!("/api/matches/{}/seats/stream", self.match_id)
        }

        /// The blocks with all that there is to say of each, their free seats among it.
        fn snapshot_path(&self) -> String {
            format!("/api/matches/{}/blocks", self.match_id)
        }

        /// A match's stream begins with every count each time, so there is no place to go on from.
        fn seen(&self) -> Option<String> {
            None
        }

        /// Both events carry the latest counts of the blocks that they name.
        fn apply(&self, event: &Event) -> Result<(), Unreadable> {
            if matches!(event.name.as_str(), event::INIT | event::UPDATE) {
                self.counts.apply(&data(event)?);
            }
            Ok(())
        }

        fn catch_up(&self, _seen: Option<&str>) -> Option<Event> {
            let blocks = self.counts.all().into_iter();
            let blocks = blocks.map(|(id, free)| format!(r#"{{"id":{id},"free":{free}}}"#));
            Some(init(String::new(), "blocks", blocks.collect()))
        }

        fn lose_track(&self) {}
    }
}
