//! Keeps a block's board true by the block's stream.

use super::{Connection, SeatBoard};
use leptos::prelude::*;

/// Follows the block's stream from where the page left off, until the page is left; what to tell the viewer about the
/// connection.
pub fn follow(board: SeatBoard) -> Signal<Connection> {
    let connection = RwSignal::new(Connection::Connecting);
    #[cfg(feature = "hydrate")]
    Effect::new(move |_| super::driver::follow(browser::BlockFeed(board), connection));
    #[cfg(not(feature = "hydrate"))]
    let _ = board;
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
    use jari_core::domain::StreamId;

    pub(super) struct BlockFeed(pub(super) SeatBoard);

    impl Feed for BlockFeed {
        fn path(&self) -> String {
            format!("{}/stream", self.snapshot_path())
        }

        fn snapshot_path(&self) -> String {
            let (match_id, block_id) = self.0.ids();
            format!("/api/matches/{match_id}/blocks/{block_id}/seats")
        }

        fn seen(&self) -> Option<String> {
            self.0.seen().map(|id| id.to_string())
        }

        fn apply(&self, event: &Event) -> Result<(), Unreadable> {
            let id = || event.id.parse::<StreamId>().map_err(|_| Unreadable);
            match event.name.as_str() {
                event::INIT => self.0.reset(id()?, &data(event)?),
                event::UPDATE => self.0.update(id()?, data(event)?),
                _ => {}
            }
            Ok(())
        }

        fn catch_up(&self, seen: Option<&str>) -> Option<Event> {
            let at = self.0.seen()?;
            let seen = seen.and_then(|id| id.parse::<StreamId>().ok());
            let is_behind = seen.is_none_or(|seen| seen.epoch != at.epoch || seen.rev < at.rev);
            is_behind.then(|| {
                let seats = self.0.statuses().into_iter();
                let seats = seats.map(|(id, status)| format!(r#"{{"id":{id},"status":"{status}"}}"#));
                init(at.to_string(), "seats", seats.collect())
            })
        }

        fn lose_track(&self) {
            self.0.lose_track();
        }
    }
}
