//! The best seats in two neighbouring rows of a block, in each of them side by side.

use super::{
    key::{PairKey, ring, turn},
    ranked::apart,
    row::{Part, Row},
    side_by_side::first,
    wish::Wanted,
};
use crate::domain::Point;

/// A seat of one part and one of the other are no farther from each other than so many steps: one sits behind the other.
const NEAR: f64 = 3.0;

/// Finds the best pair of parts with as many seats together as are wanted. `step` is the usual way from a seat to its neighbour; where there is
/// none, nobody knows what is near.
pub(super) fn best<'a>(
    rows: &[Row<'a>],
    wanted: &Wanted,
    step: f64,
    salt: u64,
) -> Option<(PairKey, [Part<'a>; 2])> {
    let count = wanted.count;
    let mut best: Option<(PairKey, [Part<'a>; 2])> = None;
    for (row, (front, back)) in rows.iter().zip(rows.iter().skip(1)).enumerate() {
        for share in 1..count {
            let behind: Vec<_> = back.parts(count - share).collect();
            for pair in front.parts(share).flat_map(|front| behind.iter().map(move |back| [front, *back])) {
                if let Some(key) = key(&pair, wanted, row, step, salt)
                    && best.as_ref().is_none_or(|(least, _)| key < *least)
                {
                    best = Some((key, pair));
                }
            }
        }
    }
    best
}

fn key(pair: &[Part<'_>; 2], wanted: &Wanted, row: usize, step: f64, salt: u64) -> Option<PairKey> {
    let [front, back] = pair;
    let ways = front.seats.iter().flat_map(|a| back.seats.iter().map(|b| apart(a.at, b.at)));
    let is_near = step > 0.0 && ways.fold(f64::INFINITY, f64::min) <= step * NEAR;
    let spaces = wanted.spaces(pair).filter(|_| is_near)?;
    Some(PairKey {
        spaces,
        category: front.category.max(back.category),
        orphans: front.orphans + back.orphans,
        uneven: front.seats.len().abs_diff(back.seats.len()),
        // Neither negative nor large.
        apart: (apart(middle(front), middle(back)) / step * 10.0).round() as u64,
        ring: ring(front.distances() + back.distances(), wanted.count),
        row,
        turn: turn(salt, first(front)),
        front: front.seats.len(),
        back: first(back),
    })
}

fn middle(part: &Part<'_>) -> Point {
    let count = part.seats.len().max(1) as f64;
    let (x, y) = part.seats.iter().fold((0.0, 0.0), |(x, y), seat| (x + seat.at.x, y + seat.at.y));
    Point { x: x / count, y: y / count }
}
