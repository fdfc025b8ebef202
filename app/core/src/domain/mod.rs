//! The rules and words of seat allocation: pure, the same in the browser and on the server.
//!
//! Nothing here reads a clock, a database or a network. Time is passed in, so that every rule can be tested by
//! saying what time it is.
//!
//! An id, a moment, a revision and a state have one form each wherever they are written, and so they write themselves. What
//! is put together of them leaves the house in types of its own, one room for each audience: `app::page_data` for pages,
//! `app::wire` for streams, `server/src/http/api/json.rs` for routes, `server/src/rdb/sql/` for databases.

pub mod allocation;
pub mod best_available;
pub mod catalogue;
pub mod command;
pub mod companions;
pub mod currency;
pub mod hold;
pub mod ids;
pub mod language;
pub mod match_info;
pub mod match_prices;
pub mod name;
pub mod order;
pub mod orphan_rule;
pub mod outbox;
pub mod payment;
pub mod position;
pub mod refusal;
pub mod revision;
pub mod row;
pub mod sale;
pub mod sale_window;
pub mod schedule;
mod seat_notes;
pub mod snapshot;
pub mod standing;
pub mod status;
pub mod ticket;
pub mod time;
pub mod time_zone;
pub mod venue_plan;

pub use allocation::Allocation;
pub use catalogue::{Area, Block, BlockInfo, BlockOverview, PriceCategory, Seat, Section, Venue};
pub use command::{Actor, Command, Outcome};
pub use companions::CompanionRule;
pub use currency::{Currency, UnknownCurrency};
pub use hold::{Held, HoldPolicy, Lengthened};
pub use ids::{
    AreaId, BlockId, CartId, CategoryId, MatchId, OrderId, PaymentId, RowId, SeatId, SectionId, VenueId,
};
pub use language::{Language, UnknownLanguage};
pub use match_info::{MatchInfo, MatchOverview};
pub use match_prices::{MatchPrices, PriceList, TicketType, TypePrices};
pub use name::{Name, NameFault};
pub use order::{Buyer, Order, OrderCode, OrderItem, OrderState, Payment};
pub use orphan_rule::{OrphanRule, UnknownOrphanRule};
pub use outbox::{Destination, RetryPolicy};
pub use payment::{Money, PaymentState};
pub use position::StreamPosition;
pub use refusal::{Refusal, Refused};
pub use revision::{Epoch, MalformedId, Revision, StreamId};
pub use row::{RowPlace, row_indexes, side_by_side};
pub use sale::{BlockedSeat, LedgerSeats, OpenSale, ReservedSeat, Sale};
pub use sale_window::{SaleState, SaleWindow};
pub use schedule::{Schedule, ScheduleFault};
pub use seat_notes::SeatNotes;
pub use snapshot::{BlockCount, Changes, Counts, SeatChange, Snapshot};
pub use standing::Standing;
pub use status::{AllocationStatus, SeatStatus};
pub use ticket::TicketId;
pub use time::UnixMillis;
pub use time_zone::{BadTimeZoneName, TimeZoneName};
pub use venue_plan::{Point, Shape, ShapeKind, ShapeText, VenuePlan};
