use super::Subject;
use crate::support::{Fixture, OPENS_AT, english, with_companions};
use jari_core::domain::{
    Currency, Language, MatchId, MatchPrices, Name, SaleWindow, TimeZoneName, VenueId, side_by_side,
};
use server::rdb::NewMatch;

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

pub(super) async fn a_match_tells_its_names_where_it_is_and_what_it_is_sold_for(
    Subject { fixture, ground: _ground }: Subject,
) {
    let told = &fixture.store.catalogue;
    let plain = told.find_match(fixture.match_id).await.unwrap().unwrap();
    assert_eq!((plain.time_zone, plain.currency), (TimeZoneName::default(), Currency::KRW));
    assert_eq!((plain.name, plain.venue_name), ("on sale".into(), english("시험장", "Test ground")));
    let new = NewMatch {
        venue_id: fixture.venue.id,
        name: Name::from("Eröffnung").with(Language::Ko, Some("개막전")).with(Language::En, Some("Opening")),
        time_zone: TimeZoneName::try_from("America/New_York").unwrap(),
        currency: "USD".parse().unwrap(),
        starts_at: OPENS_AT + 5,
        sale: SaleWindow { opens_at: OPENS_AT, closes_at: None },
    };
    let id = fixture.db.import.create_match(&new).await.unwrap().unwrap();
    let found = told.find_match(id).await.unwrap().unwrap();
    assert_eq!((&found.name, &found.time_zone, found.currency), (&new.name, &new.time_zone, new.currency));
    let listed = fixture.db.catalogue.matches().await.unwrap();
    assert!(listed.contains(&found), "{listed:?}");
}

/// Which seats are special comes back as it was written, also of a companion's seat that comes before the one that it belongs to.
pub(super) async fn special_seats_are_read_as_they_were_written(Subject { fixture, ground }: Subject) {
    drop(fixture);
    let fixture = Fixture::open_with(ground.config.clone(), &with_companions(2)).await;
    for block in 0..2 {
        let seat = |n| fixture.seat(block, n);
        let seats = &fixture.venue.blocks[block].seats;
        let companions: Vec<_> = seats.iter().filter_map(|s| Some((s.id, s.companion_of?))).collect();
        assert_eq!(companions, [(seat(2), seat(3)), (seat(4), seat(3)), (seat(6), seat(5))]);
        let accessible: Vec<_> = seats.iter().filter(|s| s.accessible).map(|s| s.id).collect();
        assert_eq!(accessible, [seat(3), seat(5)]);
        let restricted: Vec<_> = seats.iter().filter(|s| s.restricted_view).map(|s| s.id).collect();
        assert_eq!(restricted, [seat(0), seat(4)]);
    }
}

pub(super) async fn a_venue_is_read_as_it_was_written(Subject { fixture, ground: _ground }: Subject) {
    let venue = &fixture.venue;
    assert_eq!(venue.areas.len(), 1);
    assert_eq!(venue.sections[0].name.as_str(), "내야");
    let names: Vec<_> =
        venue.blocks.iter().map(|block| (block.info.name.as_str(), block.info.total)).collect();
    assert_eq!(names, [("101블록", 120), ("102블록", 12), ("103블록", 12)]);
    assert_eq!(venue.name, english("시험장", "Test ground"));
    assert_eq!(venue.areas[0].name, english("1루측", "First base side"));
    assert_eq!(venue.sections[0].name, english("내야", "Infield"));
    assert_eq!(venue.categories[0].name, english("일반석", "Standard"));
    assert_eq!(venue.blocks[0].info.name, english("101블록", "Block 101"));
    assert_eq!(
        venue.blocks[2].info.name,
        english("103블록", "Block 103").with(Language::Ko, Some("103블록"))
    );
    let block = &venue.blocks[1];
    assert_eq!(
        (&block.info.area_name, &block.info.section_name),
        (&venue.areas[0].name, &venue.sections[0].name)
    );
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
