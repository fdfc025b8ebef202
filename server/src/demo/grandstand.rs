//! The shape of the grandstand: two straight sides along the foul lines, joined by a bend behind home plate.
//!
//! Home plate is the zero, the field opens upwards, one unit is 5 cm. The sides open a little less than the foul
//! lines do, so that the foul ground narrows towards the poles.

use super::rows::{Rows, Spacing, Wedge, arc, straight};
use jari_core::domain::Point;
use std::f64::consts::PI;

/// The middle of the bend: 15 m from home plate towards the field.
pub(super) const MIDDLE: Point = Point { x: 0.0, y: -300.0 };
/// How far the first row of all is from the middle, or from the middle's line along the sides: 30 m.
pub(super) const FRONT: f64 = 600.0;
/// The angle between the field's axis and a side, in degrees. The foul lines have 45.
const OPENING: f64 = 39.0;

/// One of the two straight sides.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Side {
    /// The first base's, to the right.
    First,
    /// The third base's, to the left.
    Third,
}

impl Side {
    fn sign(self) -> f64 {
        match self {
            Self::First => 1.0,
            Self::Third => -1.0,
        }
    }

    /// Along the side, away from home plate; of length one.
    pub(super) fn way(self) -> Point {
        let (sin, cos) = OPENING.to_radians().sin_cos();
        Point { x: self.sign() * sin, y: -cos }
    }

    /// Away from the field; of length one.
    pub(super) fn back(self) -> Point {
        let (sin, cos) = OPENING.to_radians().sin_cos();
        Point { x: self.sign() * cos, y: sin }
    }

    /// The place so far along the side, and so far from the middle's line.
    pub(super) fn place(self, along: f64, depth: f64) -> Point {
        let (way, back) = (self.way(), self.back());
        Point { x: MIDDLE.x + back.x * depth + way.x * along, y: MIDDLE.y + back.y * depth + way.y * along }
    }
}

/// The angles at which the bend begins on the first base's side and ends on the third base's.
pub(super) fn bend() -> (f64, f64) {
    let opening = OPENING.to_radians();
    (opening, PI - opening)
}

/// A deck: rows at one height, all the way round.
pub(super) struct Deck {
    /// How far its first row is behind [`MIDDLE`].
    pub(super) depth: f64,
    /// Rows of the sides' blocks.
    pub(super) rows: usize,
    /// The sides' spacing.
    pub(super) spacing: Spacing,
    /// Seats per row of the sides' blocks, from home plate outwards.
    pub(super) sides: &'static [usize],
    /// Blocks in the bend.
    pub(super) wedges: usize,
    /// Rows of the bend's blocks.
    pub(super) bend_rows: usize,
    /// The bend's spacing.
    pub(super) bend_spacing: Spacing,
}

impl Deck {
    /// The blocks of one side from home plate outwards. Seats are counted the way that the whole deck is: from the
    /// first base's end to the third base's.
    pub(super) fn side(&self, side: Side) -> Vec<Rows> {
        let mut along = self.spacing.aisle / 2.0;
        let mut blocks = Vec::with_capacity(self.sides.len());
        for &seats in self.sides {
            let first = side.place(along, self.depth);
            let mut rows = straight(first, side.way(), side.back(), (self.rows, seats), self.spacing);
            if side == Side::First {
                rows.iter_mut().for_each(|row| row.reverse());
            }
            blocks.push(rows);
            along += seats.saturating_sub(1) as f64 * self.spacing.seat + self.spacing.aisle;
        }
        blocks
    }

    /// The blocks of the bend, from the first base's side to the third base's.
    pub(super) fn bend(&self) -> Vec<Rows> {
        let (from, to) = bend();
        let whole = Wedge { centre: MIDDLE, radius: self.depth, from, to };
        whole.split(self.wedges).map(|wedge| wedge.rows(self.bend_rows, self.bend_spacing)).collect()
    }
}

impl Deck {
    /// The corners of the ground that the deck covers, with a margin around its seats.
    pub(super) fn footprint(&self, margin: f64) -> Vec<Point> {
        let seats: usize = self.sides.iter().map(|seats| seats.saturating_sub(1)).sum();
        let aisles = self.sides.len() as f64 - 0.5;
        let end = seats as f64 * self.spacing.seat + aisles * self.spacing.aisle + margin;
        let back = self.depth + self.rows.saturating_sub(1) as f64 * self.spacing.row + margin;
        let front = self.depth - margin;
        let (from, to) = bend();
        let mut corners = vec![Side::Third.place(end, front)];
        corners.extend(arc(MIDDLE, front, to, from));
        corners.extend([Side::First.place(end, front), Side::First.place(end, back)]);
        corners.extend(arc(MIDDLE, back, from, to));
        corners.push(Side::Third.place(end, back));
        corners
    }
}

/// The line in front of the grandstand, so far from the middle, from the third base's side to the first base's. The
/// sides are followed as long as `inside` holds.
pub(super) fn front_line(depth: f64, inside: impl Fn(Point) -> bool) -> Vec<Point> {
    /// The step in which the end of a side is looked for, and where it ends at the latest.
    const STEP: f64 = 10.0;
    const FARTHEST: usize = 300;
    let end = |side: Side| {
        let places = (0..FARTHEST).map(|i| side.place(i as f64 * STEP, depth));
        places.take_while(|place| inside(*place)).last().unwrap_or(MIDDLE)
    };
    let (from, to) = bend();
    let mut line = vec![end(Side::Third)];
    line.extend(arc(MIDDLE, depth, to, from));
    line.push(end(Side::First));
    line
}
