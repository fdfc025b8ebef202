//! What each page is given: read on the server, carried in the rendered page, and used again by the browser when it
//! takes the page over.

use crate::domain::{
    AllocationStatus, Area, BlockId, BlockInfo, Held, MatchInfo, MatchOverview, PriceCategory, Revision,
    Seat, SeatId, StreamId, UnixMillis, Venue,
};
use serde::{Deserialize, Serialize};

/// The list of matches.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct MatchesPage {
    /// Every match, the soonest first.
    pub matches: Vec<MatchOverview>,
    /// The server's time when it was read.
    pub now: UnixMillis,
}

/// One match: the whole venue.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct MatchPage {
    /// The match.
    pub info: MatchInfo,
    /// What is drawn besides blocks.
    pub scenery: Scenery,
    /// The areas, in order.
    pub areas: Vec<Area>,
    /// The blocks, in order.
    pub blocks: Vec<BlockView>,
    /// What the viewer has on hold in this match.
    pub held: Vec<HeldSeat>,
    /// The server's time when it was read.
    pub now: UnixMillis,
    /// The most seats that the viewer may have on hold; 0 means no cap.
    pub max_holds: u32,
}

/// What a venue's map shows besides blocks, as it stands in the markup.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Scenery {
    /// The extent of the map: the `viewBox` of its `svg`.
    pub view_box: String,
    /// SVG elements, behind the blocks. They are ours, and what is in them from a venue's file is escaped.
    pub shapes: String,
}

/// A block on a venue's map and in the list below it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BlockView {
    /// The block and its names.
    pub info: BlockInfo,
    /// Its available seats.
    pub free: u32,
    /// The price of its cheapest seat, in the currency's smallest unit (won); none where no price is known.
    pub price_from: Option<i64>,
    /// How it is drawn.
    pub drawing: BlockDrawing,
}

/// A block's shape and the place of its name, as the attributes of SVG elements.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BlockDrawing {
    /// The corners of the shape.
    pub points: String,
    /// The middle of the name.
    pub x: String,
    /// The middle of the name.
    pub y: String,
    /// The height of the name.
    pub name_size: String,
    /// The name, without its end if all blocks share it.
    pub name: String,
}

/// One block: every seat.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct BlockPage {
    /// The match.
    pub info: MatchInfo,
    /// The block and what it is part of.
    pub block: BlockInfo,
    /// Its seats, ordered by id.
    pub seats: Vec<Seat>,
    /// Their states, in the order of `seats`.
    pub statuses: Vec<AllocationStatus>,
    /// The place in the block's history that `statuses` shows: the stream goes on from here.
    pub stream_id: StreamId,
    /// The venue's price categories, dearest first.
    pub categories: Vec<PriceCategory>,
    /// What the viewer has on hold in this match, in this block or another.
    pub held: Vec<HeldSeat>,
    /// The server's time when it was read.
    pub now: UnixMillis,
    /// The most seats that the viewer may have on hold; 0 means no cap.
    pub max_holds: u32,
}

/// A seat that the viewer has on hold, with the names to show it by.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HeldSeat {
    /// The seat.
    pub seat_id: SeatId,
    /// Its block.
    pub block_id: BlockId,
    /// What the block is called.
    pub block_name: String,
    /// Its row's label.
    pub row: String,
    /// Its number in the row.
    pub number: String,
    /// What it costs, in the currency's smallest unit (won); none where no price is known.
    pub price: Option<i64>,
    /// When the hold ends by itself.
    pub expires_at: UnixMillis,
    /// The block's revision that the hold took: a change of the seat above it has ended the hold.
    pub rev: Revision,
}

/// What the viewer has on hold in a match, for a page that is open already.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HeldSeats {
    /// The seats, the oldest hold first.
    pub held: Vec<HeldSeat>,
    /// The server's time when it was read.
    pub now: UnixMillis,
}

impl HeldSeat {
    /// Puts the venue's names to a hold; none if the venue has no such seat.
    pub fn new(held: &Held, venue: &Venue) -> Option<Self> {
        let block = venue.block(held.block_id)?;
        let seat = block.seats.iter().find(|seat| seat.id == held.seat_id)?;
        let category = venue.categories.iter().find(|category| Some(category.id) == seat.category_id);
        Some(Self {
            seat_id: held.seat_id,
            block_id: held.block_id,
            block_name: block.info.name.clone(),
            row: seat.row.clone(),
            number: seat.number.clone(),
            price: category.and_then(|category| category.price),
            expires_at: held.expires_at,
            rev: held.rev,
        })
    }
}
