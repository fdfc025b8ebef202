//! The rules and words of seat allocation: pure, the same in the browser and on the server.
//!
//! Nothing here reads a clock, a database or a network. Time is passed in, so that every rule can be tested by
//! saying what time it is.

pub mod allocation;
pub mod catalogue;
pub mod hold;
pub mod ids;
pub mod refusal;
pub mod revision;
pub mod sale;
pub mod sales;
pub mod snapshot;
pub mod status;
pub mod time;

pub use allocation::{Allocation, Transition};
pub use catalogue::{
    Area, Block, BlockInfo, BlockOverview, MatchInfo, MatchOverview, Point, PriceCategory, Seat, Section,
    Shape, ShapeKind, ShapeText, Venue, VenuePlan,
};
pub use hold::{Held, HoldPolicy};
pub use ids::{AreaId, BlockId, CategoryId, HolderId, MatchId, SeatId, SectionId, VenueId};
pub use refusal::Refusal;
pub use revision::{Epoch, Revision, StreamId};
pub use sale::{SaleState, SaleWindow};
pub use sales::Sale;
pub use snapshot::{BlockCount, Changes, Counts, SeatChange, Snapshot};
pub use status::AllocationStatus;
pub use time::UnixMillis;
