use super::*;
use jari_core::domain::{RowId, SeatId};

/// Rows of four seats, `step` apart, with an aisle in the middle of each row.
fn seats(rows: i64, step: f64) -> Vec<Seat> {
    let seat = |row: i64, number: i64| Seat {
        id: SeatId(row * 10 + number),
        row: row.to_string(),
        number: number.to_string(),
        row_id: RowId(row),
        row_index: 0,
        x: (number + i64::from(number > 2)) as f64 * step,
        y: 700.0 - row as f64 * step,
        category_id: None,
        accessible: false,
        companion_of: None,
        restricted_view: false,
    };
    (1..=rows).flat_map(|row| (1..=4).map(move |number| seat(row, number))).collect()
}

/// The same seats in a plan that is turned by an angle.
fn turned(mut seats: Vec<Seat>, angle: f64) -> Vec<Seat> {
    for seat in &mut seats {
        let Point { x, y } = seat.at();
        (seat.x, seat.y) = (x * angle.cos() - y * angle.sin(), x * angle.sin() + y * angle.cos());
    }
    seats
}

fn is_at(at: Point, x: f64, y: f64) -> bool {
    (at.x - x).abs() < 0.11 && (at.y - y).abs() < 0.11
}

#[test]
fn whatever_the_plans_unit_neighbours_are_one_pitch_apart() {
    for step in [0.4, 25.0, 900.0] {
        let layout = SeatLayout::new(&seats(3, step));
        // In the plan the first row faces down, so that the drawing is upside down and its first seat is on the right.
        assert!(is_at(layout.seats[0], MARGIN + 4.0 * PITCH, MARGIN));
        assert!(is_at(layout.seats[1], MARGIN + 3.0 * PITCH, MARGIN));
        assert!(is_at(layout.seats[2], MARGIN + PITCH, MARGIN));
        assert!(is_at(layout.seats[11], MARGIN, MARGIN + 2.0 * PITCH));
        assert!(is_at(
            Point { x: layout.width, y: layout.height },
            4.0 * PITCH + 2.0 * MARGIN,
            2.0 * PITCH + MARGIN + BELOW
        ));
    }
}

#[test]
fn however_the_plan_is_turned_the_first_row_is_above_and_nothing_is_mirrored() {
    let upright = SeatLayout::new(&seats(5, 25.0));
    assert!(upright.faces_up);
    assert_eq!(upright.first, 2);
    for eighth in 0..8 {
        let layout =
            SeatLayout::new(&turned(seats(5, 25.0), f64::from(eighth) * std::f64::consts::FRAC_PI_4));
        for (at, same) in layout.seats.iter().zip(&upright.seats) {
            assert!(is_at(*at, same.x, same.y), "{at:?} instead of {same:?}");
        }
    }
}

#[test]
fn rows_that_are_numbered_against_each_other_are_drawn_like_others() {
    let mut snake = seats(4, 25.0);
    for row in snake.chunk_by_mut(|a, b| a.row == b.row).skip(1).step_by(2) {
        row.reverse();
    }
    let layout = SeatLayout::new(&turned(snake, 1.0));
    assert!(layout.seats[..4].iter().all(|at| (at.y - MARGIN).abs() < 0.11));
}

#[test]
fn the_ends_of_curved_rows_are_level() {
    let curved = |row: i64, number: i64| {
        let (radius, angle) = (300.0 + 25.0 * row as f64, 2.0 + (number - 8) as f64 * 0.08);
        let at = Point { x: radius * angle.cos(), y: radius * angle.sin() };
        Seat { x: at.x, y: at.y, row: row.to_string(), ..seats(1, 1.0)[0].clone() }
    };
    let rows: Vec<_> = (0..6).flat_map(|row| (0..=16).map(move |number| (row, number))).collect();
    let layout =
        SeatLayout::new(&rows.into_iter().map(|(row, number)| curved(row, number)).collect::<Vec<_>>());
    assert!((layout.seats[0].y - layout.seats[16].y).abs() < 0.11);
    // The stage is at the centre of the curves: a row's ends are nearer to it than its middle.
    assert!(layout.faces_up && layout.seats[0].y < layout.seats[8].y);
}

#[test]
fn one_row_alone_does_not_tell_where_the_front_is_and_stays_as_it_is() {
    let layout = SeatLayout::new(&turned(seats(1, 25.0), std::f64::consts::FRAC_PI_2));
    assert!(!layout.faces_up);
    assert!(is_at(layout.seats[3], MARGIN, MARGIN + 4.0 * PITCH));
}

#[test]
fn each_row_is_labelled_one_seat_beyond_both_ends() {
    let layout = SeatLayout::new(&seats(2, 25.0));
    let of_first: Vec<_> = layout.rows.iter().filter(|label| label.row == "1").collect();
    assert!(is_at(of_first[0].at, layout.seats[0].x + PITCH, MARGIN));
    assert!(is_at(of_first[1].at, MARGIN - PITCH, MARGIN));
}

#[test]
fn no_seats_or_one_seat_or_seats_in_one_place_are_drawn_all_the_same() {
    assert_eq!(SeatLayout::new(&[]).seats, []);
    let one = &seats(1, 25.0)[..1];
    assert_eq!(SeatLayout::new(one).rows.len(), 1);
    let heap = [one[0].clone(), one[0].clone()];
    assert!(SeatLayout::new(&heap).seats.iter().all(|at| at.x.is_finite() && at.y.is_finite()));
}
