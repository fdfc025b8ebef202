//! A ballpark of about 25,000 seats: three decks around the infield and a stand behind the outfield fence.
//!
//! One unit is 5 cm, so a usual seat is 10 units wide. Blocks are numbered per deck, from the first base's end past
//! home plate to the third base's, as one walks along the concourse.

use super::{
    DemoVenue,
    field::{self, FENCE, FENCE_MIDDLE},
    grandstand::{Deck, FRONT, Side},
    rows::{Rows, Spacing, Wedge},
    sheet::{InBoth, PlaceInBlock, Sheet, SheetBlock, polygon},
};
use jari_core::domain::Point;

const PREMIUM: &str = "프리미엄석";
const TABLE: &str = "테이블석";
const CHEERING: &str = "응원지정석";
const INFIELD: &str = "내야지정석";
const UPPER: &str = "상단지정석";
const OUTFIELD: &str = "외야석";

/// Names, colour and price in won.
const CATEGORIES: [(InBoth, &str, i64); 6] = [
    ((PREMIUM, "Premium"), "#7b3fb5", 70_000),
    ((TABLE, "Table seating"), "#d9652b", 52_000),
    ((CHEERING, "Cheering section"), "#d6336c", 25_000),
    ((INFIELD, "Infield reserved"), "#2f6fd0", 21_000),
    ((UPPER, "Upper deck"), "#159a9c", 15_000),
    ((OUTFIELD, "Outfield"), "#d8a31a", 10_000),
];

/// A seat of 50 cm in rows of 85 cm, with aisles of 1.2 m.
const SEATS: Spacing = Spacing { seat: 10.0, row: 17.0, aisle: 34.0 };
/// A seat at a table takes 70 cm in rows of 1.2 m.
const TABLES: Spacing = Spacing { seat: 14.0, row: 24.0, aisle: 38.0 };

/// The lower bowl. Its two widest blocks on each side are the cheering stand, of 600 seats each.
const LOWER: Deck = Deck {
    depth: FRONT,
    rows: 20,
    spacing: SEATS,
    sides: &[22, 24, 30, 30, 24, 22],
    wedges: 6,
    bend_rows: 20,
    bend_spacing: SEATS,
};
/// The second deck, with tables behind home plate.
const SECOND: Deck = Deck {
    depth: FRONT + 420.0,
    rows: 14,
    spacing: SEATS,
    sides: &[27, 27, 27, 27, 27],
    wedges: 5,
    bend_rows: 10,
    bend_spacing: TABLES,
};
/// The upper deck, shorter again.
const THIRD: Deck = Deck {
    depth: FRONT + 740.0,
    rows: 14,
    spacing: SEATS,
    sides: &[34, 34, 34],
    wedges: 7,
    bend_rows: 14,
    bend_spacing: SEATS,
};

/// The colour of the decks' floors, and how far they reach beyond the seats.
const CONCOURSE: &str = "#d7dbe0";
const CONCOURSE_MARGIN: f64 = 26.0;

/// Rows of the outfield stand, and blocks on each side of the scoreboard.
const OUTFIELD_ROWS: usize = 16;
const OUTFIELD_BLOCKS: usize = 7;

/// The ballpark.
pub fn ballpark() -> DemoVenue {
    let mut blocks = Vec::new();
    blocks.extend(deck(&LOWER, 101, &lower_part));
    blocks.extend(deck(&SECOND, 201, &second_part));
    blocks.extend(deck(&THIRD, 301, &third_part));
    blocks.extend(outfield());
    Sheet {
        name: ("자리 야구장", "Jari Ballpark"),
        origin: Point { x: 2200.0, y: 3000.0 },
        categories: &CATEGORIES,
        areas: &[
            ("중앙", "Home plate"),
            ("1루측", "First base side"),
            ("3루측", "Third base side"),
            ("외야", "Outfield"),
        ],
        blocks,
        shapes: [&LOWER, &SECOND, &THIRD].map(concourse).into_iter().chain(field::shapes()).collect(),
        captions: &field::CAPTIONS,
    }
    .write()
}

/// What a block belongs to: its section's names and its seats' category.
type Part = (InBoth, fn(usize) -> &'static str);

/// Where a block of a deck is: in the bend, or the so-manieth of a side from home plate.
type Place = Option<(Side, usize)>;

fn lower_part(place: Place) -> Part {
    match place {
        None => (("중앙 지정석", "Home plate reserved"), |row| if row < 12 { PREMIUM } else { INFIELD }),
        Some((Side::First, 2 | 3)) => (("1루 응원석", "First base cheering"), |_| CHEERING),
        Some((Side::Third, 2 | 3)) => (("3루 응원석", "Third base cheering"), |_| CHEERING),
        Some((Side::First, _)) => (("1루 내야", "First base infield"), |_| INFIELD),
        Some((Side::Third, _)) => (("3루 내야", "Third base infield"), |_| INFIELD),
    }
}

fn second_part(place: Place) -> Part {
    match place {
        None => (("중앙 테이블", "Home plate tables"), |_| TABLE),
        Some((Side::First, _)) => (("1루 2층", "First base second deck"), |_| INFIELD),
        Some((Side::Third, _)) => (("3루 2층", "Third base second deck"), |_| INFIELD),
    }
}

fn third_part(place: Place) -> Part {
    match place {
        None => (("중앙 상단", "Home plate upper deck"), |_| UPPER),
        Some((Side::First, _)) => (("1루 상단", "First base upper deck"), |_| UPPER),
        Some((Side::Third, _)) => (("3루 상단", "Third base upper deck"), |_| UPPER),
    }
}

/// A deck's blocks in the order of their numbers, beginning with `first`.
fn deck(deck: &Deck, first: usize, part: &dyn Fn(Place) -> Part) -> Vec<SheetBlock> {
    let side = |side| deck.side(side).into_iter().enumerate().map(move |(i, rows)| (Some((side, i)), rows));
    let placed: Vec<(Place, Rows)> = side(Side::First)
        .rev()
        .chain(deck.bend().into_iter().map(|rows| (None, rows)))
        .chain(side(Side::Third))
        .collect();
    let block = |(i, (place, rows)): (usize, (Place, Rows))| {
        let area = match place {
            None => "중앙",
            Some((Side::First, _)) => "1루측",
            Some((Side::Third, _)) => "3루측",
        };
        let (section, category) = part(place);
        // Only the lower bowl's last row can be reached without stairs.
        let accessible = if first == 101 { 4 } else { 0 };
        // The deck above it stands on a pillar in front of each of its last rows' ends.
        let behind_pillar: fn(PlaceInBlock) -> bool =
            if first == 101 { |place| place.row >= 15 && place.from_end < 2 } else { |_| false };
        SheetBlock {
            restricted: behind_pillar,
            ..numbered(first + i, area, section, rows, category, accessible)
        }
    };
    placed.into_iter().enumerate().map(block).collect()
}

/// The floor that a deck stands on, which shows in its aisles.
fn concourse(deck: &Deck) -> serde_json::Value {
    polygon(&deck.footprint(CONCOURSE_MARGIN), CONCOURSE)
}

/// The stand behind the fence, from the right field's pole to the left field's, with a gap for the scoreboard.
fn outfield() -> Vec<SheetBlock> {
    let wedge = |from: f64, to: f64| Wedge {
        centre: FENCE_MIDDLE,
        radius: FENCE + 70.0,
        from: from.to_radians(),
        to: to.to_radians(),
    };
    let right = wedge(-11.5, -77.5).split(OUTFIELD_BLOCKS).map(|wedge| (("외야 우측", "Right field"), wedge));
    let left = wedge(-102.5, -168.5).split(OUTFIELD_BLOCKS).map(|wedge| (("외야 좌측", "Left field"), wedge));
    let block = |(i, (section, wedge)): (usize, (InBoth, Wedge))| {
        let block = numbered(401 + i, "외야", section, wedge.rows(OUTFIELD_ROWS, SEATS), |_| OUTFIELD, 0);
        // At either end of the stand a foul pole hides a part of the infield.
        let beside_pole: fn(PlaceInBlock) -> bool = match i {
            0 => |place| place.row < 8 && place.seat < 3,
            last if last + 1 == 2 * OUTFIELD_BLOCKS => |place| place.row < 8 && place.from_end < 3,
            _ => |_| false,
        };
        SheetBlock { restricted: beside_pole, ..block }
    };
    right.chain(left).enumerate().map(block).collect()
}

/// A block that is called by its number.
fn numbered(
    number: usize,
    area: &'static str,
    section: InBoth,
    rows: Rows,
    category: fn(usize) -> &'static str,
    accessible: usize,
) -> SheetBlock {
    SheetBlock {
        area,
        section,
        name: format!("{number}블록"),
        name_en: format!("Block {number}"),
        zone: number.to_string(),
        rows,
        row_name: |row| format!("{}열", row + 1),
        category,
        accessible,
        restricted: |_| false,
    }
}
