//! Where the seats of a row are, along one axis: a straight line or a slight curve with equal steps, and what leaves it.
//!
//! All is in whole quanta, so that it is the same number on every machine. What leaves the curve by no more than [`TOLERANCE`] is
//! on it; what leaves it by more takes all that follow along, as what is behind an aisle does.

use super::bytes::Malformed;

/// How far, in quanta, a seat may be from where it is drawn, on each axis.
pub(super) const TOLERANCE: f64 = 1.5;

/// The greatest coordinate in quanta: as large as an `f32` tells apart.
pub(super) const MOST: i64 = 1 << 24;

/// A row's curve along one axis.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Curve {
    /// Where the first seat is.
    pub(super) from: i64,
    /// How far the last seat is from it.
    pub(super) span: i64,
    /// How far the middle leaves the straight line between them, in quarters.
    pub(super) bend: i64,
}

impl Curve {
    /// The curve of a row's seats, whose places are given in quanta; as far as they do not say, as the row before.
    pub(super) fn of(places: &[f64], before: Self) -> Self {
        let (Some(first), Some(last)) = (places.first(), places.last()) else { return before };
        let from = first.round() as i64;
        let steps = places.len() - 1;
        let span = if steps == 0 { before.span } else { last.round() as i64 - from };
        let straight = Self { from, span, bend: 0 };
        let (mut along, mut all) = (0.0, 0.0);
        for (n, place) in places.iter().enumerate() {
            let weight = (n * (steps - n)) as f64 / (steps * steps).max(1) as f64;
            along += weight * (place - straight.exact(n, steps));
            all += weight * weight;
        }
        let bend = if all > 0.0 { (along / all).round() as i64 } else { before.bend };
        Self { from, span, bend: bend.clamp(-2 * MOST, 2 * MOST) }
    }

    fn exact(self, n: usize, steps: usize) -> f64 {
        self.from as f64 + self.span as f64 * n as f64 / steps.max(1) as f64
    }

    /// Where the seat after so many steps of so many is.
    fn place(self, n: usize, steps: usize) -> i64 {
        let (n, steps) = (n as i64, steps as i64);
        if steps == 0 {
            return self.from;
        }
        // At most 2^25 times 2^36, as there are less than 2^18 seats.
        let (above, below) = (self.span * n * steps + self.bend * n * (steps - n), steps * steps);
        self.from + (2 * above + below).div_euclid(2 * below)
    }

    /// By how much each seat leaves the curve, beyond what the seat before it does.
    pub(super) fn leaves(self, places: &[f64]) -> impl Iterator<Item = i64> {
        let steps = places.len().saturating_sub(1);
        let mut offset = 0;
        places.iter().enumerate().map(move |(n, place)| {
            let away = place - (self.place(n, steps) + offset) as f64;
            let beyond = if away.abs() <= TOLERANCE { 0 } else { away.round() as i64 };
            offset += beyond;
            beyond
        })
    }

    /// Where the seats are that leave the curve by so much.
    ///
    /// # Errors
    /// [`Malformed`] where one is farther away than any may be.
    pub(super) fn places(self, leaves: &[i64], quantum: f32, into: &mut Vec<f32>) -> Result<(), Malformed> {
        let within = |value: i64, most: i64| value.unsigned_abs() <= most.unsigned_abs();
        if !(within(self.from, MOST) && within(self.span, 2 * MOST) && within(self.bend, 2 * MOST)) {
            return Err(Malformed);
        }
        let steps = leaves.len().saturating_sub(1);
        let mut offset = 0_i64;
        for (n, beyond) in leaves.iter().enumerate() {
            offset =
                offset.checked_add(*beyond).filter(|offset| within(*offset, 4 * MOST)).ok_or(Malformed)?;
            let place = self.place(n, steps) + offset;
            if !within(place, MOST) {
                return Err(Malformed);
            }
            into.push(place as f32 * quantum);
        }
        Ok(())
    }
}
