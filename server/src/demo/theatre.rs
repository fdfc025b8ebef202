//! A small theatre of about 380 seats: a ground floor of three blocks and a balcony of two, bent around the stage.
//!
//! One unit is 2.5 cm, so a seat is 22 units wide.

use super::{
    DemoVenue,
    rows::{Spacing, Wedge, arc},
    sheet::{InBoth, PlaceInBlock, Sheet, SheetBlock, polygon},
};
use jari_core::domain::Point;
use serde_json::{Value, json};

const R: &str = "R석";
const S: &str = "S석";
const A: &str = "A석";

/// Names, colour and price in won.
const CATEGORIES: [(InBoth, &str, i64); 3] = [
    ((R, "R seats"), "#b3324b", 88_000),
    ((S, "S seats"), "#2f6fd0", 66_000),
    ((A, "A seats"), "#2f9e62", 44_000),
];

const GROUND: InBoth = ("1층", "Ground floor");
const UPPER: InBoth = ("2층", "Balcony");

/// A seat of 55 cm in rows of 95 cm, with aisles of 1.2 m.
const SEATS: Spacing = Spacing { seat: 22.0, row: 38.0, aisle: 66.0 };

/// What the rows are bent around, well behind the stage.
const MIDDLE: Point = Point { x: 0.0, y: -560.0 };
/// How far the ground floor's first row is from there.
const FRONT: f64 = 720.0;
/// How far the balcony's first row is from there.
const BALCONY: f64 = FRONT + 7.0 * 38.0 + 130.0;

/// The theatre.
pub fn theatre() -> DemoVenue {
    let floor = |from: f64, to: f64| wedge(FRONT, from, to).rows(8, SEATS);
    let balcony = |from: f64, to: f64| wedge(BALCONY, from, to).rows(3, SEATS);
    let front_rows = |row: usize| if row < 5 { R } else { S };
    // From the far edge of the front rows the curtain hides a side of the stage.
    let far_left = |place: PlaceInBlock| place.row < 3 && place.seat < 2;
    let far_right = |place: PlaceInBlock| place.row < 3 && place.from_end < 2;
    let blocks = vec![
        SheetBlock {
            restricted: far_left,
            ..block(GROUND, ("왼쪽", "left"), "1l", floor(120.5, 103.0), |_| S, 0)
        },
        block(GROUND, ("가운데", "centre"), "1c", floor(103.0, 77.0), front_rows, 2),
        SheetBlock {
            restricted: far_right,
            ..block(GROUND, ("오른쪽", "right"), "1r", floor(77.0, 59.5), |_| S, 2)
        },
        block(UPPER, ("왼쪽", "left"), "2l", balcony(115.0, 90.0), |_| A, 0),
        block(UPPER, ("오른쪽", "right"), "2r", balcony(90.0, 65.0), |_| A, 0),
    ];
    Sheet {
        name: ("자리 소극장", "Jari Studio Theatre"),
        origin: Point { x: 700.0, y: 200.0 },
        categories: &CATEGORIES,
        areas: &[GROUND, UPPER],
        blocks,
        shapes: shapes(),
        captions: &[("무대", "Stage"), ("조정실", "Control room")],
    }
    .write()
}

/// A stretch of the house between two angles in degrees, counted clockwise from the right.
fn wedge(radius: f64, from: f64, to: f64) -> Wedge {
    Wedge { centre: MIDDLE, radius, from: from.to_radians(), to: to.to_radians() }
}

fn block(
    area: InBoth,
    side: InBoth,
    zone: &str,
    rows: Vec<Vec<Point>>,
    category: fn(usize) -> &'static str,
    accessible: usize,
) -> SheetBlock {
    SheetBlock {
        area: area.0,
        section: if area == GROUND { ("1층 객석", "Stalls") } else { ("2층 객석", "Balcony seats") },
        name: format!("{} {}", area.0, side.0),
        name_en: format!("{} {}", if area == GROUND { "Stalls" } else { area.1 }, side.1),
        zone: zone.to_owned(),
        rows,
        row_name: |row| format!("{}열", row_letter(row)),
        category,
        accessible,
        restricted: |_| false,
    }
}

/// Rows are called by letters, as theatres do.
fn row_letter(row: usize) -> char {
    ('A'..='Z').nth(row).unwrap_or('Z')
}

/// The stage with its apron, the curtain, the balcony's rail and the control room behind it.
fn shapes() -> Vec<Value> {
    let corner = |x: f64, y: f64| Point { x, y };
    let mut apron = vec![corner(-330.0, -140.0), corner(330.0, -140.0)];
    apron.extend(arc(MIDDLE, 650.0, 62.5_f64.to_radians(), 117.5_f64.to_radians()));
    let rail = |radius: f64| arc(MIDDLE, radius, 64.0_f64.to_radians(), 116.0_f64.to_radians());
    let mut balcony = rail(BALCONY - 34.0);
    balcony.extend(rail(BALCONY - 42.0).into_iter().rev());
    vec![
        polygon(&apron, "#6b4a34"),
        json!({
            "shape": "rectangle", "position": {"x": -330, "y": -140}, "color": "#3d2b20",
            "rectangle": {"width": 660, "height": 60},
            "text": {"position": {"x": 330, "y": 118}, "text": "무대", "size": 56, "color": "#ffffff"},
        }),
        polygon(&balcony, "#8d8378"),
        json!({
            "shape": "rectangle", "position": {"x": -110, "y": BALCONY - 410.0}, "color": "#39424e",
            "rectangle": {"width": 220, "height": 50},
            "text": {"position": {"x": 110, "y": 25}, "text": "조정실", "size": 26, "color": "#ffffff"},
        }),
    ]
}
