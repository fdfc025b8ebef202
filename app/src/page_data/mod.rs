//! What each page is given: read on the server, carried in the rendered page, and used again by the browser when it
//! takes the page over. Its types are of the pages alone: what travels to a browser, and nothing else is written so.

#[cfg(feature = "ssr")]
mod block;
mod catalogue;
#[cfg(feature = "ssr")]
pub(crate) mod drawing;
mod held;
mod r#match;
mod matches;
mod moment;
mod name;
mod read_at;

#[cfg(feature = "ssr")]
pub use block::BlockPage;
pub use catalogue::{Area, Block, Match, PriceCategory, Seat, TicketType, Tickets};
pub use held::{BestTaken, HeldSeat, HeldSeats, HoldTaken, SeatReleased, SeatsTaken};
pub use r#match::{BlockDrawing, BlockView, MatchPage, Scenery};
pub use matches::{ListedCart, ListedMatch, MatchesPage};
pub use moment::{Moment, ZoneLabel};
pub use name::Name;
pub use read_at::ReadAt;
