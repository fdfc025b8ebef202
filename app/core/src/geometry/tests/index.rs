use super::venue::venues;
use crate::geometry::{Rect, SeatIndex, decode, encode};
use proptest::{collection::vec, prelude::*};

/// Places that are spread, on one line, or on each other.
fn places() -> impl Strategy<Value = (Vec<f32>, Vec<f32>)> {
    let spread = || vec((-1_000.0..1_000.0_f32, -400.0..400.0_f32), 0..120);
    let coarse = vec((-4..4_i8, -4..4_i8), 0..120).prop_map(|at| {
        at.into_iter().map(|(x, y)| (f32::from(x) * 10.0, f32::from(y) * 10.0)).collect::<Vec<_>>()
    });
    let line = vec(-1_000.0..1_000.0_f32, 0..120)
        .prop_map(|xs| xs.into_iter().map(|x| (x, 3.0)).collect::<Vec<_>>());
    let outliers = (vec((0.0..10.0_f32, 0.0..10.0_f32), 60..120), spread())
        .prop_map(|(near, far)| near.into_iter().chain(far.into_iter().take(2)).collect::<Vec<_>>());
    prop_oneof![spread(), coarse, line, outliers].prop_map(|places| places.into_iter().unzip())
}

fn squared(xs: &[f32], ys: &[f32], place: usize, (x, y): (f32, f32)) -> f32 {
    (xs[place] - x) * (xs[place] - x) + (ys[place] - y) * (ys[place] - y)
}

proptest! {
    #[test]
    fn the_nearest_seat_is_the_nearest_of_all(
        (xs, ys) in places(),
        x in -1_200.0..1_200.0_f32,
        y in -500.0..500.0_f32,
        tolerance in prop_oneof![0.0..30.0_f32, 0.0..3_000.0_f32],
    ) {
        let index = SeatIndex::new(&xs, &ys);
        let near = |place: &usize| squared(&xs, &ys, *place, (x, y)) <= tolerance * tolerance;
        let all = || (0..xs.len()).filter(near);
        // Of several that are as near the first one is found.
        let nearest = |a: &usize, b: &usize| squared(&xs, &ys, *a, (x, y)).total_cmp(&squared(&xs, &ys, *b, (x, y)));
        prop_assert_eq!(index.nearest(x, y, tolerance), all().min_by(nearest));
        let odd = |place: &usize| place % 2 == 1;
        prop_assert_eq!(index.nearest_where(x, y, tolerance, |place| odd(&place)), all().filter(odd).min_by(nearest));
    }

    #[test]
    fn a_rectangle_holds_what_lies_in_it(
        (xs, ys) in places(),
        (x, y) in (-1_200.0..1_200.0_f32, -500.0..500.0_f32),
        (width, height) in (-50.0..2_000.0_f32, -50.0..900.0_f32),
    ) {
        let rect = Rect { min_x: x, min_y: y, max_x: x + width, max_y: y + height };
        let mut found: Vec<usize> = SeatIndex::new(&xs, &ys).in_rect(rect).collect();
        found.sort_unstable();
        let all: Vec<usize> = (0..xs.len()).filter(|place| rect.contains(xs[*place], ys[*place])).collect();
        prop_assert_eq!(found, all);
    }

    #[test]
    fn each_seat_is_found_where_it_is(venue in venues()) {
        let geometry = decode(&encode(&venue)).unwrap();
        let index = SeatIndex::of(&geometry);
        for place in 0..geometry.len() {
            let (x, y) = (geometry.xs[place], geometry.ys[place]);
            let found = index.nearest(x, y, 0.0).unwrap();
            prop_assert_eq!((geometry.xs[found], geometry.ys[found]), (x, y));
            let block = geometry.block_of(place).unwrap();
            prop_assert!(geometry.blocks_in(Rect::around(x, y, 0.0)).any(|at| at == block));
        }
        let mut all: Vec<usize> = index.in_rect(*index.bounds()).collect();
        all.sort_unstable();
        prop_assert_eq!(all, (0..geometry.len()).collect::<Vec<_>>());
    }

    #[test]
    fn a_block_is_found_by_its_shape_alone(venue in venues(), at: prop::sample::Index) {
        prop_assume!(!venue.blocks.is_empty());
        let geometry = decode(&encode(&venue)).unwrap();
        let at = at.index(venue.blocks.len());
        // The shapes of these venues are triangles with legs of 90.
        let corner = venue.blocks[at].outline[0];
        let is_in = |x: f64, y: f64| geometry.block_at((corner.x + x) as f32, (corner.y + y) as f32);
        prop_assert!(is_in(20.0, 20.0).is_some_and(|found| found >= at));
        prop_assert!(is_in(60.0, 60.0).is_none_or(|found| found != at));
        prop_assert!(is_in(-20.0, 20.0).is_none_or(|found| found != at));
    }
}

#[test]
fn one_that_is_far_away_does_not_make_it_slow_to_find_the_others() {
    let seats = || (0..10_000).map(|n| ((n % 100) as f32 * 10.0, (n / 100) as f32 * 17.0));
    let (mut xs, mut ys): (Vec<f32>, Vec<f32>) = seats().unzip();
    xs.push(1e6);
    ys.push(-1e6);
    let index = SeatIndex::new(&xs, &ys);
    let in_cell = index.most_in_cell();
    assert!(in_cell < 40, "{in_cell}");
    assert_eq!(index.nearest(1e6, -1e6, 1.0), Some(10_000));
    assert_eq!(index.nearest(503.0, 171.0, 8.0), Some(1_050));
}

#[test]
fn what_is_no_number_finds_nothing() {
    let index = SeatIndex::new(&[1.0, 2.0], &[1.0, 2.0]);
    assert_eq!(index.nearest(f32::NAN, 1.0, 5.0), None);
    assert_eq!(index.nearest(1.0, 1.0, f32::NAN), None);
    assert_eq!(index.nearest(1.0, 1.0, -1.0), None);
    assert_eq!(index.in_rect(Rect::NOTHING).count(), 0);
    let everything = Rect {
        min_x: f32::NEG_INFINITY,
        min_y: f32::NEG_INFINITY,
        max_x: f32::INFINITY,
        max_y: f32::INFINITY,
    };
    assert_eq!(index.in_rect(everything).count(), 2);
    assert_eq!(SeatIndex::new(&[], &[]).nearest(0.0, 0.0, 1e9), None);
}
