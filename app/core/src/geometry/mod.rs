//! A venue's geometry: where each seat is, and what never changes of it, as flat arrays that a map draws from.
//!
//! A seat's *place* is its index in these arrays. Blocks and rows are ranges of places, so that whatever is asked of a block or of
//! a row is a slice. It travels as one small binary ([`encode`], [`decode`]) that is made of the venue alone, in no language and
//! for no match: names, prices and colours come with the page, [`states`] with each revision.

mod bytes;
mod curve;
mod decode;
mod encode;
pub mod index;
mod rect;
mod spacing;
pub mod states;
#[cfg(test)]
mod tests;
mod texts;

pub use bytes::Malformed;
pub use decode::decode;
pub use encode::{EncodedGeometry, encode};
pub use index::SeatIndex;
pub use rect::Rect;
pub use states::States;

use crate::domain::{BlockId, CategoryId, Point, RowId, RowPlace, SeatId, SeatNotes};
use std::ops::Range;

/// The most seats of a geometry: more than any venue may have.
pub const MAX_SEATS: usize = 1 << 18;

/// The category of a seat that has none.
pub const NO_CATEGORY: u8 = u8::MAX;

/// The mark of a seat that is meant for a wheelchair.
pub const ACCESSIBLE: u8 = 1;
/// The mark of a seat for the companion of whoever sits in an accessible one.
pub const COMPANION: u8 = 2;
/// The mark of a seat from which one does not see everything.
pub const RESTRICTED_VIEW: u8 = 4;

/// A venue's seats, in the order of its blocks, their rows, and along each row.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Geometry {
    /// The extent of all that is drawn.
    pub bounds: Rect,
    /// The price categories that the seats' categories are indexes of.
    pub category_ids: Vec<CategoryId>,
    /// The blocks, in the venue's order.
    pub blocks: Vec<GeometryBlock>,
    /// The rows of all blocks.
    pub rows: Vec<GeometryRow>,
    /// The seat at each place.
    pub seat_ids: Vec<SeatId>,
    /// Where it is in the venue's plan, to the right.
    pub xs: Vec<f32>,
    /// Where it is in the venue's plan, downwards.
    pub ys: Vec<f32>,
    /// Its index in its row, which skips a number at a gap: neighbours are one apart ([`crate::domain::row`]).
    pub indexes: Vec<u32>,
    /// Its category as an index of `category_ids`; [`NO_CATEGORY`] for none.
    pub categories: Vec<u8>,
    /// What there is to say of it: [`ACCESSIBLE`], [`COMPANION`] and [`RESTRICTED_VIEW`].
    pub marks: Vec<u8>,
    /// Its number as an index of `texts`.
    numbers: Vec<u32>,
    /// Every row label and every number, once.
    texts: Vec<String>,
    /// The places of companions' seats, ascending, each with that of its accessible seat.
    companions: Vec<(usize, usize)>,
    /// The places in the order of their ids; empty where that is the order in which they are.
    by_id: Vec<u32>,
}

/// A block of a geometry.
#[derive(Clone, Debug, PartialEq)]
pub struct GeometryBlock {
    /// The block.
    pub id: BlockId,
    /// Its rows, front row first.
    pub rows: Range<usize>,
    /// Its seats.
    pub seats: Range<usize>,
    /// The corners of its shape.
    pub outline: Vec<Point>,
    /// Where its name stands.
    pub label: Point,
    /// The extent of its shape and of its seats' middles.
    pub bounds: Rect,
    /// How far each of its seats is at least from its nearest neighbour, of whatever block: discs of half of it never overlap.
    pub spacing: f32,
    /// The categories of its seats, each once, in the order of `category_ids`.
    pub categories: Vec<u8>,
}

/// A row of a geometry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GeometryRow {
    /// Its seats, along the row from one end to the other.
    pub seats: Range<usize>,
    /// Its block, as an index of `blocks`.
    pub block: usize,
    /// Its label as an index of `texts`.
    label: u32,
}

impl Geometry {
    /// How many seats there are.
    pub const fn len(&self) -> usize {
        self.seat_ids.len()
    }

    /// Whether there are no seats.
    pub const fn is_empty(&self) -> bool {
        self.seat_ids.is_empty()
    }

    /// The place of a seat.
    pub fn place_of(&self, seat: SeatId) -> Option<usize> {
        if self.by_id.is_empty() {
            return self.seat_ids.binary_search(&seat).ok();
        }
        let id_at = |place: &u32| self.seat_ids.get(*place as usize).copied();
        let found = self.by_id.binary_search_by_key(&Some(seat), id_at).ok()?;
        self.by_id.get(found).map(|place| *place as usize)
    }

    /// The index of a block.
    pub fn block_of_id(&self, id: BlockId) -> Option<usize> {
        self.blocks.iter().position(|block| block.id == id)
    }

    /// The index of the block that a place is in.
    pub fn block_of(&self, place: usize) -> Option<usize> {
        let at = self.blocks.partition_point(|block| block.seats.end <= place);
        self.blocks.get(at).is_some_and(|block| block.seats.contains(&place)).then_some(at)
    }

    /// The index of the row that a place is in.
    pub fn row_of(&self, place: usize) -> Option<usize> {
        let at = self.rows.partition_point(|row| row.seats.end <= place);
        self.rows.get(at).is_some_and(|row| row.seats.contains(&place)).then_some(at)
    }

    /// A row's label, as a ticket prints it; empty for a row that there is not.
    pub fn row_label(&self, row: usize) -> &str {
        self.rows.get(row).map_or("", |row| self.text(row.label))
    }

    /// The number in its row of the seat at a place, as a ticket prints it; empty for a place that there is not.
    pub fn number(&self, place: usize) -> &str {
        self.numbers.get(place).map_or("", |number| self.text(*number))
    }

    /// Where the seat at a place is in its row: what tells its neighbours. The row's id is its index in `rows`.
    pub fn row_place(&self, place: usize) -> Option<RowPlace> {
        let row = i64::try_from(self.row_of(place)?).ok()?;
        Some(RowPlace { row_id: RowId(row), index: *self.indexes.get(place)? })
    }

    /// Where the seat at a place is in the venue's plan.
    pub fn at(&self, place: usize) -> Option<Point> {
        Some(Point { x: (*self.xs.get(place)?).into(), y: (*self.ys.get(place)?).into() })
    }

    /// The category of the seat at a place.
    pub fn category_of(&self, place: usize) -> Option<CategoryId> {
        self.category_ids.get(usize::from(*self.categories.get(place)?)).copied()
    }

    /// What there is to say of the seat at a place.
    pub fn notes(&self, place: usize) -> SeatNotes {
        let marks = self.marks.get(place).copied().unwrap_or_default();
        SeatNotes {
            accessible: marks & ACCESSIBLE != 0,
            companion: marks & COMPANION != 0,
            restricted_view: marks & RESTRICTED_VIEW != 0,
        }
    }

    /// The accessible seat beside which somebody's companion sits at a place; none for any other seat.
    pub fn companion_of(&self, place: usize) -> Option<usize> {
        let found = self.companions.binary_search_by_key(&place, |(companion, _)| *companion).ok()?;
        self.companions.get(found).map(|(_, accessible)| *accessible)
    }

    /// The companions' seats of an accessible seat.
    pub fn companions_of(&self, accessible: usize) -> impl Iterator<Item = usize> {
        self.companions.iter().filter(move |(_, of)| *of == accessible).map(|(companion, _)| *companion)
    }

    fn text(&self, index: u32) -> &str {
        self.texts.get(index as usize).map_or("", String::as_str)
    }
}
