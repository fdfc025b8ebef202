//! Venues as a plan may have them: rows straight or bent, with gaps, numbered in several ways, in any direction.

use crate::domain::{
    AreaId, Block, BlockId, BlockInfo, CategoryId, Point, PriceCategory, RowId, RowPlace, Seat, SeatId,
    SectionId, Venue, VenueId, VenuePlan, row_indexes,
};
use proptest::{collection::vec, prelude::*};

/// How a row is numbered.
#[derive(Clone, Copy, Debug)]
pub(super) enum Numbers {
    Up,
    Down,
    Odd,
    Letters,
}

/// One row, before its seats have ids.
#[derive(Clone, Debug)]
pub(super) struct RowPlan {
    seats: usize,
    numbers: Numbers,
    /// How far its angle turns from seat to seat.
    turn: f64,
    /// The seat before which there is an aisle.
    aisle: usize,
    /// By how much each seat leaves the row, in parts of a step.
    noise: f64,
    category: Option<usize>,
    marked: usize,
}

fn row_plan() -> impl Strategy<Value = RowPlan> {
    let numbers = proptest::sample::select(vec![Numbers::Up, Numbers::Down, Numbers::Odd, Numbers::Letters]);
    let noise = prop_oneof![Just(0.0), 0.0..0.3];
    (1..40_usize, numbers, -0.03..0.03, 0..80_usize, noise, proptest::option::of(0..3_usize), 0..60_usize)
        .prop_map(|(seats, numbers, turn, aisle, noise, category, marked)| RowPlan {
            seats,
            numbers,
            turn,
            aisle,
            noise,
            category,
            marked,
        })
}

/// Any venue of a few blocks.
pub(super) fn venues() -> impl Strategy<Value = Venue> {
    let block = (vec(row_plan(), 0..6), -4_000.0..4_000.0, -4_000.0..4_000.0, 0.0..6.3, 0.2..40.0);
    (vec(block, 0..5), any::<bool>()).prop_map(|(blocks, is_reversed)| {
        let blocks = blocks.into_iter().enumerate();
        let mut next = 1_000;
        let mut blocks: Vec<Block> = blocks
            .map(|(at, (rows, x, y, angle, step))| {
                block_of(at, &rows, Point { x, y }, angle, step, &mut next)
            })
            .collect();
        // Ids need not be in the venue's order.
        if is_reversed {
            blocks.reverse();
        }
        venue(blocks)
    })
}

pub(super) fn venue(blocks: Vec<Block>) -> Venue {
    let category = |id| PriceCategory {
        id: CategoryId(id),
        name: "category".into(),
        color: "#000000".to_owned(),
        price: None,
    };
    Venue {
        id: VenueId(1),
        name: "venue".into(),
        plan: VenuePlan {
            min: Point { x: -5_000.0, y: -5_000.0 },
            max: Point { x: 6_000.0, y: 6_000.0 },
            shapes: Vec::new(),
        },
        areas: Vec::new(),
        sections: Vec::new(),
        blocks,
        categories: [7, 3, 12].map(category).to_vec(),
    }
}

fn block_of(at: usize, rows: &[RowPlan], corner: Point, angle: f64, step: f64, next: &mut i64) -> Block {
    let mut seats = Vec::new();
    for (n, row) in rows.iter().enumerate() {
        seats.extend(row_of((at * 100 + n) as i64, n, row, corner, angle, step, next));
    }
    block(at as i64 + 5, seats, corner)
}

/// A block of these seats.
pub(super) fn block(id: i64, seats: Vec<Seat>, corner: Point) -> Block {
    Block {
        info: BlockInfo {
            id: BlockId(id),
            name: "block".into(),
            section_id: SectionId(1),
            section_name: "section".into(),
            area_id: AreaId(1),
            area_name: "area".into(),
            total: seats.len() as u32,
        },
        outline: vec![corner, Point { x: corner.x + 90.0, ..corner }, Point { y: corner.y + 90.0, ..corner }],
        label: corner,
        seats,
    }
}

fn row_of(
    row_id: i64,
    n: usize,
    row: &RowPlan,
    corner: Point,
    angle: f64,
    step: f64,
    next: &mut i64,
) -> Vec<Seat> {
    let (sin, cos) = angle.sin_cos();
    let mut at =
        Point { x: corner.x - sin * step * 1.7 * n as f64, y: corner.y + cos * step * 1.7 * n as f64 };
    let mut places = Vec::new();
    for seat in 0..row.seats {
        let way = angle + row.turn * seat as f64;
        let noise = row.noise * (seat as f64 * 12.9898).sin() * step;
        places.push(Point { x: at.x - way.sin() * noise, y: at.y + way.cos() * noise });
        let wide = if seat + 1 == row.aisle { 2.3 } else { 1.0 };
        at = Point { x: at.x + way.cos() * step * wide, y: at.y + way.sin() * step * wide };
    }
    let indexes = row_indexes(&places, Some(step));
    let first = *next;
    *next += row.seats as i64;
    let seat = |(seat, (at, index)): (usize, (Point, u32))| Seat {
        id: SeatId(first + seat as i64),
        guid: String::new(),
        row: format!("{}열", n + 1),
        place: RowPlace { row_id: RowId(row_id), index },
        number: match row.numbers {
            Numbers::Up => (seat + 1).to_string(),
            Numbers::Down => (row.seats - seat).to_string(),
            Numbers::Odd => (2 * seat + 1).to_string(),
            Numbers::Letters => format!("A{}b", seat + 9),
        },
        at,
        category_id: row.category.map(|at| CategoryId([7, 3, 12][at])),
        accessible: seat == row.marked,
        companion_of: (seat > 0 && seat == row.marked + 1).then_some(SeatId(first + seat as i64 - 1)),
        restricted_view: seat + 2 > row.marked,
    };
    places.into_iter().zip(indexes).enumerate().map(seat).collect()
}
