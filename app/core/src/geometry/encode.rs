//! A venue as the bytes of its geometry. [`super::decode`] reads them in the same order.
//!
//! Each kind of datum is a column of its own, told by how it differs from what is to be expected: the id after the last one, the
//! next number, the same category, a step along the row's curve. A usual row is so a dozen bytes, however many seats it has.

use super::{
    ACCESSIBLE, COMPANION, NO_CATEGORY, RESTRICTED_VIEW,
    bytes::Writer,
    curve::{Curve, MOST},
    spacing, texts,
};
use crate::domain::{Block, Point, Seat, Venue};
use std::{
    collections::HashMap,
    hash::{DefaultHasher, Hasher},
};

/// How the bytes begin: what they are, and the version of their form.
pub(super) const MAGIC: [u8; 4] = *b"jsg\x01";

/// The smallest and the greatest quantum, as powers of two.
pub(super) const EXPONENTS: std::ops::RangeInclusive<i32> = -40..=40;

/// So many quanta are at least the smallest distance of two seats: with [`super::curve::TOLERANCE`], no seat is drawn farther than
/// 3/128 of it from where it is, on each axis.
const QUANTA: f64 = 64.0;

/// A geometry as it travels, and the name that no other content has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EncodedGeometry {
    /// A hash of the bytes.
    pub hash: String,
    /// The bytes.
    pub bytes: Vec<u8>,
}

impl EncodedGeometry {
    /// The geometry of a venue.
    pub fn of(venue: &Venue) -> Self {
        let bytes = encode(venue);
        let mut hasher = DefaultHasher::new();
        hasher.write(&bytes);
        Self { hash: format!("{:016x}", hasher.finish()), bytes }
    }
}

/// A row's seats in the order along the row.
struct Row<'a> {
    seats: Vec<&'a Seat>,
}

/// A block's rows in their order.
struct Rows<'a> {
    block: &'a Block,
    rows: Vec<Row<'a>>,
}

/// A venue's geometry as bytes: the same ones for the same venue.
pub fn encode(venue: &Venue) -> Vec<u8> {
    let blocks: Vec<Rows> = venue.blocks.iter().map(Rows::of).collect();
    let rows: Vec<&Row> = blocks.iter().flat_map(|block| &block.rows).collect();
    let seats: Vec<&Seat> = rows.iter().flat_map(|row| row.seats.iter().copied()).collect();
    let lengths: Vec<usize> = blocks.iter().map(Rows::seats).collect();
    let spacings = spacing::of_blocks(&seats, &lengths);
    let exponent = exponent(venue, &seats, &spacings);
    let quantum = 2_f64.powi(exponent);
    let quanta = |value: f64| (value / quantum).round() as i64;

    let mut out = Writer::default();
    out.bytes(&MAGIC);
    out.signed(exponent.into());
    let (min, max) = (venue.plan.min, venue.plan.max);
    out.deltas([min.x, min.y, max.x, max.y].map(quanta));
    let categories = || venue.categories.iter().take(NO_CATEGORY.into()).map(|category| category.id);
    out.count(categories().count());
    out.deltas(categories().map(|id| id.0));

    let labels = rows.iter().filter_map(|row| row.seats.first()).map(|seat| seat.row.as_str());
    let (table, text) = texts::table(labels.chain(seats.iter().map(|seat| seat.number.as_str())));
    let text = |of: &str| text.get(of).copied().unwrap_or(0);
    out.count(table.len());
    table.iter().for_each(|text| out.count(text.len()));
    table.iter().for_each(|text| out.bytes(text.as_bytes()));

    out.count(blocks.len());
    out.deltas(blocks.iter().map(|rows| rows.block.info.id.0));
    blocks.iter().for_each(|rows| out.count(rows.rows.len()));
    spacings.iter().for_each(|spacing| out.count(((spacing / quantum).floor() as usize).max(1)));
    out.deltas(blocks.iter().map(|rows| quanta(rows.block.label.x)));
    out.deltas(blocks.iter().map(|rows| quanta(rows.block.label.y)));
    blocks.iter().for_each(|rows| out.count(rows.block.outline.len()));
    let corners = || blocks.iter().flat_map(|rows| &rows.block.outline);
    out.deltas(corners().map(|corner| quanta(corner.x)));
    out.deltas(corners().map(|corner| quanta(corner.y)));

    out.deltas(rows.iter().map(|row| row.seats.len() as i64));
    let labels = rows.iter().map(|row| row.seats.first().map_or(0, |seat| text(&seat.row)));
    out.sparse(beyond(labels, |last| last + 1));
    for axis in [|at: Point| at.x, |at: Point| at.y] {
        let (mut last, mut curves, mut leaves) = (Curve::default(), Vec::new(), Vec::new());
        for row in &rows {
            let places: Vec<f64> = row.seats.iter().map(|seat| axis(seat.at) / quantum).collect();
            last = Curve::of(&places, last);
            leaves.extend(last.leaves(&places));
            curves.push(last);
        }
        // Rows are as far from each other as those before them.
        let mut from = (0, 0);
        for curve in &curves {
            out.signed(curve.from - (2 * from.1 - from.0));
            from = (from.1, curve.from);
        }
        out.deltas(curves.iter().map(|curve| curve.span));
        out.deltas(curves.iter().map(|curve| curve.bend));
        out.sparse(leaves);
    }

    out.sparse(beyond(seats.iter().map(|seat| seat.id.0), |last| last + 1));
    out.sparse(rows.iter().flat_map(|row| {
        // The first is 0 in most rows, and each is one more than the one before it.
        let indexes = row.seats.iter().map(|seat| i64::from(seat.place.index));
        indexes.scan(-1, |last, index| {
            let beyond = index - (*last + 1);
            *last = index;
            Some(beyond)
        })
    }));
    out.sparse(numbers(&rows, text));
    let category: HashMap<_, _> = categories().zip(1_i64..).collect();
    let category = |seat: &&Seat| seat.category_id.and_then(|id| category.get(&id)).copied().unwrap_or(0);
    out.sparse(beyond(seats.iter().map(category), |last| last));
    out.sparse(beyond(seats.iter().map(|seat| marks(seat)), |last| last));
    let places: HashMap<_, _> = seats.iter().zip(0_i64..).map(|(seat, place)| (seat.id, place)).collect();
    out.sparse(seats.iter().zip(0_i64..).map(|(seat, place)| {
        let accessible = seat.companion_of.and_then(|id| places.get(&id));
        accessible.map_or(0, |accessible| accessible - place)
    }));
    out.0
}

impl<'a> Rows<'a> {
    fn of(block: &'a Block) -> Self {
        let mut at = HashMap::new();
        let mut rows: Vec<Row> = Vec::new();
        for seat in &block.seats {
            let row = *at.entry(seat.place.row_id).or_insert(rows.len());
            if row == rows.len() {
                rows.push(Row { seats: Vec::new() });
            }
            if let Some(row) = rows.get_mut(row) {
                row.seats.push(seat);
            }
        }
        rows.iter_mut().for_each(|row| row.seats.sort_by_key(|seat| seat.place.index));
        Self { block, rows }
    }

    fn seats(&self) -> usize {
        self.rows.iter().map(|row| row.seats.len()).sum()
    }
}

/// What each value is beyond what the one before it leads to expect.
fn beyond(values: impl Iterator<Item = i64>, expected: fn(i64) -> i64) -> impl Iterator<Item = i64> {
    values.scan(0, move |last, value| {
        let beyond = value.wrapping_sub(expected(*last));
        *last = value;
        Some(beyond)
    })
}

/// The numbers beyond what is expected: a row begins as the one before it, and goes on by the same step.
fn numbers<'a>(rows: &'a [&'a Row<'a>], text: impl Fn(&str) -> i64) -> impl Iterator<Item = i64> {
    let (mut first, mut step) = (0, 1);
    rows.iter().flat_map(move |row| {
        let mut last = None;
        let mut beyond = Vec::with_capacity(row.seats.len());
        for seat in &row.seats {
            let number = text(&seat.number);
            beyond.push(number - last.map_or(first, |last| last + step));
            match last {
                Some(last) => step = number - last,
                None => first = number,
            }
            last = Some(number);
        }
        beyond
    })
}

fn marks(seat: &Seat) -> i64 {
    let mark = |is_so: bool, mark: u8| if is_so { mark } else { 0 };
    let notes = seat.notes();
    let marks = mark(notes.accessible, ACCESSIBLE)
        | mark(notes.companion, COMPANION)
        | mark(notes.restricted_view, RESTRICTED_VIEW);
    marks.into()
}

/// The largest quantum, as a power of two, that is small enough for the closest seats and large enough for the farthest.
fn exponent(venue: &Venue, seats: &[&Seat], spacings: &[f64]) -> i32 {
    let smallest = spacings.iter().copied().fold(f64::INFINITY, f64::min);
    let smallest = if smallest.is_finite() { smallest } else { spacing::DEFAULT };
    let corners = venue.blocks.iter().flat_map(|block| block.outline.iter().chain([&block.label]));
    let drawn = corners.chain([&venue.plan.min, &venue.plan.max]).chain(seats.iter().map(|seat| &seat.at));
    let farthest = drawn.fold(0.0, |most: f64, at| most.max(at.x.abs()).max(at.y.abs()));
    let fits = |exponent: &i32| farthest / 2_f64.powi(*exponent) <= (MOST / 2) as f64;
    let is_fine = |exponent: &i32| 2_f64.powi(*exponent) <= smallest / QUANTA;
    let fine = EXPONENTS.rev().find(is_fine).unwrap_or(*EXPONENTS.start());
    (fine..=*EXPONENTS.end()).find(fits).unwrap_or(*EXPONENTS.end())
}
