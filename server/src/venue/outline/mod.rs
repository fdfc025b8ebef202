//! Draws a block's shape around its seats.
//!
//! The shape follows the rows, as a ribbon does: along the front row, down one end of all rows, back along the last
//! row and up the other end. Where rows do not lie side by side that ring crosses itself or loses seats, and the
//! convex hull takes its place. Either is pushed outwards by about half a seat, so that whole seats are inside.

mod geometry;
mod hull;
mod offset;
mod ribbon;
mod simplify;

use geometry::{centroid, contains, distance, edge_distance};
use jari_core::domain::Point;

/// The seats' places, row by row from the front.
pub(super) type Rows = Vec<Vec<Point>>;

/// How far the shape is pushed out, in seat pitches. Aisles are wider than two of these, so neighbours stay apart.
const PAD: f64 = 0.6;
/// How much room a seat's middle must have to the shape's edge, in seat pitches.
const CLEARANCE: f64 = 0.3;
/// By how much points may leave the line to be dropped, in seat pitches; tried one after the other.
const TOLERANCES: [f64; 3] = [0.06, 0.15, 0.28];
/// The most corners that a shape should have.
const MAX_CORNERS: usize = 40;
/// The most corners that a ribbon may have where it can't be drawn with fewer.
const CROWDED: usize = 120;
/// The longest ring that is tried as a ribbon. Beyond it no block is a ribbon, and trying takes long.
const MAX_RING: usize = 4_000;
/// By how much a hull's points may leave the line to be dropped, in seat pitches; well below [`PAD`].
const HULL_TOLERANCES: [f64; 4] = [0.02, 0.08, 0.16, 0.28];
/// The pitch where a venue has just one seat: the format's usual seat is twenty units wide.
const DEFAULT_PITCH: f64 = 20.0;

/// A block's shape and where its name stands.
pub(super) struct Drawn {
    pub(super) outline: Vec<Point>,
    pub(super) label: Point,
}

/// The seat pitch of these rows: the middle one of all distances between neighbours in a row. None where no row has
/// two seats.
pub(super) fn pitch<'a>(rows: impl Iterator<Item = &'a [Point]>) -> Option<f64> {
    let neighbours = |row: &'a [Point]| row.iter().zip(row.iter().skip(1)).map(|(a, b)| distance(*a, *b));
    let mut distances: Vec<f64> = rows.flat_map(neighbours).filter(|d| *d > 0.0).collect();
    distances.sort_by(f64::total_cmp);
    distances.get(distances.len() / 2).copied()
}

/// Draws around the rows of one block. `venue_pitch` is the seat pitch elsewhere, for a block without one.
pub(super) fn draw(rows: &Rows, venue_pitch: Option<f64>) -> Drawn {
    let pitch = pitch(rows.iter().map(Vec::as_slice)).or(venue_pitch).unwrap_or(DEFAULT_PITCH);
    let seats: Vec<Point> = rows.iter().flatten().copied().collect();
    let outline = ribbon_shape(rows, &seats, pitch).unwrap_or_else(|| hull_shape(&seats, pitch));
    let label = label(&seats, &outline);
    Drawn { outline, label }
}

/// The ribbon with as few corners as hold all seats; none where rows give no sensible ribbon.
fn ribbon_shape(rows: &Rows, seats: &[Point], pitch: f64) -> Option<Vec<Point>> {
    let ring = ribbon::ring(rows, pitch).filter(|ring| ring.len() <= MAX_RING)?;
    let mut best: Option<Vec<Point>> = None;
    for tolerance in TOLERANCES {
        let line = simplify::simplify(&ring, tolerance * pitch);
        let shape = offset::outwards(&line, PAD * pitch);
        if shape.len() > CROWDED
            || geometry::crosses_itself(&shape)
            || !holds(&shape, seats, CLEARANCE * pitch)
        {
            continue;
        }
        if shape.len() <= MAX_CORNERS {
            return Some(shape);
        }
        // Too many corners are better than a hull that swallows the neighbours, so the fewest are kept.
        if best.as_ref().is_none_or(|known| shape.len() < known.len()) {
            best = Some(shape);
        }
    }
    best
}

/// The convex hull of all seats, each taken with the room around it.
fn hull_shape(seats: &[Point], pitch: f64) -> Vec<Point> {
    let hull = hull::around(seats, PAD * pitch);
    let mut shape = hull.clone();
    for tolerance in HULL_TOLERANCES {
        shape = simplify::simplify(&hull, tolerance * pitch);
        if shape.len() <= MAX_CORNERS {
            break;
        }
    }
    shape
}

/// Whether every seat is inside with so much room.
fn holds(shape: &[Point], seats: &[Point], room: f64) -> bool {
    seats.iter().all(|seat| contains(shape, *seat) && edge_distance(shape, *seat) >= room)
}

/// The middle of all seats, or the seat nearest to it where a bent shape leaves its own middle out.
fn label(seats: &[Point], outline: &[Point]) -> Point {
    let middle = centroid(seats);
    if contains(outline, middle) {
        return middle;
    }
    let nearest = seats.iter().min_by(|a, b| distance(**a, middle).total_cmp(&distance(**b, middle)));
    nearest.copied().unwrap_or(middle)
}

#[cfg(test)]
mod tests;
