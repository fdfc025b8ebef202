//! Matches and what a venue is made of, as pages name and show them.

use super::{Moment, Name};
use jari_core::domain::{
    self, AreaId, BlockId, CategoryId, Currency, Language, MatchId, Point, RowId, RowPlace, SaleWindow,
    SeatId, SeatNotes, SectionId,
};
use serde::{Deserialize, Serialize};

/// A match as headings and cards show it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Match {
    /// The match.
    pub id: MatchId,
    /// What it is called.
    pub name: Name,
    /// What its venue is called.
    pub venue_name: Name,
    /// What its prices are in.
    pub currency: Currency,
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
impl Match {
    /// A match as a page in a language tells it.
    pub fn new(info: &domain::MatchInfo, language: Language) -> Self {
        let moment = |at| Moment::new(at, &info.time_zone);
        Self {
            id: info.id,
            name: Name::new(&info.name, language),
            venue_name: Name::new(&info.venue_name, language),
            currency: info.currency,
            starts_at: moment(info.starts_at),
            sale_opens_at: moment(info.sale.opens_at),
            sale_closes_at: info.sale.closes_at.map(moment),
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
    pub name: Name,
}

impl Area {
    /// An area as a page in a language tells it.
    pub fn new(area: &domain::Area, language: Language) -> Self {
        Self { id: area.id, name: Name::new(&area.name, language) }
    }
}

/// A block with the names of what it is part of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Block {
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

impl Block {
    /// A block as a page in a language tells it.
    pub fn new(info: &domain::BlockInfo, language: Language) -> Self {
        let name = |name| Name::new(name, language);
        Self {
            id: info.id,
            name: name(&info.name),
            section_id: info.section_id,
            section_name: name(&info.section_name),
            area_id: info.area_id,
            area_name: name(&info.area_name),
            total: info.total,
        }
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
    /// The row that it is in: two of a block may have the same label.
    pub row_id: RowId,
    /// Its place in the row, by which neighbours are known.
    pub row_index: u32,
    /// Where it is in the venue's plan, to the right.
    pub x: f64,
    /// Where it is in the venue's plan, downwards.
    pub y: f64,
    /// Its price category; none where the plan gives none.
    pub category_id: Option<CategoryId>,
    /// Whether it is meant for a wheelchair.
    pub accessible: bool,
    /// The accessible seat beside which somebody's companion sits here; none for any other seat.
    pub companion_of: Option<SeatId>,
    /// Whether one does not see everything from it.
    pub restricted_view: bool,
}

impl Seat {
    /// Where it is in the venue's plan.
    pub const fn at(&self) -> Point {
        Point { x: self.x, y: self.y }
    }

    /// Its place in its row.
    pub const fn place(&self) -> RowPlace {
        RowPlace { row_id: self.row_id, index: self.row_index }
    }

    /// What there is to say of it.
    pub const fn notes(&self) -> SeatNotes {
        SeatNotes {
            accessible: self.accessible,
            companion: self.companion_of.is_some(),
            restricted_view: self.restricted_view,
        }
    }
}

impl From<&domain::Seat> for Seat {
    fn from(seat: &domain::Seat) -> Self {
        Self {
            id: seat.id,
            row: seat.row.clone(),
            number: seat.number.clone(),
            row_id: seat.place.row_id,
            row_index: seat.place.index,
            x: seat.at.x,
            y: seat.at.y,
            category_id: seat.category_id,
            accessible: seat.accessible,
            companion_of: seat.companion_of,
            restricted_view: seat.restricted_view,
        }
    }
}

/// A price category as a match has it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PriceCategory {
    /// The category.
    pub id: CategoryId,
    /// What it is called.
    pub name: Name,
    /// Its colour as `#rrggbb`.
    pub color: String,
    /// What a seat usually costs, in the smallest unit of the match's currency; none where no price is known.
    pub price: Option<i64>,
    /// What it costs for each type of ticket, in their order.
    pub prices: Vec<Option<i64>>,
}

/// A type of ticket.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TicketType {
    /// What programs know it by.
    pub key: String,
    /// What it is called.
    pub name: Name,
}

/// What is sold at a match, beside its seats.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tickets {
    /// The types, the usual one first; none where there is one that has no name.
    pub types: Vec<TicketType>,
    /// What each order costs besides.
    pub fee: i64,
}

#[cfg(feature = "ssr")]
impl Tickets {
    /// What a match sells, as a page in a language tells it.
    pub fn new(prices: &domain::MatchPrices, language: Language) -> Self {
        let of = |of: &domain::TypePrices| TicketType {
            key: of.of.key.clone(),
            name: Name::new(&of.of.name, language),
        };
        Self { types: prices.types().iter().map(of).collect(), fee: prices.fee() }
    }
}

impl PriceCategory {
    /// A category as a page in a language tells it.
    pub fn new(category: &domain::PriceCategory, prices: &domain::MatchPrices, language: Language) -> Self {
        Self {
            id: category.id,
            name: Name::new(&category.name, language),
            color: category.color.clone(),
            price: category.price,
            prices: prices.by_type(category),
        }
    }
}
