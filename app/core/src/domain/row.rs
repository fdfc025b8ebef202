//! Rows of seats: which seats of a row are side by side, and where an aisle is between them.

use super::{Point, RowId, Seat};

/// A distance to the next seat that is larger than so many usual steps is a gap: an aisle, or a seat that is not there.
const GAP: f64 = 1.5;

/// With fewer seats than this a row does not tell what its usual step is.
const TELLING: usize = 4;

/// A seat's place in its row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RowPlace {
    /// The row.
    pub row_id: RowId,
    /// Counts along the row, from one end of it. It skips a number where there is a gap, so that seats are neighbours exactly if
    /// their numbers are.
    pub index: u32,
}

impl RowPlace {
    /// Whether two seats are neighbours: in one row, with nothing between them.
    pub const fn is_beside(self, other: Self) -> bool {
        self.row_id.0 == other.row_id.0 && self.index.abs_diff(other.index) == 1
    }
}

/// Whether all of these seats are side by side: in one row, each next to another, with no gap and no other seat between
/// them. In which order they are named does not matter. No seats at all are not.
pub fn side_by_side<'a>(seats: impl IntoIterator<Item = &'a Seat>) -> bool {
    let mut places: Vec<RowPlace> = seats.into_iter().map(|seat| seat.place).collect();
    places.sort_unstable_by_key(|place| place.index);
    !places.is_empty() && places.iter().zip(places.iter().skip(1)).all(|(a, b)| a.is_beside(*b))
}

/// The index in its row of each of a row's seats, in the order in which they are given. `usual` is the step from seat to seat
/// elsewhere, for a row that is too short to have one of its own.
///
/// A plan may name a row's seats in any order, odd numbers before even ones for instance. What counts is where they are.
pub fn row_indexes(seats: &[Point], usual: Option<f64>) -> Vec<u32> {
    let walk = walk(seats);
    let steps: Vec<f64> = steps(seats, &walk).collect();
    let usual = if seats.len() < TELLING { usual } else { middle(&steps) };
    let mut indexes = vec![0; seats.len()];
    let mut index = 0;
    for (n, at) in walk.iter().enumerate() {
        if let Some(step) = n.checked_sub(1).and_then(|before| steps.get(before)) {
            index += if usual.is_some_and(|usual| *step > usual * GAP) { 2 } else { 1 };
        }
        if let Some(slot) = indexes.get_mut(*at) {
            *slot = index;
        }
    }
    indexes
}

/// The order in which one meets the seats when one walks along the row: the plan's own, which follows any curve, unless
/// the one along a straight line is shorter.
fn walk(seats: &[Point]) -> Vec<usize> {
    let given: Vec<usize> = (0..seats.len()).collect();
    let direction = direction(seats);
    let along: Vec<f64> = seats.iter().map(|at| at.x * direction.x + at.y * direction.y).collect();
    let mut straight = given.clone();
    straight.sort_by(|a, b| match (along.get(*a), along.get(*b)) {
        (Some(a), Some(b)) => a.total_cmp(b),
        _ => a.cmp(b),
    });
    let length = |walk: &[usize]| steps(seats, walk).sum::<f64>();
    // What differs by nothing but how it was added up is the plan's own.
    if length(&straight) < length(&given) * 0.999 { straight } else { given }
}

/// The way from each seat to the next.
fn steps<'a>(seats: &'a [Point], walk: &'a [usize]) -> impl Iterator<Item = f64> + 'a {
    let places = || walk.iter().filter_map(|at| seats.get(*at));
    places().zip(places().skip(1)).map(|(a, b)| (a.x - b.x).hypot(a.y - b.y))
}

/// Where the seats lie farthest apart: the main axis of their cloud.
fn direction(seats: &[Point]) -> Point {
    let count = seats.len().max(1) as f64;
    let (x, y) = seats.iter().fold((0.0, 0.0), |(x, y), at| (x + at.x / count, y + at.y / count));
    let (mut xx, mut yy, mut xy) = (0.0, 0.0, 0.0);
    for at in seats {
        xx += (at.x - x) * (at.x - x);
        yy += (at.y - y) * (at.y - y);
        xy += (at.x - x) * (at.y - y);
    }
    let angle = f64::atan2(2.0 * xy, xx - yy) / 2.0;
    Point { x: angle.cos(), y: angle.sin() }
}

/// The middle one; of two the smaller.
fn middle(steps: &[f64]) -> Option<f64> {
    let mut sorted = steps.to_vec();
    sorted.sort_by(f64::total_cmp);
    sorted.get(sorted.len().saturating_sub(1) / 2).copied()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::SeatId;

    fn line(xs: &[f64]) -> Vec<Point> {
        xs.iter().map(|x| Point { x: *x, y: 7.0 }).collect()
    }

    #[test]
    fn an_aisle_and_a_missing_seat_skip_a_number() {
        assert_eq!(row_indexes(&line(&[0.0, 10.0, 20.0, 30.0, 40.0]), None), [0, 1, 2, 3, 4]);
        // A seat is missing after the second, and there is an aisle after the fourth.
        assert_eq!(row_indexes(&line(&[0.0, 10.0, 30.0, 40.0, 58.0, 68.0]), None), [0, 1, 3, 4, 6, 7]);
        // A little more room is no gap.
        assert_eq!(row_indexes(&line(&[0.0, 10.0, 25.0, 35.0]), None), [0, 1, 2, 3]);
        assert_eq!(row_indexes(&[], None), [0; 0]);
        assert_eq!(row_indexes(&line(&[3.0]), Some(1.0)), [0]);
    }

    #[test]
    fn a_short_row_is_measured_by_the_others() {
        let pair = line(&[0.0, 20.0]);
        assert_eq!(row_indexes(&pair, Some(10.0)), [0, 2]);
        assert_eq!(row_indexes(&pair, Some(20.0)), [0, 1]);
        assert_eq!(row_indexes(&pair, None), [0, 1]);
        // A row of armchairs has a step of its own, wherever it is.
        assert_eq!(row_indexes(&line(&[0.0, 20.0, 40.0, 60.0]), Some(10.0)), [0, 1, 2, 3]);
    }

    #[test]
    fn the_order_in_which_a_plan_names_seats_does_not_matter() {
        // Odd numbers first, then even ones.
        assert_eq!(row_indexes(&line(&[0.0, 20.0, 40.0, 10.0, 30.0]), None), [0, 2, 4, 1, 3]);
        // The same row as it is seen from the other side, and standing on its head.
        assert_eq!(row_indexes(&line(&[40.0, 30.0, 20.0, 10.0]), None), [0, 1, 2, 3]);
        let upright: Vec<_> = [0.0, 20.0, 10.0, 30.0].map(|y| Point { x: 1.0, y }).to_vec();
        assert_eq!(row_indexes(&upright, None), [0, 2, 1, 3]);
    }

    #[test]
    fn a_curved_row_is_walked_along_its_curve() {
        // More than half a circle, so that no straight line meets the seats in their order.
        let arc: Vec<_> = (0..30)
            .map(|n| f64::from(n) * 0.15)
            .map(|angle| Point { x: 100.0 * angle.cos(), y: 100.0 * angle.sin() })
            .collect();
        assert_eq!(row_indexes(&arc, None), (0..30).collect::<Vec<u32>>());
    }

    #[test]
    fn side_by_side_is_one_row_without_a_gap() {
        let seat = |row: i64, index: u32| Seat {
            id: SeatId(row * 100 + i64::from(index)),
            guid: format!("{row}-{index}"),
            row: "1".to_owned(),
            place: RowPlace { row_id: RowId(row), index },
            number: index.to_string(),
            at: Point { x: 0.0, y: 0.0 },
            category_id: None,
            accessible: false,
            companion_of: None,
            restricted_view: false,
        };
        let [a, b, c, over_the_aisle] = [0, 1, 2, 4].map(|index| seat(1, index));
        assert!(side_by_side([&c, &a, &b]) && side_by_side([&a]));
        assert!(!side_by_side([&a, &c]) && !side_by_side([&c, &over_the_aisle]));
        // Two rows may have the same label, and the same seat twice is no two seats.
        assert!(!side_by_side([&a, &seat(2, 1)]) && !side_by_side([&a, &a]) && !side_by_side([]));
        assert!(a.place.is_beside(b.place) && b.place.is_beside(a.place) && !a.place.is_beside(a.place));
    }
}
