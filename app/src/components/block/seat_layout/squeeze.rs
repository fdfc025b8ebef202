//! How much nearer to each other a block's rows are drawn than they are built.

use super::median;
use crate::map::seat_shapes::PITCH;
use jari_core::domain::Point;

/// The distance of neighbouring rows in a drawing. Rows are built much further apart than seats, for people's legs; on
/// a screen that room would only have to be scrolled through.
const ROWS: f64 = 1.25 * PITCH;

/// The least distance of neighbouring seats of one row. Where a row is steep, nearer rows are nearer seats as well.
const SEATS: f64 = 0.92 * PITCH;

/// What every seat's height in the drawing is to be multiplied with: at most 1, as nothing is drawn apart. For rows that
/// run from left to right, at a scale at which neighbours are one pitch apart.
pub(super) fn squeeze(rows: &[Vec<Point>]) -> f64 {
    let gaps = rows.windows(2).filter_map(|pair| {
        let at = pair[0].get(pair[0].len() / 2)?;
        let nearest = pair[1].iter().min_by(|a, b| (a.x - at.x).abs().total_cmp(&(b.x - at.x).abs()))?;
        Some((nearest.y - at.y).abs())
    });
    let Some(gap) = median(gaps.collect()) else { return 1.0 };
    let pairs = rows.iter().flat_map(|row| row.windows(2));
    // From across² + (factor · down)² ≥ SEATS².
    let needed = pairs.map(|pair| {
        let (across, down) = (pair[1].x - pair[0].x, pair[1].y - pair[0].y);
        let room = SEATS.powi(2) - across.powi(2);
        if room > 0.0 { (room / down.powi(2)).sqrt() } else { 0.0 }
    });
    // Seats in one place ask for more than there is, and for what is no number.
    needed.filter(|factor| !factor.is_nan()).fold(ROWS / gap, f64::max).min(1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Three rows of ten seats, one pitch apart along lines of this slope.
    fn rows(gap: f64, slope: f64) -> Vec<Vec<Point>> {
        let (sin, cos) = slope.sin_cos();
        let seat = |row: i32, n: i32| {
            let (x, y) = (f64::from(n) * PITCH, f64::from(row) * gap);
            Point { x: x * cos, y: y + x * sin }
        };
        (0..3).map(|row| (0..10).map(|n| seat(row, n)).collect()).collect()
    }

    #[test]
    fn rows_far_apart_are_drawn_near_and_near_ones_as_they_are() {
        assert_eq!(squeeze(&rows(2.0 * PITCH, 0.0)), 0.625);
        assert_eq!(squeeze(&rows(PITCH, 0.0)), 1.0);
        assert_eq!(squeeze(&rows(PITCH, 0.0)[..1]), 1.0);
        assert_eq!(squeeze(&[]), 1.0);
    }

    #[test]
    fn seats_of_a_steep_row_stay_apart() {
        let factor = squeeze(&rows(4.0 * PITCH, 0.6));
        let (sin, cos) = 0.6_f64.sin_cos();
        assert!((PITCH * cos).hypot(PITCH * sin * factor) >= SEATS - 1e-9);
        assert_eq!(squeeze(&[vec![Point { x: 0.0, y: 0.0 }; 2], vec![Point { x: 0.0, y: 50.0 }; 2]]), 1.0);
    }
}
