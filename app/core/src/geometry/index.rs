//! Finding seats by where they are: a grid of square cells, a few seats in each, as two flat arrays.
//!
//! The cells of one row of the grid follow each other, so that a rectangle is one slice for each row of it.

use super::{Geometry, Rect};
use crate::domain::Point;

/// So many seats are in a cell on average, if they are spread evenly.
const SEATS_IN_CELL: f32 = 4.0;

/// One in so many seats may be beyond the grid, on each side.
const FEW: usize = 64;

/// Where a seat is.
#[derive(Clone, Copy, Debug)]
struct Spot {
    x: f32,
    y: f32,
    place: u32,
}

/// Finds seats by where they are.
#[derive(Clone, Debug)]
pub struct SeatIndex {
    /// The extent of all seats.
    bounds: Rect,
    /// Where the first cell begins. What is beyond the grid on any side is in the cells at its edge.
    left: f32,
    top: f32,
    /// How wide and high a cell is.
    side: f32,
    columns: usize,
    /// Where each cell begins in `spots`; one more than there are cells.
    starts: Vec<u32>,
    /// The seats, cell by cell, and by their places in each.
    spots: Vec<Spot>,
}

impl SeatIndex {
    /// An index of seats that are there: the place of each is its index in both slices.
    pub fn new(xs: &[f32], ys: &[f32]) -> Self {
        let bounds = xs.iter().zip(ys).fold(Rect::NOTHING, |bounds, (x, y)| bounds.with(*x, *y));
        let count = xs.len().min(ys.len()).max(1) as f32;
        let (left, right) = middle(xs);
        let (top, bottom) = middle(ys);
        let (width, height) = (right - left, bottom - top);
        // The second keeps a venue of one row from having more cells than seats.
        let side = (width * height * SEATS_IN_CELL / count).sqrt().max(width.max(height) / count);
        let side = if side.is_finite() && side > 0.0 { side } else { 1.0 };
        let cells = |length: f32| (length / side) as usize + 1;
        let (columns, rows) = (cells(width), cells(height));
        let mut index =
            Self { bounds, left, top, side, columns, starts: vec![0; columns * rows + 1], spots: Vec::new() };
        let cell_of = |x, y| index.row(y) * columns + index.column(x);
        let cells: Vec<usize> = xs.iter().zip(ys).map(|(x, y)| cell_of(*x, *y)).collect();
        // How many are in each cell, then where each ends, and then, while it is filled from its end, where it begins.
        let mut starts = std::mem::take(&mut index.starts);
        for cell in &cells {
            starts[*cell] += 1;
        }
        let mut end = 0;
        for start in &mut starts {
            end += *start;
            *start = end;
        }
        let mut spots = vec![Spot { x: 0.0, y: 0.0, place: 0 }; cells.len()];
        for (place, ((x, y), cell)) in xs.iter().zip(ys).zip(&cells).enumerate().rev() {
            starts[*cell] -= 1;
            spots[starts[*cell] as usize] = Spot { x: *x, y: *y, place: place as u32 };
        }
        Self { starts, spots, ..index }
    }

    /// An index of all seats of a geometry.
    pub fn of(geometry: &Geometry) -> Self {
        Self::new(&geometry.xs, &geometry.ys)
    }

    /// The extent of all seats' middles.
    pub const fn bounds(&self) -> &Rect {
        &self.bounds
    }

    /// The places of all seats in a rectangle, edges included, in no order that means anything.
    pub fn in_rect(&self, rect: Rect) -> impl Iterator<Item = usize> {
        self.spots_in(rect).map(|spot| spot.place as usize)
    }

    /// The place of the seat nearest to a point that is not farther away than the tolerance; of several, the first.
    pub fn nearest(&self, x: f32, y: f32, tolerance: f32) -> Option<usize> {
        self.nearest_where(x, y, tolerance, |_| true)
    }

    /// The same of the seats that are wanted.
    pub fn nearest_where(
        &self,
        x: f32,
        y: f32,
        tolerance: f32,
        is_wanted: impl Fn(usize) -> bool,
    ) -> Option<usize> {
        let mut best: Option<(f32, u32)> = None;
        for spot in self.spots_in(Rect::around(x, y, tolerance)) {
            let distance = distance_squared(spot, x, y);
            let is_better = distance <= tolerance * tolerance
                && best.is_none_or(|(least, place)| {
                    distance < least || (distance == least && spot.place < place)
                });
            if is_better && is_wanted(spot.place as usize) {
                best = Some((distance, spot.place));
                // Others that are there as well come behind it.
                if distance == 0.0 {
                    break;
                }
            }
        }
        best.map(|(_, place)| place as usize)
    }

    /// The place of the seat nearest to the one at a place, which is not that one; none for the only seat.
    pub(super) fn nearest_other(&self, xs: &[f32], ys: &[f32], place: usize) -> Option<usize> {
        let (x, y) = (*xs.get(place)?, *ys.get(place)?);
        let farthest = self.bounds.width() + self.bounds.height() + 1.0;
        let mut reach = self.side;
        loop {
            let found = self.nearest_where(x, y, reach, |other| other != place);
            if found.is_some() || reach > farthest {
                return found;
            }
            reach *= 2.0;
        }
    }

    /// How many seats are in the fullest cell.
    #[cfg(test)]
    pub(super) fn most_in_cell(&self) -> u32 {
        self.starts.windows(2).map(|cell| cell[1] - cell[0]).max().unwrap_or(0)
    }

    fn spots_in(&self, rect: Rect) -> impl Iterator<Item = &Spot> {
        let rows =
            if self.bounds.meets(&rect) { self.row(rect.min_y)..self.row(rect.max_y) + 1 } else { 0..0 };
        let (from, to) = (self.column(rect.min_x), self.column(rect.max_x) + 1);
        let of_row = move |row: usize| {
            let start =
                |column: usize| self.starts.get(row * self.columns + column).map(|start| *start as usize);
            let slice = || self.spots.get(start(from)?..start(to)?);
            slice().unwrap_or_default()
        };
        rows.flat_map(of_row).filter(move |spot| rect.contains(spot.x, spot.y))
    }

    /// The column of cells that a point is in, or the nearest one.
    fn column(&self, x: f32) -> usize {
        (((x - self.left) / self.side) as usize).min(self.columns - 1)
    }

    /// The row of cells that a point is in, or the nearest one.
    fn row(&self, y: f32) -> usize {
        let rows = self.starts.len() / self.columns;
        (((y - self.top) / self.side) as usize).min(rows.saturating_sub(1))
    }
}

/// Where all begins and ends but for a few at either end, so that one that is far away from all others does not put these into one cell.
fn middle(along: &[f32]) -> (f32, f32) {
    let mut sorted = along.to_vec();
    let few = sorted.len() / FEW;
    let mut nth =
        |n: usize| if n < sorted.len() { *sorted.select_nth_unstable_by(n, f32::total_cmp).1 } else { 0.0 };
    (nth(few), nth((along.len() - few).saturating_sub(1)))
}

fn distance_squared(spot: &Spot, x: f32, y: f32) -> f32 {
    (spot.x - x) * (spot.x - x) + (spot.y - y) * (spot.y - y)
}

impl Geometry {
    /// The indexes of the blocks that may have something in a rectangle.
    pub fn blocks_in(&self, rect: Rect) -> impl Iterator<Item = usize> {
        let blocks = self.blocks.iter().enumerate();
        blocks.filter(move |(_, block)| block.bounds.meets(&rect)).map(|(at, _)| at)
    }

    /// The index of the block in whose shape a point is; of several, the last, which is drawn above the others.
    pub fn block_at(&self, x: f32, y: f32) -> Option<usize> {
        let is_in = |at: &usize| {
            let of =
                |block: &super::GeometryBlock| block.bounds.contains(x, y) && holds(&block.outline, x, y);
            self.blocks.get(*at).is_some_and(of)
        };
        (0..self.blocks.len()).rev().find(is_in)
    }
}

/// Whether a point is within corners: a ray from it crosses the border an odd number of times.
fn holds(corners: &[Point], x: f32, y: f32) -> bool {
    let (x, y) = (f64::from(x), f64::from(y));
    let pairs = corners.iter().zip(corners.iter().cycle().skip(1));
    let crosses =
        |(a, b): &(&Point, &Point)| (a.y > y) != (b.y > y) && x < (b.x - a.x) * (y - a.y) / (b.y - a.y) + a.x;
    pairs.filter(crosses).count() % 2 == 1
}
