//! The convex hull, for blocks whose rows give no ribbon.

use super::geometry::{cross, minus};
use jari_core::domain::Point;

/// The convex hull of all seats, with a square of half a side of `room` around each, so that even one seat has a
/// shape.
pub(super) fn around(seats: &[Point], room: f64) -> Vec<Point> {
    let corner = |seat: &Point| {
        let around = [(-room, -room), (room, -room), (room, room), (-room, room)];
        around.map(|(x, y)| Point { x: seat.x + x, y: seat.y + y })
    };
    hull(seats.iter().flat_map(corner).collect())
}

/// The convex hull by the two chains of points in order of x.
fn hull(mut points: Vec<Point>) -> Vec<Point> {
    points.sort_by(|a, b| a.x.total_cmp(&b.x).then(a.y.total_cmp(&b.y)));
    let mut ring = chain(points.iter().copied());
    // Each chain ends where the other begins.
    ring.pop();
    ring.extend(chain(points.iter().rev().copied()));
    ring.pop();
    ring
}

/// One side of the hull: points that would bend it inwards are taken out again.
fn chain(points: impl Iterator<Item = Point>) -> Vec<Point> {
    let mut chain: Vec<Point> = Vec::new();
    for point in points {
        while let [.., before, last] = chain.as_slice()
            && cross(minus(*last, *before), minus(point, *last)) <= 0.0
        {
            chain.pop();
        }
        chain.push(point);
    }
    chain
}
