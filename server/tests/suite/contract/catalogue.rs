use super::Subject;
use jari_core::domain::{MatchId, MatchPrices, VenueId, side_by_side};

pub(super) async fn matches_tell_their_seats(Subject { fixture, ground: _ground }: Subject) {
    let matches = fixture.store.catalogue.matches().await.unwrap();
    assert_eq!(matches.len(), 2);
    let found = fixture.store.catalogue.find_match(fixture.match_id).await.unwrap().unwrap();
    assert_eq!(matches[0], found);
    assert_eq!((found.name.as_str(), found.venue_name.as_str()), ("on sale", "시험장"));
    assert_eq!(found.total, 144);
    let free = fixture.store.status.free_seats(&[fixture.match_id, MatchId(99)]).await.unwrap();
    assert_eq!(free.into_iter().collect::<Vec<_>>(), [(fixture.match_id, 144)]);
}

pub(super) async fn a_venue_is_read_as_it_was_written(Subject { fixture, ground: _ground }: Subject) {
    let venue = &fixture.venue;
    assert_eq!(venue.areas.len(), 1);
    assert_eq!(venue.sections[0].name, "내야");
    let names: Vec<_> =
        venue.blocks.iter().map(|block| (block.info.name.as_str(), block.info.total)).collect();
    assert_eq!(names, [("101블록", 120), ("102블록", 12), ("103블록", 12)]);
    let block = &venue.blocks[1];
    assert_eq!((block.info.area_name.as_str(), block.info.section_name.as_str()), ("1루측", "내야"));
    assert_eq!(block.outline.len(), 4);
    let seat = &block.seats[2];
    assert_eq!((seat.row.as_str(), seat.number.as_str(), seat.at.x, seat.at.y), ("1열", "3", 2.0, 12.0));
    assert!(block.seats[0].accessible && !seat.accessible);
    assert_eq!(venue.price_from(block, &MatchPrices::default()), Some(30_000));
    assert_eq!((seat.guid.as_str(), seat.place.index), ("12-2", 2));
    assert!(side_by_side(&block.seats[2..5]) && !side_by_side([&block.seats[2], &block.seats[4]]));
    // The last seat of a row and the first of the next one, which are read one after the other.
    assert!(!side_by_side(&venue.blocks[0].seats[11..13]));
    assert_eq!(venue.block_of(seat.id).map(|found| found.info.id), Some(block.info.id));
}

pub(super) async fn what_is_not_there_is_none(Subject { fixture, ground: _ground }: Subject) {
    assert_eq!(fixture.store.catalogue.find_match(MatchId(99)).await.unwrap(), None);
    assert!(fixture.store.catalogue.venue(VenueId(99)).await.unwrap().is_none());
    let nothing = fixture.store.status.snapshot(MatchId(99), fixture.block(0)).await.unwrap();
    assert!(nothing.seats.is_empty());
}
