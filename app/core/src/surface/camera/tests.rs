use super::*;
use proptest::prelude::*;

fn window() -> Window {
    let all = Extent { min: Point { x: -100.0, y: 0.0 }, max: Point { x: 900.0, y: 500.0 } };
    Window { all, width: 400.0, height: 400.0, most: 40.0 }
}

fn near(a: f64, b: f64) -> bool {
    (a - b).abs() <= 1e-6 * (1.0 + a.abs().max(b.abs()))
}

#[test]
fn all_is_seen_at_the_smallest_scale_and_stays_in_the_middle() {
    let window = window();
    assert_eq!(window.whole(), Camera { middle: Point { x: 400.0, y: 250.0 }, scale: 0.4 });
    assert!(window.is_whole(window.whole()) && !window.is_nearest(window.whole()));
    assert_eq!(window.dragged(window.whole(), 300.0, -300.0), window.whole());
    assert_eq!(window.zoomed(window.whole(), (0.0, 0.0), 0.1), window.whole());
}

#[test]
fn an_extent_is_fitted_as_near_as_may_be() {
    let window = window();
    let extent = Extent::around(Point { x: 300.0, y: 200.0 }, 40.0);
    assert_eq!(window.fit(extent), Camera { middle: extent.middle(), scale: 10.0 });
    let seat = Extent::around(Point { x: 300.0, y: 200.0 }, 1.0);
    assert_eq!(window.fit(seat).scale, 40.0);
    assert_eq!(window.fit(Extent::NONE).scale, window.least(), "nothing has no place");
}

#[test]
fn a_place_is_brought_in_by_no_more_than_is_needed() {
    let window = window();
    let camera = window.at(Point { x: 300.0, y: 200.0 }, 10.0);
    assert_eq!(window.brought_in(camera, Point { x: 305.0, y: 205.0 }, 50.0), camera);
    let aside = window.brought_in(camera, Point { x: 330.0, y: 200.0 }, 50.0);
    assert_eq!(window.pixel_of(aside, Point { x: 330.0, y: 200.0 }), (350.0, 200.0));
}

proptest! {
    #[test]
    fn what_is_under_the_pointer_stays_there_and_no_view_leaves_the_bounds(
        (x, y) in (0.0..400.0_f64, 0.0..400.0_f64),
        (mx, my) in (-500.0..1500.0_f64, -500.0..1500.0_f64),
        scale in 0.01..100.0_f64,
        factor in 0.05..20.0_f64,
    ) {
        let window = window();
        let camera = window.at(Point { x: mx, y: my }, scale);
        let zoomed = window.zoomed(camera, (x, y), factor);
        for camera in [camera, zoomed] {
            prop_assert!((window.least()..=window.most).contains(&camera.scale));
            let seen = window.seen(camera);
            let (wide, high) = (seen.width() < 1000.0 - 1e-6, seen.height() < 500.0 - 1e-6);
            prop_assert!(!wide || (seen.min.x >= -100.0 - 1e-6 && seen.max.x <= 900.0 + 1e-6));
            prop_assert!(!high || (seen.min.y >= -1e-6 && seen.max.y <= 500.0 + 1e-6));
            prop_assert!(wide || near(camera.middle.x, 400.0));
            prop_assert!(high || near(camera.middle.y, 250.0));
        }
        // Far enough from the edges nothing moves under the pointer.
        let (before, after) = (window.place_at(camera, x, y), window.place_at(zoomed, x, y));
        let is_free = |c: Camera| window.bounded(Camera { middle: Point { x: c.middle.x + 1e-3, ..c.middle }, ..c }) != c
            && window.bounded(Camera { middle: Point { x: c.middle.x - 1e-3, ..c.middle }, ..c }) != c
            && window.bounded(Camera { middle: Point { y: c.middle.y + 1e-3, ..c.middle }, ..c }) != c
            && window.bounded(Camera { middle: Point { y: c.middle.y - 1e-3, ..c.middle }, ..c }) != c;
        prop_assert!(!is_free(zoomed) || (near(before.x, after.x) && near(before.y, after.y)));
    }

    #[test]
    fn a_pixel_and_its_place_are_the_same(x in 0.0..400.0_f64, y in 0.0..400.0_f64, scale in 0.4..40.0_f64) {
        let window = window();
        let camera = window.at(Point { x: 321.0, y: 123.0 }, scale);
        let (px, py) = window.pixel_of(camera, window.place_at(camera, x, y));
        prop_assert!(near(px, x) && near(py, y));
    }

    #[test]
    fn a_flight_ends_where_it_leads_and_stays_within_bounds(
        (x, y) in (-100.0..900.0_f64, 0.0..500.0_f64),
        scale in 0.4..40.0_f64,
        part in 0.0..1.0_f64,
    ) {
        let window = window();
        let (from, to) = (window.whole(), window.at(Point { x, y }, scale));
        for (from, to) in [(from, to), (to, from), (window.at(Point { x: 0.0, y: 0.0 }, 20.0), to)] {
            let flight = Flight::new(window, from, to, 1_000.0);
            prop_assert!(flight.millis() <= 1_200.0);
            let (midst, over) = flight.at(1_000.0 + part * flight.millis() * 0.99);
            prop_assert!(from == to || !over);
            prop_assert_eq!(window.bounded(midst), midst);
            let (end, over) = flight.at(1_000.0 + flight.millis());
            prop_assert!(over);
            prop_assert_eq!(end, to);
            let (start, _) = flight.at(1_000.0);
            prop_assert!(near(start.scale, from.scale) && near(start.middle.x, from.middle.x));
        }
    }

    #[test]
    fn a_glide_slows_down_and_ends(vx in -5.0..5.0_f64, vy in -5.0..5.0_f64) {
        let mut glide = Glide::new((vx, vy), 0.0);
        let (mut now, mut way, mut last) = (0.0, 0.0, f64::INFINITY);
        while let Some((dx, dy)) = glide.step(now) {
            let step = f64::hypot(dx, dy);
            prop_assert!(now == 0.0 || step <= last + 1e-9);
            if now > 0.0 { last = step; }
            way += step;
            now += 16.0;
            prop_assert!(now < 5_000.0);
        }
        prop_assert!(way <= f64::hypot(vx, vy) * 400.0 + 1e-9);
    }
}
