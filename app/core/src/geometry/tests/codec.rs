use super::venue::{block, venue, venues};
use crate::{
    domain::{Point, RowId, RowPlace, Seat, SeatId, Venue, side_by_side},
    geometry::{EncodedGeometry, Geometry, decode, encode},
};
use proptest::{collection::vec, prelude::*};

/// The smallest spacing of a geometry's blocks.
fn spacing(geometry: &Geometry) -> f64 {
    geometry
        .blocks
        .iter()
        .filter(|block| !block.seats.is_empty())
        .map(|block| block.spacing)
        .fold(f32::INFINITY, f32::min)
        .into()
}

fn check(venue: &Venue) -> Result<(), TestCaseError> {
    let bytes = encode(venue);
    prop_assert_eq!(&bytes, &encode(venue), "the same venue is the same bytes");
    let geometry = decode(&bytes).expect("what was written is read");
    prop_assert_eq!(geometry.len(), venue.blocks.iter().map(|block| block.seats.len()).sum::<usize>());
    prop_assert_eq!(geometry.blocks.len(), venue.blocks.len());
    // What is told of the smallest spacing is rounded down by less than a 64th.
    let error = spacing(&geometry) * 65.0 / 64.0 * 3.0 / 128.0;
    for (at, block) in venue.blocks.iter().enumerate() {
        let found = &geometry.blocks[at];
        prop_assert_eq!(geometry.block_of_id(block.info.id), Some(at));
        prop_assert_eq!(found.outline.len(), block.outline.len());
        for (drawn, corner) in found.outline.iter().zip(&block.outline).chain([(&found.label, &block.label)])
        {
            prop_assert!(
                (drawn.x - corner.x).abs() <= error.min(1.0) && (drawn.y - corner.y).abs() <= error.min(1.0)
            );
        }
        prop_assert_eq!(found.seats.len(), block.seats.len());
        for seat in &block.seats {
            let place = geometry.place_of(seat.id).expect("the seat is there");
            prop_assert!(found.seats.contains(&place));
            check_seat(&geometry, place, seat, error)?;
            prop_assert_eq!(geometry.block_of(place), Some(at));
            let of = |place: usize| geometry.seat_ids[place];
            prop_assert_eq!(geometry.companion_of(place).map(of), seat.companion_of);
            if let Some(accessible) = geometry.companion_of(place) {
                prop_assert!(geometry.companions_of(accessible).any(|companion| companion == place));
            }
        }
        // Neighbours are the same ones.
        for (a, b) in block.seats.iter().zip(block.seats.iter().skip(1)) {
            let place = |seat: &Seat| {
                geometry.place_of(seat.id).and_then(|place| geometry.row_place(place)).expect("a row")
            };
            prop_assert_eq!(place(a).is_beside(place(b)), side_by_side([a, b]));
        }
    }
    prop_assert_eq!(geometry.place_of(SeatId(i64::MAX)), None);
    is_whole(&geometry)
}

fn check_seat(geometry: &Geometry, place: usize, seat: &Seat, error: f64) -> Result<(), TestCaseError> {
    let at = geometry.at(place).expect("a place");
    let away = (at.x - seat.at.x).abs().max((at.y - seat.at.y).abs());
    prop_assert!(away <= error, "{away} is more than {error}");
    let row = geometry.row_of(place).expect("a row");
    prop_assert_eq!(geometry.row_label(row), &seat.row);
    prop_assert_eq!(geometry.number(place), &seat.number);
    prop_assert_eq!(geometry.indexes[place], seat.place.index);
    prop_assert_eq!(geometry.category_of(place), seat.category_id);
    prop_assert_eq!(geometry.notes(place), seat.notes());
    Ok(())
}

/// Whatever is read, all of its parts fit together.
fn is_whole(geometry: &Geometry) -> Result<(), TestCaseError> {
    let seats = geometry.len();
    for length in [
        geometry.xs.len(),
        geometry.ys.len(),
        geometry.indexes.len(),
        geometry.categories.len(),
        geometry.marks.len(),
    ] {
        prop_assert_eq!(length, seats);
    }
    let (mut row, mut seat) = (0, 0);
    for block in &geometry.blocks {
        prop_assert_eq!((block.rows.start, block.seats.start), (row, seat));
        for at in block.rows.clone() {
            prop_assert_eq!(geometry.rows[at].seats.start, seat);
            seat = geometry.rows[at].seats.end;
        }
        row = block.rows.end;
        prop_assert_eq!(block.seats.end, seat);
    }
    prop_assert_eq!((row, seat), (geometry.rows.len(), seats));
    prop_assert!(geometry.xs.iter().chain(&geometry.ys).all(|at| at.is_finite()));
    for place in 0..seats {
        prop_assert!(geometry.companion_of(place).is_none_or(|accessible| accessible < seats));
    }
    Ok(())
}

fn seat(id: i64, row: i64, index: u32, at: Point) -> Seat {
    Seat {
        id: SeatId(id),
        guid: String::new(),
        row: row.to_string(),
        place: RowPlace { row_id: RowId(row), index },
        number: (index + 1).to_string(),
        at,
        category_id: None,
        accessible: false,
        companion_of: None,
        restricted_view: false,
    }
}

/// A block of seats in rows at right angles.
fn grid(rows: i64, seats: u32, step: f64) -> Venue {
    let seat = |row: i64, index: u32| {
        let at = Point { x: f64::from(index) * step, y: row as f64 * step * 1.5 };
        seat(row * 1_000 + i64::from(index), row, index, at)
    };
    let seats = (0..rows).flat_map(|row| (0..seats).map(move |index| seat(row, index))).collect();
    venue(vec![block(1, seats, Point { x: 0.0, y: 0.0 })])
}

#[test]
fn a_usual_row_is_a_dozen_bytes_however_many_seats_it_has() {
    let (narrow, wide) = (encode(&grid(40, 20, 10.0)).len(), encode(&grid(40, 60, 10.0)).len());
    assert!(wide < 40 * 14 + 300 && wide < narrow + 400, "{narrow} and {wide}");
}

#[test]
fn nothing_and_one_seat_are_geometries_as_well() {
    assert!(decode(&encode(&venue(Vec::new()))).unwrap().is_empty());
    let alone =
        venue(vec![block(1, vec![seat(9, 1, 0, Point { x: 3.3, y: 4.4 })], Point { x: 0.0, y: 0.0 })]);
    let geometry = decode(&encode(&alone)).unwrap();
    assert_eq!((geometry.len(), geometry.blocks[0].spacing), (1, 20.0));
}

#[test]
fn seats_never_overlap_though_two_on_each_other_do_not_make_all_tiny() {
    let mut plan = grid(10, 10, 10.0);
    assert_eq!(decode(&encode(&plan)).unwrap().blocks[0].spacing, 10.0);
    plan.blocks[0].seats[5].at = Point { x: 40.5, y: 0.0 };
    assert_eq!(decode(&encode(&plan)).unwrap().blocks[0].spacing, 5.0);
    // Seats of another block count as well.
    let other = seat(99_999, 77, 0, Point { x: 93.0, y: 15.0 });
    let mut plan = grid(10, 10, 10.0);
    plan.blocks.push(block(2, vec![other], Point { x: 0.0, y: 0.0 }));
    let geometry = decode(&encode(&plan)).unwrap();
    assert_eq!((geometry.blocks[0].spacing, geometry.blocks[1].spacing), (5.0, 3.0));
}

#[test]
fn a_name_is_of_the_content() {
    let (one, other) = (EncodedGeometry::of(&grid(3, 3, 10.0)), EncodedGeometry::of(&grid(3, 4, 10.0)));
    assert_eq!(one, EncodedGeometry::of(&grid(3, 3, 10.0)));
    assert_ne!(one.hash, other.hash);
}

#[test]
fn what_claims_to_be_large_is_refused_before_there_is_room_for_it() {
    let huge = [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01];
    let plain = encode(&grid(3, 3, 10.0));
    for at in 4..plain.len() {
        let mut bytes = plain.clone();
        bytes.splice(at..=at, huge);
        // An id may be anything.
        assert!(decode(&bytes).map_or(true, |read| read.len() == 9), "{at}");
    }
}

proptest! {
    #[test]
    fn a_venue_is_there_and_back(venue in venues()) {
        check(&venue)?;
    }

    #[test]
    fn no_bytes_make_it_panic(venue in venues(), changes in vec((any::<prop::sample::Index>(), any::<u8>()), 1..6), cut: prop::sample::Index) {
        let mut bytes = encode(&venue);
        let end = 1 + cut.index(bytes.len() - 1);
        prop_assert!(decode(&bytes[..end]).is_err());
        for (at, byte) in changes {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        if let Ok(geometry) = decode(&bytes) {
            is_whole(&geometry)?;
        }
    }

    #[test]
    fn nor_do_random_ones(mut bytes in vec(any::<u8>(), 4..200)) {
        bytes.splice(..4, *b"jsg\x01");
        if let Ok(geometry) = decode(&bytes) {
            is_whole(&geometry)?;
        }
    }
}
