//! A venue as it was read from its files, before the store gives it ids.

use jari_core::domain::{Name, Point, VenuePlan};

/// A venue with all that its files say.
#[derive(Clone, Debug, PartialEq)]
pub struct VenueImport {
    /// What the venue is called.
    pub name: Name,
    /// All that is drawn besides seats, and the extent of everything drawn.
    pub plan: VenuePlan,
    /// Its price categories, in the order of the file.
    pub categories: Vec<ImportCategory>,
    /// Its areas, in order; at least one.
    pub areas: Vec<ImportArea>,
}

impl VenueImport {
    /// Every block of the venue, in order.
    pub fn blocks(&self) -> impl Iterator<Item = &ImportBlock> {
        self.areas.iter().flat_map(|area| &area.sections).flat_map(|section| &section.blocks)
    }

    /// How many seats the venue has.
    pub fn seat_count(&self) -> usize {
        self.blocks().map(|block| block.seats().count()).sum()
    }
}

/// A price category.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImportCategory {
    /// What it is called; no two are called the same.
    pub name: Name,
    /// Its colour as `#rrggbb`.
    pub color: String,
    /// What a seat costs, in the smallest unit of the match's currency; none where no price is known.
    pub price: Option<i64>,
}

/// An area (권역).
#[derive(Clone, Debug, PartialEq)]
pub struct ImportArea {
    /// What it is called.
    pub name: Name,
    /// Its sections, in order; at least one.
    pub sections: Vec<ImportSection>,
}

/// A section (진영).
#[derive(Clone, Debug, PartialEq)]
pub struct ImportSection {
    /// What it is called.
    pub name: Name,
    /// Its blocks, in order; at least one.
    pub blocks: Vec<ImportBlock>,
}

/// A block (구역).
#[derive(Clone, Debug, PartialEq)]
pub struct ImportBlock {
    /// What it is called.
    pub name: Name,
    /// The corners of its shape, in the plan's units.
    pub outline: Vec<Point>,
    /// Where its name stands, inside its shape, in the plan's units.
    pub label: Point,
    /// Its rows, the front one first; at least one.
    pub rows: Vec<ImportRow>,
}

impl ImportBlock {
    /// Its seats, front row first and along each row.
    pub fn seats(&self) -> impl Iterator<Item = &ImportSeat> {
        self.rows.iter().flat_map(|row| &row.seats)
    }
}

/// A row of seats. Two rows of a block may have the same label, if no two of their seats have the same number.
#[derive(Clone, Debug, PartialEq)]
pub struct ImportRow {
    /// Its label, as a ticket prints it.
    pub label: String,
    /// Its seats, in the order of the file; at least one.
    pub seats: Vec<ImportSeat>,
}

/// A seat (좌석).
#[derive(Clone, Debug, PartialEq)]
pub struct ImportSeat {
    /// What no other seat of the venue is called, from the plan.
    pub guid: String,
    /// Where it is along its row: a number is skipped where there is a gap, as [`jari_core::domain::RowPlace`] has it.
    pub index: u32,
    /// Its number in the row, as a ticket prints it.
    pub number: String,
    /// Where it is, in the plan's units.
    pub at: Point,
    /// Its price category as an index of [`VenueImport::categories`]; none where the plan gives none.
    pub category: Option<usize>,
    /// Whether it is meant for a wheelchair.
    pub accessible: bool,
    /// What the accessible seat is called by the plan that this one is a companion's for; none for any other seat.
    pub companion_of: Option<String>,
    /// Whether one does not see everything from it.
    pub restricted_view: bool,
}
