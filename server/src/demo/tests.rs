//! The demos go through the reader, and are what they are meant to be.

use super::{DemoVenue, ballpark, theatre};
use crate::venue::{ImportSeat, VenueImport, read_venue};
use jari_core::domain::{Language, Name, Point};
use std::{
    collections::{HashMap, HashSet},
    sync::LazyLock,
};

fn read(demo: &DemoVenue) -> VenueImport {
    read_venue(&demo.plan_json, Some(&demo.details_json)).expect("a demo is a good venue")
}

static BALLPARK: LazyLock<VenueImport> = LazyLock::new(|| read(&ballpark()));
static THEATRE: LazyLock<VenueImport> = LazyLock::new(|| read(&theatre()));

/// How near the nearest two seats of a venue are, as far as that is less than `reach`.
fn nearest(venue: &VenueImport, reach: f64) -> f64 {
    // Each seat looks into its own square of the plan and the ones around it.
    let mut squares: HashMap<(i64, i64), Vec<Point>> = HashMap::new();
    let mut nearest = reach;
    for seat in venue.blocks().flat_map(|block| block.seats()) {
        let (x, y) = ((seat.at.x / reach).floor() as i64, (seat.at.y / reach).floor() as i64);
        for square in (x - 1..=x + 1).flat_map(|x| (y - 1..=y + 1).map(move |y| (x, y))) {
            for other in squares.get(&square).into_iter().flatten() {
                nearest = nearest.min((other.x - seat.at.x).hypot(other.y - seat.at.y));
            }
        }
        squares.entry((x, y)).or_default().push(seat.at);
    }
    nearest
}

/// Whether a point is inside a ring of corners.
fn inside(ring: &[Point], p: Point) -> bool {
    let edges = ring.iter().zip(ring.iter().cycle().skip(1));
    let crossed = edges
        .filter(|(a, b)| (a.y > p.y) != (b.y > p.y) && p.x < (b.x - a.x) * (p.y - a.y) / (b.y - a.y) + a.x);
    crossed.count() % 2 == 1
}

/// Checks that each seat is inside its own block's shape and no other's.
fn check_outlines(venue: &VenueImport) {
    for (i, block) in venue.blocks().enumerate() {
        let (xs, ys) = (block.outline.iter().map(|p| p.x), block.outline.iter().map(|p| p.y));
        let (left, right) = (xs.clone().fold(f64::MAX, f64::min), xs.fold(f64::MIN, f64::max));
        let (top, bottom) = (ys.clone().fold(f64::MAX, f64::min), ys.fold(f64::MIN, f64::max));
        assert!(inside(&block.outline, block.label), "{}", block.name);
        assert!(block.outline.len() <= 40, "{}", block.name);
        for (j, other) in venue.blocks().enumerate() {
            for seat in other.seats() {
                let p = seat.at;
                let near = left < p.x && p.x < right && top < p.y && p.y < bottom;
                let held = near && inside(&block.outline, p);
                assert_eq!(held, i == j, "{} {} in {}", other.name, seat.guid, block.name);
            }
        }
    }
}

#[test]
fn the_ballpark_has_its_size() {
    let venue = &*BALLPARK;
    assert!((24_500..=25_500).contains(&venue.seat_count()), "{}", venue.seat_count());
    assert_eq!(venue.blocks().count(), 60);
    assert!(venue.blocks().all(|block| (250..=600).contains(&block.seats().count())));
    assert_eq!(venue.blocks().filter(|block| block.seats().count() == 600).count(), 4);
}

#[test]
fn the_ballpark_has_its_names() {
    let venue = &*BALLPARK;
    let areas: Vec<_> = venue.areas.iter().map(|area| area.name.as_str()).collect();
    assert_eq!(areas, ["중앙", "1루측", "3루측", "외야"]);
    let sections: Vec<_> = venue.areas.iter().flat_map(|a| &a.sections).map(|s| s.name.as_str()).collect();
    for name in ["중앙 지정석", "중앙 테이블", "1루 내야", "1루 응원석", "3루 상단", "외야 좌측", "외야 우측"]
    {
        assert!(sections.contains(&name), "{name}");
    }
    let blocks: HashSet<_> = venue.blocks().map(|block| block.name.as_str()).collect();
    assert_eq!(blocks.len(), 60);
    assert!(["101블록", "118블록", "215블록", "313블록", "414블록"].iter().all(|name| blocks.contains(name)));
    let row = &venue.blocks().next().unwrap().rows[0];
    assert_eq!((row.label.as_str(), row.seats[0].number.as_str()), ("1열", "1"));
}

#[test]
fn every_category_of_a_demo_has_its_own_colour_a_price_and_seats() {
    for venue in [&*BALLPARK, &*THEATRE] {
        let colors: HashSet<_> = venue.categories.iter().map(|category| &category.color).collect();
        assert_eq!(colors.len(), venue.categories.len());
        let used: HashSet<_> =
            venue.blocks().flat_map(|b| b.seats()).filter_map(|seat| seat.category).collect();
        assert_eq!(used.len(), venue.categories.len());
        assert!(venue.categories.iter().all(|category| category.price.is_some_and(|price| price > 0)));
    }
}

#[test]
fn accessible_seats_are_few_and_in_the_lower_deck() {
    let with: Vec<_> = BALLPARK.blocks().filter(|b| b.seats().any(|seat| seat.accessible)).collect();
    assert_eq!(with.len(), 18);
    assert!(with.iter().all(|block| block.name.as_str().starts_with('1')));
    assert!(THEATRE.blocks().flat_map(|b| b.seats()).any(|seat| seat.accessible));
}

/// Each accessible seat of a demo has a companion's beside it, and from few seats one does not see everything.
#[test]
fn companions_sit_beside_whom_they_come_with() {
    for venue in [&*BALLPARK, &*THEATRE] {
        for row in venue.blocks().flat_map(|block| &block.rows) {
            for (n, seat) in row.seats.iter().enumerate() {
                let companion = row.seats.get(n + 1).and_then(|next| next.companion_of.as_ref());
                assert_eq!(companion.is_some_and(|of| *of == seat.guid), seat.accessible, "{}", seat.guid);
            }
        }
        let special = |is: fn(&ImportSeat) -> bool| {
            venue.blocks().flat_map(|block| block.seats()).filter(|seat| is(seat)).count()
        };
        let [accessible, companions] =
            [special(|seat| seat.accessible), special(|seat| seat.companion_of.is_some())];
        let restricted = special(|seat| seat.restricted_view);
        assert_eq!(accessible, companions);
        assert!((1..venue.seat_count() / 20).contains(&restricted), "{restricted}");
    }
}

#[test]
fn no_two_seats_are_nearer_than_a_seat_is_wide() {
    let near = nearest(&BALLPARK, 12.0);
    assert!(near > 9.95, "{near}");
    let near = nearest(&THEATRE, 30.0);
    assert!(near > 21.9, "{near}");
}

#[test]
fn outlines_hold_their_own_seats_and_no_others() {
    check_outlines(&BALLPARK);
    check_outlines(&THEATRE);
}

/// The aisles of the demos are between their blocks, and their rows are curved: no seat of a row is farther than usual.
#[test]
fn seats_of_a_row_are_side_by_side() {
    for venue in [&*BALLPARK, &*THEATRE] {
        for row in venue.blocks().flat_map(|block| &block.rows) {
            let indexes: Vec<_> = row.seats.iter().map(|seat| seat.index).collect();
            assert_eq!(indexes, (0..).take(row.seats.len()).collect::<Vec<u32>>(), "{}", row.seats[0].guid);
        }
    }
}

#[test]
fn the_theatre_is_small() {
    let venue = &*THEATRE;
    assert_eq!(venue.name.as_str(), "자리 소극장");
    assert!((300..=400).contains(&venue.seat_count()), "{}", venue.seat_count());
    let blocks: Vec<_> = venue.blocks().map(|block| block.name.as_str()).collect();
    assert_eq!(blocks, ["1층 왼쪽", "1층 가운데", "1층 오른쪽", "2층 왼쪽", "2층 오른쪽"]);
}

/// Nothing that a buyer reads of a demo is in one language alone.
#[test]
fn everything_of_a_demo_is_called_in_both_languages() {
    for venue in [&*BALLPARK, &*THEATRE] {
        let sections = venue.areas.iter().flat_map(|area| &area.sections);
        let names: Vec<&Name> = [&venue.name]
            .into_iter()
            .chain(venue.categories.iter().map(|category| &category.name))
            .chain(venue.areas.iter().map(|area| &area.name))
            .chain(sections.map(|section| &section.name))
            .chain(venue.blocks().map(|block| &block.name))
            .chain(venue.plan.shapes.iter().filter_map(|shape| Some(&shape.text.as_ref()?.text)))
            .collect();
        for name in names {
            let (english, _) = name.in_language(Language::En);
            assert!(english.is_ascii() && !name.as_str().is_ascii(), "{name:?}");
            assert_eq!(name.in_language(Language::Ko), (name.as_str(), Some(Language::Ko)));
        }
    }
}

#[test]
fn a_demo_is_the_same_every_time() {
    assert_eq!(theatre(), theatre());
}
