//! Rows of seats: straight ones and bent ones.

use jari_core::domain::Point;
use std::f64::consts::TAU;

/// The seats' places, row by row from the front.
pub(super) type Rows = Vec<Vec<Point>>;

/// How far apart seats are, in the venue's units.
#[derive(Clone, Copy)]
pub(super) struct Spacing {
    /// Between the middles of two seats of a row.
    pub(super) seat: f64,
    /// Between two rows.
    pub(super) row: f64,
    /// Between the last seat of a block and the first of its neighbour.
    pub(super) aisle: f64,
}

/// A stretch of a ring that one block stands on. Angles are in radians from the right, clockwise on the screen.
#[derive(Clone, Copy)]
pub(super) struct Wedge {
    /// The middle of the ring.
    pub(super) centre: Point,
    /// How far the front row is from the middle.
    pub(super) radius: f64,
    /// The angle of the first seats, half an aisle included.
    pub(super) from: f64,
    /// The angle of the last seats, half an aisle included.
    pub(super) to: f64,
}

impl Wedge {
    /// Rows around the middle. Each has as many seats as fit, spread so that the aisles have straight edges.
    pub(super) fn rows(self, count: usize, spacing: Spacing) -> Rows {
        let row = |k: usize| {
            let radius = self.radius + k as f64 * spacing.row;
            let way = (self.to - self.from).signum();
            let room = (self.to - self.from).abs() * radius - spacing.aisle;
            let steps = (room / spacing.seat).floor().max(1.0);
            let first = self.from + way * spacing.aisle / 2.0 / radius;
            let angle = |i: usize| first + way * room / radius * i as f64 / steps;
            (0..=steps as usize).map(|i| polar(self.centre, radius, angle(i))).collect()
        };
        (0..count).map(row).collect()
    }

    /// The stretch cut into so many equal ones.
    pub(super) fn split(self, parts: usize) -> impl Iterator<Item = Self> {
        let step = (self.to - self.from) / parts as f64;
        (0..parts).map(move |i| {
            let from = self.from + step * i as f64;
            Self { from, to: from + step, ..self }
        })
    }
}

/// Straight rows: seats along `way`, one row behind the other along `back`; both ways of length one.
pub(super) fn straight(
    first: Point,
    way: Point,
    back: Point,
    size: (usize, usize),
    spacing: Spacing,
) -> Rows {
    let (rows, seats) = size;
    let seat = |k: usize, i: usize| {
        let (along, behind) = (i as f64 * spacing.seat, k as f64 * spacing.row);
        Point { x: first.x + way.x * along + back.x * behind, y: first.y + way.y * along + back.y * behind }
    };
    (0..rows).map(|k| (0..seats).map(|i| seat(k, i)).collect()).collect()
}

/// The point at an angle and a distance from another.
pub(super) fn polar(centre: Point, radius: f64, angle: f64) -> Point {
    let (sin, cos) = angle.sin_cos();
    Point { x: centre.x + radius * cos, y: centre.y + radius * sin }
}

/// Points along a ring, from one angle to the other, close enough together to look round.
pub(super) fn arc(centre: Point, radius: f64, from: f64, to: f64) -> Vec<Point> {
    let steps = ((to - from).abs() / TAU * 96.0).ceil().max(1.0);
    (0..=steps as usize).map(|i| polar(centre, radius, from + (to - from) * i as f64 / steps)).collect()
}
