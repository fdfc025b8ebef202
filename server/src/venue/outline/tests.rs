//! Shapes around all sorts of blocks.

use super::*;
use proptest::prelude::*;

/// Rows of seats one apart, with the number of seats and the first seat's x for each row.
fn rows(sizes: &[(usize, f64)]) -> Rows {
    let row = |(y, (seats, x)): (usize, &(usize, f64))| {
        (0..*seats).map(|i| Point { x: x + i as f64, y: y as f64 * 1.7 }).collect()
    };
    sizes.iter().enumerate().map(row).collect()
}

/// Rows bent around a middle.
fn bent(count: usize, radius: f64, from: f64, to: f64) -> Rows {
    let row = |k: usize| {
        let radius = radius + k as f64 * 1.7;
        let steps = ((to - from) * radius).floor();
        let place = |i: usize| (from + (to - from) * i as f64 / steps, radius);
        (0..=steps as usize).map(place).map(|(a, r)| Point { x: r * a.cos(), y: r * a.sin() }).collect()
    };
    (0..count).map(row).collect()
}

/// Draws, and checks what every shape must be.
fn drawn(rows: &Rows) -> Vec<Point> {
    let Drawn { outline, label } = draw(rows, None);
    let seats: Vec<Point> = rows.iter().flatten().copied().collect();
    assert!(outline.len() >= 3 && outline.len() <= MAX_CORNERS, "{} corners", outline.len());
    assert!(!geometry::crosses_itself(&outline));
    assert!(seats.iter().all(|seat| contains(&outline, *seat)));
    assert!(contains(&outline, label));
    outline
}

fn size(outline: &[Point]) -> f64 {
    geometry::area(outline).abs()
}

#[test]
fn a_rectangle_of_seats_gets_four_corners_just_around_it() {
    let outline = drawn(&rows(&[(10, 0.0), (10, 0.0), (10, 0.0)]));
    assert_eq!(outline.len(), 4);
    assert!((size(&outline) - 10.2 * 4.6).abs() < 1e-6);
}

#[test]
fn rows_counted_from_either_end_give_the_same_shape() {
    let straight = rows(&[(10, 0.0), (12, -1.0), (14, -2.0)]);
    let mut mixed = straight.clone();
    mixed[1].reverse();
    assert!((size(&drawn(&straight)) - size(&drawn(&mixed))).abs() < 1e-6);
}

#[test]
fn a_bent_block_is_a_ribbon_and_no_hull() {
    let block = bent(12, 60.0, 0.3, 2.6);
    let seats: Vec<Point> = block.iter().flatten().copied().collect();
    let ribbon = drawn(&block);
    assert!(size(&ribbon) < 0.6 * size(&hull_shape(&seats, 1.0)));
}

#[test]
fn the_label_of_a_horseshoe_stays_inside() {
    drawn(&bent(3, 20.0, 0.0, 3.0));
}

#[test]
fn one_row_and_one_seat_have_a_real_shape() {
    let row = drawn(&rows(&[(8, 0.0)]));
    assert!((size(&row) - 8.2 * 1.2).abs() < 0.1, "{}", size(&row));
    drawn(&bent(1, 30.0, 0.0, 1.5));
    let seat = draw(&rows(&[(1, 0.0)]), Some(2.0)).outline;
    assert_eq!(seat.len(), 4);
    assert!((size(&seat) - 2.4 * 2.4).abs() < 1e-6);
    drawn(&rows(&[(1, 0.0), (1, 0.0), (1, 0.0)]));
}

#[test]
fn rows_that_lie_in_a_mess_get_the_hull() {
    let mut crossing = rows(&[(9, 0.0), (9, 0.0), (9, 0.0), (9, 0.0)]);
    crossing.swap(0, 2);
    drawn(&crossing);
    let table: Rows =
        vec![(0..12).map(|i| f64::from(i) / 2.0).map(|a| Point { x: a.cos(), y: a.sin() }).collect()];
    drawn(&table);
}

#[test]
fn a_huge_spiral_is_drawn_around_without_following_it() {
    let place = |i: u32| (f64::from(i).sqrt(), f64::from(i).sqrt());
    let spiral = (0..20_000).map(place).map(|(angle, r)| Point { x: r * angle.cos(), y: r * angle.sin() });
    let rows: Rows = vec![spiral.collect()];
    let outline = draw(&rows, None).outline;
    assert!(outline.len() <= CROWDED && !geometry::crosses_itself(&outline));
    assert!(rows.iter().flatten().all(|seat| contains(&outline, *seat)));
}

#[test]
fn neighbours_across_an_aisle_stay_apart() {
    let left = drawn(&rows(&[(10, 0.0), (11, 0.0), (10, 0.0)]));
    let right = drawn(&rows(&[(10, 12.4), (10, 12.4), (10, 12.4)]));
    assert!(left.iter().all(|p| !contains(&right, *p)) && right.iter().all(|p| !contains(&left, *p)));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Whatever rows there are, the shape is a simple one around all of its seats.
    #[test]
    fn every_block_gets_a_simple_shape_around_its_seats(
        sizes in prop::collection::vec((1usize..15, -4.0..4.0f64), 1..15),
    ) {
        let rows = rows(&sizes);
        let outline = draw(&rows, None).outline;
        prop_assert!(outline.len() >= 3);
        prop_assert!(!geometry::crosses_itself(&outline));
        prop_assert!(rows.iter().flatten().all(|seat| contains(&outline, *seat)));
    }

    /// Even seats strewn about get a shape that holds them.
    #[test]
    fn strewn_seats_are_held(places in prop::collection::vec((-50.0..50.0f64, -50.0..50.0f64), 1..40)) {
        let rows: Rows = places.chunks(5).map(|row| row.iter().map(|&(x, y)| Point { x, y }).collect()).collect();
        let drawn = draw(&rows, None);
        prop_assert!(rows.iter().flatten().all(|seat| contains(&drawn.outline, *seat)));
        prop_assert!(contains(&drawn.outline, drawn.label));
    }
}
