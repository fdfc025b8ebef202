//! Where each seat of a block is drawn: the plan's own units brought to a scale in which neighbouring seats are
//! always [`PITCH`] apart, so that one set of seat symbols fits every venue.

use super::{Point, Seat};

/// The distance of neighbouring seats in a drawing.
pub const PITCH: f64 = 20.0;

/// Room around the outermost seats, for the row labels.
const MARGIN: f64 = 2.0 * PITCH;

/// The side of the drawing that the block's first row faces: where the field or the stage is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// Above the seats.
    Top,
    /// Right of the seats.
    Right,
    /// Below the seats.
    Bottom,
    /// Left of the seats.
    Left,
}

/// A row's label at one of the row's ends.
#[derive(Clone, Debug, PartialEq)]
pub struct RowLabel {
    /// The row's label.
    pub row: String,
    /// Its middle.
    pub at: Point,
}

/// A block's drawing.
#[derive(Clone, Debug, PartialEq)]
pub struct SeatLayout {
    /// The middle of each seat, in the order of the seats.
    pub seats: Vec<Point>,
    /// A label at both ends of each row.
    pub rows: Vec<RowLabel>,
    /// From the left edge to the right.
    pub width: f64,
    /// From the upper edge to the lower.
    pub height: f64,
    /// Where the first row faces; none while one row alone tells nothing.
    pub front: Option<Side>,
}

impl SeatLayout {
    /// Draws seats that are ordered front row first and along each row.
    pub fn new(seats: &[Seat]) -> Self {
        let rows = rows(seats);
        let scale = PITCH / spacing(&rows);
        let min = seats.iter().fold(Point { x: f64::INFINITY, y: f64::INFINITY }, |min, seat| Point {
            x: min.x.min(seat.at.x),
            y: min.y.min(seat.at.y),
        });
        let place = |at: Point| Point {
            x: round((at.x - min.x) * scale + MARGIN),
            y: round((at.y - min.y) * scale + MARGIN),
        };
        let placed: Vec<Point> = seats.iter().map(|seat| place(seat.at)).collect();
        let extent = |of: fn(&Point) -> f64| placed.iter().map(of).fold(0.0, f64::max) + MARGIN;
        Self {
            rows: rows.iter().flat_map(|row| labels(row, place)).collect(),
            width: extent(|at| at.x),
            height: extent(|at| at.y),
            front: front(&rows),
            seats: placed,
        }
    }
}

/// Tenths are exact enough for a drawing, and short in the page.
fn round(value: f64) -> f64 {
    (value * 10.0).round() / 10.0
}

/// The seats by row. Seats of one row follow each other.
fn rows(seats: &[Seat]) -> Vec<&[Seat]> {
    seats.chunk_by(|a, b| a.row == b.row).collect()
}

fn distance(a: Point, b: Point) -> f64 {
    (a.x - b.x).hypot(a.y - b.y)
}

fn median(mut values: Vec<f64>) -> Option<f64> {
    values.retain(|value| value.is_finite() && *value > 0.0);
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied()
}

/// How far apart neighbouring seats are in the plan: along the rows or from row to row, whichever is closer. An
/// aisle does not count, as it is rarer than a seat beside a seat.
fn spacing(rows: &[&[Seat]]) -> f64 {
    let along = rows.iter().flat_map(|row| row.windows(2)).map(|pair| distance(pair[0].at, pair[1].at));
    let across = rows.windows(2).filter_map(|pair| {
        let middle = pair[0].get(pair[0].len() / 2)?.at;
        pair[1].iter().map(|seat| distance(middle, seat.at)).min_by(f64::total_cmp)
    });
    let (along, across) = (median(along.collect()), median(across.collect()));
    match (along, across) {
        (Some(along), Some(across)) => along.min(across),
        (Some(one), None) | (None, Some(one)) => one,
        (None, None) => PITCH,
    }
}

/// A label one seat beyond each end of a row.
fn labels(row: &[Seat], place: impl Fn(Point) -> Point) -> Vec<RowLabel> {
    let (Some(first), Some(last)) = (row.first(), row.last()) else { return Vec::new() };
    let beyond = |end: Point, inner: Point| {
        let far = distance(end, inner);
        let (dx, dy) =
            if far > 0.0 { ((end.x - inner.x) / far, (end.y - inner.y) / far) } else { (-1.0, 0.0) };
        let at = Point { x: round(end.x + dx * PITCH), y: round(end.y + dy * PITCH) };
        RowLabel { row: first.row.clone(), at }
    };
    let inner = |index: usize| row.get(index).map_or(first.at, |seat| seat.at);
    let front_end = beyond(place(first.at), place(inner(1)));
    if row.len() < 2 {
        return vec![front_end];
    }
    vec![front_end, beyond(place(last.at), place(inner(row.len() - 2)))]
}

/// The way from the last row to the first, as the side that it points at most.
fn front(rows: &[&[Seat]]) -> Option<Side> {
    let (first, last) = (rows.first()?, rows.last()?);
    if rows.len() < 2 {
        return None;
    }
    let (to, from) = (middle(first), middle(last));
    let (dx, dy) = (to.x - from.x, to.y - from.y);
    Some(match (dx.abs() > dy.abs(), dx > 0.0, dy > 0.0) {
        (true, true, _) => Side::Right,
        (true, false, _) => Side::Left,
        (false, _, true) => Side::Bottom,
        (false, _, false) => Side::Top,
    })
}

fn middle(row: &[Seat]) -> Point {
    let sum = row
        .iter()
        .fold(Point { x: 0.0, y: 0.0 }, |sum, seat| Point { x: sum.x + seat.at.x, y: sum.y + seat.at.y });
    let count = row.len().max(1) as f64;
    Point { x: sum.x / count, y: sum.y / count }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::SeatId;

    /// Rows of four seats, `step` apart, with an aisle in the middle of each row.
    fn seats(rows: i64, step: f64) -> Vec<Seat> {
        let seat = |row: i64, number: i64| Seat {
            id: SeatId(row * 10 + number),
            row: row.to_string(),
            number: number.to_string(),
            at: Point { x: (number + i64::from(number > 2)) as f64 * step, y: 700.0 - row as f64 * step },
            category_id: None,
            accessible: false,
        };
        (1..=rows).flat_map(|row| (1..=4).map(move |number| seat(row, number))).collect()
    }

    #[test]
    fn whatever_the_plans_unit_neighbours_are_one_pitch_apart() {
        for step in [0.4, 25.0, 900.0] {
            let layout = SeatLayout::new(&seats(3, step));
            assert_eq!(layout.seats[0], Point { x: MARGIN, y: MARGIN + 2.0 * PITCH });
            assert_eq!(layout.seats[1], Point { x: MARGIN + PITCH, y: MARGIN + 2.0 * PITCH });
            assert_eq!(layout.seats[2].x, MARGIN + 3.0 * PITCH);
            assert_eq!(
                (layout.width, layout.height),
                (4.0 * PITCH + 2.0 * MARGIN, 2.0 * PITCH + 2.0 * MARGIN)
            );
        }
    }

    #[test]
    fn the_first_row_faces_the_front() {
        assert_eq!(SeatLayout::new(&seats(3, 25.0)).front, Some(Side::Bottom));
        assert_eq!(SeatLayout::new(&seats(1, 25.0)).front, None);
        let mut turned = seats(3, 25.0);
        for seat in &mut turned {
            seat.at = Point { x: seat.at.y, y: seat.at.x };
        }
        assert_eq!(SeatLayout::new(&turned).front, Some(Side::Right));
    }

    #[test]
    fn each_row_is_labelled_one_seat_beyond_both_ends() {
        let layout = SeatLayout::new(&seats(2, 25.0));
        let of_first: Vec<_> = layout.rows.iter().filter(|label| label.row == "1").collect();
        assert_eq!(of_first[0].at, Point { x: MARGIN - PITCH, y: MARGIN + PITCH });
        assert_eq!(of_first[1].at.x, layout.seats[3].x + PITCH);
    }

    #[test]
    fn no_seats_or_one_seat_or_seats_in_one_place_are_drawn_all_the_same() {
        assert_eq!(SeatLayout::new(&[]).seats, []);
        let one = &seats(1, 25.0)[..1];
        assert_eq!(SeatLayout::new(one).rows.len(), 1);
        let heap = [one[0].clone(), one[0].clone()];
        assert!(SeatLayout::new(&heap).seats.iter().all(|at| at.x.is_finite() && at.y.is_finite()));
    }
}
