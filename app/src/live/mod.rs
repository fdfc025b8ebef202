//! The live map: what one browser knows of a match, and the feed that keeps it true.
//!
//! What decides is plain functions over plain values ([`seat_view`], [`link`], [`polling`], [`sharing`], [`countdown`]),
//! tested without a browser. Around them are what is known of all seats ([`venue`]), and what exists in the browser alone: the
//! `driver` of a feed, by an `EventSource` (`event_source`), by what another tab tells, or by asking now and then. On the
//! server nothing is live: the functions that start a feed do nothing there.

pub mod best_seats;
pub mod carts;
pub mod clock;
pub mod clock_jumps;
pub mod countdown;
pub mod deadline;
mod doubts;
#[cfg(feature = "hydrate")]
mod driver;
#[cfg(feature = "hydrate")]
mod event_source;
pub mod feed;
pub mod free_counts;
mod kept;
pub mod link;
pub mod match_feed;
pub mod notice;
mod on_return;
pub mod own_holds;
pub mod polling;
pub mod seat_view;
pub mod sharing;
pub mod soon;
pub mod venue;

pub use best_seats::BestSeats;
pub use clock::ServerClock;
#[cfg(feature = "hydrate")]
pub(crate) use clock::monotonic;
#[cfg(feature = "hydrate")]
pub(crate) use deadline::pause;
pub use deadline::within_deadline;
pub use free_counts::FreeCounts;
pub use link::Connection;
pub use notice::{Notice, Topic};
pub use on_return::on_return;
pub use own_holds::{End, OwnHolds};
pub use seat_view::{Face, SeatView};
pub use venue::{Venue, VenueBoard};
