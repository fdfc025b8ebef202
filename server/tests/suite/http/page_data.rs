//! What pages are given, in each language.

use crate::support::{Fixture, Ground};
use app::page_data::{BlockPage, HeldSeats, MatchPage, MatchesPage, Name};
use jari_core::{
    domain::{BlockId, CartId, Currency, Language, MatchId, MatchInfo, OrderId, TimeZoneName},
    geometry::EncodedGeometry,
    ports::{ChangeHint, Clock},
    services::{AllocationService, SeatMapService},
};
use std::sync::Arc;

/// Nobody is to be told.
struct Unheard;

impl ChangeHint for Unheard {
    fn changed(&self, _: MatchId, _: BlockId) {}
}

fn seat_map(fixture: &Fixture) -> SeatMapService {
    let store = &fixture.store;
    let allocation = AllocationService::new(
        Arc::clone(&store.catalogue),
        Arc::clone(&store.allocations),
        Arc::new(Unheard),
        Arc::clone(&fixture.clock) as Arc<dyn Clock>,
        fixture.config.allocation.policy(),
        || OrderId::from_random(1),
    );
    SeatMapService::new(Arc::clone(&store.catalogue), Arc::clone(&store.status), allocation)
}

/// What a name is told by, and how it is marked.
fn told(name: &Name) -> (&str, Option<&str>) {
    (name.as_str(), name.lang())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_page_carries_the_names_of_its_own_language_and_marks_the_others() {
    let ground = Ground::sqlite();
    let fixture = Fixture::open(ground.config.clone()).await;
    let (admin, catalogue) = (&fixture.db.match_admin, &fixture.db.catalogue);
    let before = catalogue.find_match(fixture.match_id).await.unwrap().unwrap();
    let after = MatchInfo {
        name: "개막전".into(),
        time_zone: TimeZoneName::try_from("America/New_York").unwrap(),
        currency: "USD".parse::<Currency>().unwrap(),
        ..before.clone()
    };
    assert!(admin.update(&before, &after).await.unwrap());
    let seat_map = seat_map(&fixture);
    let (id, cart) = (fixture.match_id, CartId::from_verified("ann"));
    let block = fixture.block(0);

    for (language, mark, [venue, area, section, category], blocks, name) in [
        (
            Language::Ko,
            None,
            ["시험장", "1루측", "내야", "일반석"],
            ["101블록", "102블록", "103블록"],
            "101블록",
        ),
        (
            Language::En,
            Some("ko"),
            ["Test ground", "First base side", "Infield", "Standard"],
            ["Block 101", "Block 102", "Block 103"],
            "Block 101",
        ),
    ] {
        let page = MatchPage::load(&seat_map, id, Some(&cart), language).await.unwrap();
        assert_eq!(told(&page.info.name), ("개막전", mark));
        assert_eq!(told(&page.info.venue_name), (venue, None));
        assert_eq!(told(&page.areas[0].name), (area, None));
        let EncodedGeometry { hash, .. } = EncodedGeometry::of(&fixture.venue);
        assert_eq!(page.geometry, format!("/api/venues/{}/geometry/{hash}", fixture.venue.id));
        assert_eq!(page.blocks.iter().map(|block| block.info.name.as_str()).collect::<Vec<_>>(), blocks);
        // What all of them share stands on none.
        let drawn: Vec<_> = page.blocks.iter().map(|block| told(&block.drawing.name)).collect();
        assert_eq!(drawn, [("101", None), ("102", None), ("103", None)]);
        let page = BlockPage::load(&seat_map, id, block, Some(&cart), language).await.unwrap();
        assert_eq!(told(&page.block.name), (name, None));
        assert_eq!(
            (told(&page.block.section_name), told(&page.block.area_name)),
            ((section, None), (area, None))
        );
        assert_eq!(told(&page.categories[0].name), (category, None));
        let list = MatchesPage::load(&seat_map, Some(&cart), language).await.unwrap();
        let listed = &list.matches.iter().find(|listed| listed.info.id == id).unwrap().info;
        assert_eq!(*listed, page.info);
        assert_eq!((listed.currency.as_str(), listed.starts_at.zone.as_str()), ("USD", "EST"));
        assert_eq!(HeldSeats::load(&seat_map, id, &cart, language).await.unwrap().held, []);
    }
}
