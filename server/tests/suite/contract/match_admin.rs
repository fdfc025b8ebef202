use super::{
    Subject,
    allocation::{NOW, POLICY, request},
    sale::completion,
};
use crate::support::SeatRequests;
use jari_core::domain::{
    Currency, Language, MatchInfo, MatchPrices, Name, PriceList, TicketType, TimeZoneName, TypePrices,
    UnixMillis,
};

pub(super) async fn a_match_is_changed_only_as_it_was_read(Subject { fixture, ground: _ground }: Subject) {
    let (admin, catalogue) = (&fixture.db.match_admin, &fixture.db.catalogue);
    let read = async || catalogue.find_match(fixture.match_id).await.unwrap().unwrap();
    let before = read().await;
    let renamed = MatchInfo { name: "renamed".into(), ..before.clone() };
    assert!(admin.update(&before, &renamed).await.unwrap());
    assert_eq!(read().await, renamed);
    // Another has read it before that, and would undo it without knowing.
    let moved = MatchInfo { starts_at: UnixMillis(1), ..before.clone() };
    assert!(!admin.update(&before, &moved).await.unwrap());
    assert_eq!(read().await, renamed);
    // Each part of it counts.
    let mut now = renamed;
    for change in [
        |info: MatchInfo| MatchInfo { name: info.name.with(Language::En, Some("Renamed")), ..info },
        |info: MatchInfo| MatchInfo { name: info.name.with(Language::Ko, Some("새 이름")), ..info },
        |info: MatchInfo| MatchInfo { time_zone: TimeZoneName::try_from("Asia/Kathmandu").unwrap(), ..info },
        |info: MatchInfo| MatchInfo { currency: "JPY".parse::<Currency>().unwrap(), ..info },
    ] {
        let after = change(now.clone());
        assert!(admin.update(&now, &after).await.unwrap());
        assert!(!admin.update(&now, &after).await.unwrap(), "{after:?}");
        assert_eq!(read().await, after);
        now = after;
    }
    // A match that is cancelled has a closed sale, whoever writes it.
    let open = MatchInfo { cancelled_at: Some(NOW), ..now.clone() };
    assert!(admin.update(&now, &open).await.is_err());
    assert_eq!(read().await, now);
}

pub(super) async fn prices_are_those_of_their_match(Subject { fixture, ground: _ground }: Subject) {
    let (admin, catalogue) = (&fixture.db.match_admin, &fixture.db.catalogue);
    let category = fixture.venue.categories[0].id;
    for price in [5_000, 7_000] {
        admin.set_price(fixture.match_id, category, price).await.unwrap();
    }
    let prices = async |id| catalogue.find_match(id).await.unwrap().unwrap().prices;
    assert_eq!(prices(fixture.match_id).await, MatchPrices::new([(category, 7_000)]));
    assert_eq!(prices(fixture.upcoming).await, MatchPrices::default());
    let listed = catalogue.matches().await.unwrap();
    assert_eq!(listed.iter().filter(|info| info.prices == MatchPrices::default()).count(), 1);
    let at_match = fixture.venue.categories_at(&prices(fixture.match_id).await);
    assert_eq!(at_match[0].price, Some(7_000));
}

pub(super) async fn a_price_list_takes_the_place_of_the_one_before(
    Subject { fixture, ground: _ground }: Subject,
) {
    let (admin, catalogue) = (&fixture.db.match_admin, &fixture.db.catalogue);
    let read = async |id| catalogue.find_match(id).await.unwrap().unwrap();
    let (first, before) = (fixture.venue.categories[0].id, read(fixture.match_id).await);
    let of = |key: &str, price| TypePrices {
        of: TicketType { key: key.to_owned(), name: Name::from("이름").with(Language::En, Some(key)) },
        prices: vec![(first, price)],
    };
    // In their own order, whatever they are called.
    let list = PriceList { types: vec![of("youth", 9), of("adult", 10)], fee: 500 };
    let usd: Currency = "USD".parse().unwrap();
    assert!(admin.set_price_list(&before, usd, &list).await.unwrap());
    let after = read(fixture.match_id).await;
    assert_eq!((after.currency, &after.prices), (usd, &before.prices.clone().with_list(list.clone())));
    assert_eq!(read(fixture.upcoming).await.prices, MatchPrices::default());
    let listed = catalogue.matches().await.unwrap();
    assert_eq!(listed.iter().filter(|info| info.prices == after.prices).count(), 1);
    // Whoever has read it before that would undo it without knowing.
    assert!(!admin.set_price_list(&before, Currency::KRW, &list).await.unwrap());
    let less = PriceList { types: vec![of("adult", 0)], fee: 0 };
    assert!(admin.set_price_list(&after, usd, &less).await.unwrap());
    assert_eq!(read(fixture.match_id).await.prices, before.prices.clone().with_list(less.clone()));
    // One that cannot be stored leaves the one before as it is.
    let twice = PriceList { types: vec![of("adult", 1), of("adult", 2)], fee: 7 };
    assert!(admin.set_price_list(&after, usd, &twice).await.is_err());
    assert_eq!(read(fixture.match_id).await.prices, before.prices.clone().with_list(less));
    assert!(admin.delete(fixture.match_id).await.unwrap());
}

pub(super) async fn what_was_sold_keeps_its_match(Subject { fixture, ground: _ground }: Subject) {
    let (admin, store) = (&fixture.db.match_admin, &fixture.store.allocations);
    store.hold(&request(&fixture, "ann", 0, 0, NOW), POLICY).await.unwrap();
    store.complete(&completion(&fixture, "ann", &[(0, 0)], NOW)).await.unwrap();
    let counts = async |id| fixture.db.status.block_counts(id, None).await.unwrap().blocks;
    let before = counts(fixture.match_id).await;
    // Nobody has asked the ledger before: a seat may be sold after it was asked.
    assert!(!admin.delete(fixture.match_id).await.unwrap());
    assert_eq!(counts(fixture.match_id).await, before, "nothing of it is gone");
    assert!(admin.delete(fixture.upcoming).await.unwrap());
    assert_eq!(counts(fixture.upcoming).await, []);
    assert_eq!(fixture.db.catalogue.find_match(fixture.upcoming).await.unwrap(), None);
}
