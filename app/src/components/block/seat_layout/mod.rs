//! Where each seat of a block is drawn: the plan's own units brought to a scale in which neighbouring seats are
//! always [`PITCH`] apart, so that one set of seat symbols fits every venue. The block is turned so that its rows run from
//! left to right with the field or the stage above them, and the rows are moved together.

mod squeeze;
mod turn;

use crate::{map::seat_shapes::PITCH, page_data::Seat};
use jari_core::domain::Point;
use squeeze::squeeze;
use turn::Turn;

/// Room around the outermost seats, for the row labels and for the front above them.
const MARGIN: f64 = 2.0 * PITCH;

/// Room below the last row, where nothing is written.
const BELOW: f64 = PITCH;

/// A row's label at one of the row's ends.
#[derive(Clone, Debug, PartialEq)]
pub struct RowLabel {
    /// The row's label.
    pub row: String,
    /// Its middle.
    pub at: Point,
}

/// A block's drawing.
#[derive(Clone, Debug, PartialEq)]
pub struct SeatLayout {
    /// The middle of each seat, in the order of the seats.
    pub seats: Vec<Point>,
    /// A label at both ends of each row.
    pub rows: Vec<RowLabel>,
    /// From the left edge to the right.
    pub width: f64,
    /// From the upper edge to the lower.
    pub height: f64,
    /// The seat in the middle of the first row, where the eye and the keyboard begin.
    pub first: usize,
    /// Whether the field or the stage is known to be above the seats; one row alone does not tell.
    pub faces_up: bool,
}

impl SeatLayout {
    /// Draws seats that are ordered front row first and along each row.
    pub fn new(seats: &[Seat]) -> Self {
        let rows = rows(seats);
        let scale = PITCH / spacing(&rows);
        let turn = Turn::of(&rows);
        let scaled = |seat: &Seat| {
            let at = turn.unwrap_or_default().apply(seat.at());
            Point { x: at.x * scale, y: at.y * scale }
        };
        // Only of rows that are known to run from left to right it is known which way they come nearer.
        let flat = turn.map_or(1.0, |_| {
            squeeze(&rows.iter().map(|row| row.iter().map(scaled).collect()).collect::<Vec<_>>())
        });
        let min = seats.iter().map(scaled).fold(Point { x: f64::INFINITY, y: f64::INFINITY }, |min, at| {
            Point { x: min.x.min(at.x), y: min.y.min(at.y) }
        });
        let place = |seat: &Seat| {
            let at = scaled(seat);
            Point { x: round(at.x - min.x + MARGIN), y: round((at.y - min.y) * flat + MARGIN) }
        };
        let placed: Vec<Point> = seats.iter().map(place).collect();
        let extent = |of: fn(&Point) -> f64| placed.iter().map(of).fold(0.0, f64::max);
        Self {
            rows: rows.iter().flat_map(|row| labels(row, place)).collect(),
            width: extent(|at| at.x) + MARGIN,
            height: extent(|at| at.y) + BELOW,
            first: rows.first().map_or(0, |row| row.len() / 2),
            faces_up: turn.is_some(),
            seats: placed,
        }
    }
}

/// Tenths are exact enough for a drawing, and short in the page.
fn round(value: f64) -> f64 {
    (value * 10.0).round() / 10.0
}

/// The seats by row. Seats of one row follow each other.
fn rows(seats: &[Seat]) -> Vec<&[Seat]> {
    seats.chunk_by(|a, b| a.row == b.row).collect()
}

fn distance(a: Point, b: Point) -> f64 {
    (a.x - b.x).hypot(a.y - b.y)
}

fn median(mut values: Vec<f64>) -> Option<f64> {
    values.retain(|value| value.is_finite() && *value > 0.0);
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied()
}

/// How far apart neighbouring seats are in the plan: along the rows or from row to row, whichever is closer. An
/// aisle does not count, as it is rarer than a seat beside a seat.
fn spacing(rows: &[&[Seat]]) -> f64 {
    let along = rows.iter().flat_map(|row| row.windows(2)).map(|pair| distance(pair[0].at(), pair[1].at()));
    let across = rows.windows(2).filter_map(|pair| {
        let middle = pair[0].get(pair[0].len() / 2)?.at();
        pair[1].iter().map(|seat| distance(middle, seat.at())).min_by(f64::total_cmp)
    });
    let (along, across) = (median(along.collect()), median(across.collect()));
    match (along, across) {
        (Some(along), Some(across)) => along.min(across),
        (Some(one), None) | (None, Some(one)) => one,
        (None, None) => PITCH,
    }
}

/// A label one seat beyond each end of a row.
fn labels(row: &[Seat], place: impl Fn(&Seat) -> Point) -> Vec<RowLabel> {
    let (Some(first), Some(last)) = (row.first(), row.last()) else { return Vec::new() };
    let beyond = |end: Point, inner: Point| {
        let far = distance(end, inner);
        let (dx, dy) =
            if far > 0.0 { ((end.x - inner.x) / far, (end.y - inner.y) / far) } else { (-1.0, 0.0) };
        let at = Point { x: round(end.x + dx * PITCH), y: round(end.y + dy * PITCH) };
        RowLabel { row: first.row.clone(), at }
    };
    let inner = |index: usize| row.get(index).unwrap_or(first);
    let front_end = beyond(place(first), place(inner(1)));
    if row.len() < 2 {
        return vec![front_end];
    }
    vec![front_end, beyond(place(last), place(inner(row.len() - 2)))]
}

#[cfg(test)]
mod tests;
