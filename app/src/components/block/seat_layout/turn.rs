//! The one angle by which a block is turned for its drawing.

use crate::page_data::Seat;
use jari_core::domain::Point;

/// A turn around the plan's origin. It never mirrors: whoever sits in the block and looks at the field has on the left
/// hand what the drawing has on the left.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Turn {
    cos: f64,
    sin: f64,
}

impl Default for Turn {
    /// None at all.
    fn default() -> Self {
        Self { cos: 1.0, sin: 0.0 }
    }
}

impl Turn {
    /// The turn after which the rows run from left to right on average, with the first row above the last. None where
    /// the rows do not tell it: a single row may face either way.
    pub(super) fn of(rows: &[&[Seat]]) -> Option<Self> {
        let along = along(rows);
        let length = along.x.hypot(along.y);
        let (first, last) = (rows.first()?, rows.last()?);
        if rows.len() < 2 || length <= 0.0 || !length.is_finite() {
            return None;
        }
        let turn = Self { cos: along.x / length, sin: -along.y / length };
        let (to, from) = (turn.apply(middle(first)), turn.apply(middle(last)));
        // Downwards is towards greater y, so that the first row's must be the lesser.
        Some(if to.y > from.y { Self { cos: -turn.cos, sin: -turn.sin } } else { turn })
    }

    /// Where a place comes to lie.
    pub(super) fn apply(&self, at: Point) -> Point {
        Point { x: at.x * self.cos - at.y * self.sin, y: at.x * self.sin + at.y * self.cos }
    }
}

/// The way from the first seat of a row to its last, added up over all rows. In some halls each row is numbered against
/// the one before; those count as if they were not.
fn along(rows: &[&[Seat]]) -> Point {
    let mut sum = Point { x: 0.0, y: 0.0 };
    for row in rows {
        let (Some(first), Some(last)) = (row.first(), row.last()) else { continue };
        let (dx, dy) = (last.at().x - first.at().x, last.at().y - first.at().y);
        let sign = if sum.x * dx + sum.y * dy < 0.0 { -1.0 } else { 1.0 };
        sum = Point { x: sum.x + sign * dx, y: sum.y + sign * dy };
    }
    sum
}

/// The middle of a row's seats.
fn middle(row: &[Seat]) -> Point {
    let add = |sum: Point, seat: &Seat| Point { x: sum.x + seat.at().x, y: sum.y + seat.at().y };
    let sum = row.iter().fold(Point { x: 0.0, y: 0.0 }, add);
    let count = row.len().max(1) as f64;
    Point { x: sum.x / count, y: sum.y / count }
}
