//! Matches and what a venue is made of, as pages name and show them.

use super::Moment;
use jari_core::domain::{self, AreaId, BlockId, CategoryId, MatchId, Point, SaleWindow, SeatId, SectionId};
use serde::{Deserialize, Serialize};

/// A match as headings and cards show it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Match {
    /// The match.
    pub id: MatchId,
    /// What it is called.
    pub name: String,
    /// What its venue is called.
    pub venue_name: String,
    /// When it begins.
    pub starts_at: Moment,
    /// The first moment of its sale.
    pub sale_opens_at: Moment,
    /// The first moment after its sale; none while no end is set.
    pub sale_closes_at: Option<Moment>,
    /// Whether it does not take place.
    pub cancelled: bool,
    /// All its seats.
    pub total: u32,
}

impl Match {
    /// When its seats may be held.
    pub fn sale(&self) -> SaleWindow {
        SaleWindow { opens_at: self.sale_opens_at.at, closes_at: self.sale_closes_at.map(|moment| moment.at) }
    }
}

#[cfg(feature = "ssr")]
impl From<domain::MatchInfo> for Match {
    fn from(info: domain::MatchInfo) -> Self {
        Self {
            id: info.id,
            name: info.name,
            venue_name: info.venue_name,
            starts_at: info.starts_at.into(),
            sale_opens_at: info.sale.opens_at.into(),
            sale_closes_at: info.sale.closes_at.map(Into::into),
            cancelled: info.cancelled_at.is_some(),
            total: info.total,
        }
    }
}

/// An area, as the list of blocks is divided by it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Area {
    /// The area.
    pub id: AreaId,
    /// What it is called.
    pub name: String,
}

impl From<&domain::Area> for Area {
    fn from(area: &domain::Area) -> Self {
        Self { id: area.id, name: area.name.clone() }
    }
}

/// A block with the names of what it is part of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Block {
    /// The block.
    pub id: BlockId,
    /// What it is called.
    pub name: String,
    /// The section that it is part of.
    pub section_id: SectionId,
    /// What the section is called.
    pub section_name: String,
    /// The area that the section is part of.
    pub area_id: AreaId,
    /// What the area is called.
    pub area_name: String,
    /// All its seats.
    pub total: u32,
}

impl From<domain::BlockInfo> for Block {
    fn from(info: domain::BlockInfo) -> Self {
        let domain::BlockInfo { id, name, section_id, section_name, area_id, area_name, total } = info;
        Self { id, name, section_id, section_name, area_id, area_name, total }
    }
}

/// A seat at its place.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Seat {
    /// The seat.
    pub id: SeatId,
    /// Its row's label, as a ticket prints it.
    pub row: String,
    /// Its number in the row, as a ticket prints it.
    pub number: String,
    /// Where it is in the venue's plan, to the right.
    pub x: f64,
    /// Where it is in the venue's plan, downwards.
    pub y: f64,
    /// Its price category; none where the plan gives none.
    pub category_id: Option<CategoryId>,
    /// Whether it is meant for a wheelchair.
    pub accessible: bool,
}

impl Seat {
    /// Where it is in the venue's plan.
    pub const fn at(&self) -> Point {
        Point { x: self.x, y: self.y }
    }
}

impl From<&domain::Seat> for Seat {
    fn from(seat: &domain::Seat) -> Self {
        Self {
            id: seat.id,
            row: seat.row.clone(),
            number: seat.number.clone(),
            x: seat.at.x,
            y: seat.at.y,
            category_id: seat.category_id,
            accessible: seat.accessible,
        }
    }
}

/// A price category as a match has it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PriceCategory {
    /// The category.
    pub id: CategoryId,
    /// What it is called.
    pub name: String,
    /// Its colour as `#rrggbb`.
    pub color: String,
    /// What a seat costs, in the currency's smallest unit (won); none where no price is known.
    pub price: Option<i64>,
}

impl From<&domain::PriceCategory> for PriceCategory {
    fn from(category: &domain::PriceCategory) -> Self {
        Self {
            id: category.id,
            name: category.name.clone(),
            color: category.color.clone(),
            price: category.price,
        }
    }
}
