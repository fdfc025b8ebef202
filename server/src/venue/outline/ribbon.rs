//! The ring around rows that lie side by side.

use super::{
    Rows,
    geometry::{along, area, dot, minus, unit},
};
use jari_core::domain::Point;

/// How thick a single row is made before it is pushed out, in seat pitches: just enough to have two sides.
const SLIVER: f64 = 0.02;

/// The ring through the front row, the rows' last seats, the back row reversed and the rows' first seats; none where
/// there is no ring to speak of.
pub(super) fn ring(rows: &Rows, pitch: f64) -> Option<Vec<Point>> {
    let rows = aligned(rows);
    let (front, back) = (rows.first()?, rows.last()?);
    if rows.len() == 1 {
        return sliver(front, pitch * SLIVER);
    }
    let between = rows.get(1..rows.len() - 1)?;
    let mut ring = front.clone();
    ring.extend(between.iter().filter_map(|row| row.last()));
    ring.extend(back.iter().rev());
    ring.extend(between.iter().rev().filter_map(|row| row.first()));
    (area(&ring).abs() > pitch * pitch * 0.1).then_some(ring)
}

/// The rows, each running the same way as the one before it: seats may be counted from either end.
fn aligned(rows: &Rows) -> Rows {
    let mut aligned: Rows = Vec::with_capacity(rows.len());
    let mut way: Option<Point> = None;
    for row in rows {
        let mut row = row.clone();
        let own = row.first().zip(row.last()).and_then(|(first, last)| unit(minus(*last, *first)));
        match (way, own) {
            (Some(before), Some(own)) if dot(before, own) < 0.0 => {
                row.reverse();
                way = Some(Point { x: -own.x, y: -own.y });
            }
            (_, Some(own)) => way = Some(own),
            (_, None) => {}
        }
        aligned.push(row);
    }
    aligned
}

/// A very thin ring along one row; none for a single seat.
fn sliver(row: &[Point], half: f64) -> Option<Vec<Point>> {
    let way = unit(minus(*row.last()?, *row.first()?))?;
    let across = Point { x: -way.y, y: way.x };
    let one = row.iter().map(|p| along(*p, across, -half));
    let other = row.iter().rev().map(|p| along(*p, across, half));
    Some(one.chain(other).collect())
}
