//! What is on sale: the venue's hierarchy of Area → Section → Block → Seat.

use super::{
    AreaId, BlockId, CategoryId, MatchPrices, Name, Point, RowPlace, SeatId, SeatNotes, SectionId, VenueId,
    VenuePlan,
};
use std::cmp::Reverse;

/// An area of a venue (권역).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Area {
    /// The area.
    pub id: AreaId,
    /// What it is called.
    pub name: Name,
}

/// A section of an area (진영).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Section {
    /// The section.
    pub id: SectionId,
    /// The area that it is part of.
    pub area_id: AreaId,
    /// What it is called.
    pub name: Name,
}

/// A block (구역) with the names of what it is part of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BlockInfo {
    /// The block.
    pub id: BlockId,
    /// What it is called.
    pub name: Name,
    /// The section that it is part of.
    pub section_id: SectionId,
    /// What the section is called.
    pub section_name: Name,
    /// The area that the section is part of.
    pub area_id: AreaId,
    /// What the area is called.
    pub area_name: Name,
    /// All its seats.
    pub total: u32,
}

/// A block as the map of the whole venue shows it.
#[derive(Clone, Debug, PartialEq)]
pub struct BlockOverview {
    /// The block and its names.
    pub info: BlockInfo,
    /// Its available seats.
    pub free: u32,
    /// The corners of its shape, in the plan's units.
    pub outline: Vec<Point>,
    /// Where its name stands, in the plan's units.
    pub label: Point,
    /// The price of its cheapest seat, in the currency's smallest unit; none where no price is known.
    pub price_from: Option<i64>,
}

/// A price category of a venue, or of a match there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PriceCategory {
    /// The category.
    pub id: CategoryId,
    /// What it is called.
    pub name: Name,
    /// Its colour as `#rrggbb`.
    pub color: String,
    /// What a seat costs, in the currency's smallest unit; none where no price is known.
    pub price: Option<i64>,
}

/// A seat at its place.
#[derive(Clone, Debug, PartialEq)]
pub struct Seat {
    /// The seat.
    pub id: SeatId,
    /// What the plan calls it: one name for one seat of the venue, also in later versions of the plan.
    pub guid: String,
    /// Its row's label, as a ticket prints it.
    pub row: String,
    /// Its place in the row: what tells its neighbours.
    pub place: RowPlace,
    /// Its number in the row, as a ticket prints it.
    pub number: String,
    /// Where it is in the venue's plan.
    pub at: Point,
    /// Its price category; none where the plan gives none.
    pub category_id: Option<CategoryId>,
    /// Whether it is meant for a wheelchair.
    pub accessible: bool,
    /// The accessible seat beside which somebody's companion sits here, of the same block; none for any other seat.
    pub companion_of: Option<SeatId>,
    /// Whether one does not see everything from it.
    pub restricted_view: bool,
}

impl Seat {
    /// What there is to say of it.
    pub const fn notes(&self) -> SeatNotes {
        SeatNotes {
            accessible: self.accessible,
            companion: self.companion_of.is_some(),
            restricted_view: self.restricted_view,
        }
    }
}

/// A block with its seats.
#[derive(Clone, Debug, PartialEq)]
pub struct Block {
    /// The block and its names.
    pub info: BlockInfo,
    /// The corners of its shape, in the plan's units.
    pub outline: Vec<Point>,
    /// Where its name stands, in the plan's units.
    pub label: Point,
    /// Its seats, ordered by id, which is front row first and along each row.
    pub seats: Vec<Seat>,
}

impl Block {
    /// The seat with this id, if it is one of the block's.
    pub fn seat(&self, id: SeatId) -> Option<&Seat> {
        self.seats.get(self.seats.binary_search_by_key(&id, |seat| seat.id).ok()?)
    }
}

/// A whole venue. It never changes once it is imported, so it may be kept in memory.
#[derive(Clone, Debug, PartialEq)]
pub struct Venue {
    /// The venue.
    pub id: VenueId,
    /// What it is called.
    pub name: Name,
    /// What is drawn besides seats.
    pub plan: VenuePlan,
    /// Its areas, in order.
    pub areas: Vec<Area>,
    /// Its sections, in order.
    pub sections: Vec<Section>,
    /// Its blocks, in order.
    pub blocks: Vec<Block>,
    /// Its price categories with what a seat costs in general, dearest first. What it costs at a match, [`MatchPrices`] tell.
    pub categories: Vec<PriceCategory>,
}

impl Venue {
    /// The block with this id, if it is one of the venue's.
    pub fn block(&self, id: BlockId) -> Option<&Block> {
        self.blocks.iter().find(|block| block.info.id == id)
    }

    /// The block that a seat is in, if it is one of the venue's.
    pub fn block_of(&self, seat: SeatId) -> Option<&Block> {
        // A block's seats were mostly numbered in one go, so that few blocks have to be searched.
        let may_have = |block: &&Block| match (block.seats.first(), block.seats.last()) {
            (Some(first), Some(last)) => (first.id..=last.id).contains(&seat),
            _ => false,
        };
        self.blocks.iter().filter(may_have).find(|block| block.seat(seat).is_some())
    }

    /// What a seat costs at a match; none where no price is known.
    pub fn price_of(&self, seat: &Seat, prices: &MatchPrices) -> Option<i64> {
        let id = seat.category_id?;
        prices.of(self.categories.iter().find(|category| category.id == id)?)
    }

    /// The price of a block's cheapest seat at a match; none where no price is known.
    pub fn price_from(&self, block: &Block, prices: &MatchPrices) -> Option<i64> {
        block.seats.iter().filter_map(|seat| self.price_of(seat, prices)).min()
    }

    /// The price categories as a match has them, dearest first.
    pub fn categories_at(&self, prices: &MatchPrices) -> Vec<PriceCategory> {
        let at = |category: &PriceCategory| PriceCategory { price: prices.of(category), ..category.clone() };
        let mut categories: Vec<_> = self.categories.iter().map(at).collect();
        // Those without a price come last, as none is less than some.
        categories.sort_by_key(|category| (Reverse(category.price), category.id));
        categories
    }
}
