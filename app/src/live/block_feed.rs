//! Keeps a block's board true by the block's stream.

use super::{Connection, SeatBoard};
use leptos::prelude::*;

/// Follows the block's stream from where the page left off, until the page is left; what to tell the viewer about the
/// connection.
pub fn follow(board: SeatBoard) -> Signal<Connection> {
    let connection = RwSignal::new(Connection::Connecting);
    #[cfg(feature = "hydrate")]
    Effect::new(move |_| super::event_source::follow(browser::BlockFeed(board), connection));
    #[cfg(not(feature = "hydrate"))]
    let _ = board;
    connection.into()
}

#[cfg(feature = "hydrate")]
mod browser {
    use super::*;
    use crate::{
        domain::StreamId,
        live::event_source::{Feed, Unreadable, data},
        wire::event,
    };

    pub(super) struct BlockFeed(pub(super) SeatBoard);

    impl Feed for BlockFeed {
        fn url(&self) -> String {
            let (match_id, block_id) = self.0.ids();
            let path = format!("/api/matches/{match_id}/blocks/{block_id}/seats/stream");
            match self.0.seen() {
                Some(id) => format!("{path}?lastEventId={id}"),
                None => path,
            }
        }

        fn apply(&self, name: &str, id: &str, text: &str) -> Result<(), Unreadable> {
            let id: StreamId = id.parse().map_err(|_| Unreadable)?;
            match name {
                event::INIT => self.0.reset(id, &data(text)?),
                event::UPDATE => self.0.update(id, data(text)?),
                _ => return Err(Unreadable),
            }
            Ok(())
        }

        fn lose_track(&self) {
            self.0.lose_track();
        }
    }
}
