//! `server load-demo`: a ballpark and a theatre with matches on sale, so that there is something to try.

use super::{CommandError, admin, import_venue::summary, say};
use crate::{
    clock::SystemClock,
    demo::{DemoVenue, ballpark, theatre},
    rdb::{Database, NewMatch},
    venue::read_venue,
};
use jari_core::{
    domain::{Currency, Language, Name, SaleWindow, TimeZoneName, UnixMillis, VenueId},
    ports::Clock,
    services::{AskedPrices, AskedType},
};

const HOUR: i64 = 3_600_000;
const DAY: i64 = 24 * HOUR;

pub(super) async fn run(db: &Database) -> Result<(), CommandError> {
    if !db.catalogue.matches().await?.is_empty() {
        return Ok(());
    }
    // Matches begin on a full hour, in the afternoon or evening of Korea.
    let now = SystemClock.now();
    let midnight = UnixMillis(now.0 - (now.0 + 9 * HOUR).rem_euclid(DAY));
    let open = SaleWindow { opens_at: now, closes_at: None };
    let upcoming = SaleWindow { opens_at: midnight + 8 * DAY + 11 * HOUR, closes_at: None };

    let park = import(db, &ballpark()).await?;
    let name = in_both("개막전 서울 대 부산", "Opening Day: Seoul vs. Busan");
    create(db, park, name, midnight + 7 * DAY + 14 * HOUR, open).await?;
    let stage = import(db, &theatre()).await?;
    let name = in_both("연극 빈자리", "The Empty Seat, a play");
    create(db, stage, name, midnight + 12 * DAY + 19 * HOUR, open).await?;
    let name = in_both("주말 시리즈 서울 대 광주", "Weekend series: Seoul vs. Gwangju");
    create(db, park, name, midnight + 21 * DAY + 17 * HOUR, upcoming).await?;
    for info in db.catalogue.matches().await?.iter().filter(|info| info.venue_id == park) {
        admin::service(db).set_prices(info.id, prices(db, park).await?).await?;
    }
    Ok(())
}

/// What the ballpark's seats cost: the venue's prices for adults, and less for the young.
async fn prices(db: &Database, park: VenueId) -> Result<AskedPrices, CommandError> {
    let venue = db.catalogue.venue(park).await?;
    let categories = venue.iter().flat_map(|venue| &venue.categories);
    let full: Vec<_> =
        categories.filter_map(|category| Some((category.id.to_string(), category.price?))).collect();
    let of = |key: &str, name, percent: i64| AskedType {
        key: key.to_owned(),
        name,
        prices: full.iter().map(|(id, price)| (id.clone(), price * percent / 100)).collect(),
    };
    let types = vec![
        of("adult", in_both("성인", "Adult"), 100),
        of("youth", in_both("청소년", "Youth"), 80),
        of("child", in_both("어린이", "Child"), 50),
    ];
    Ok(AskedPrices { types, ..AskedPrices::default() })
}

fn in_both(korean: &str, english: &str) -> Name {
    Name::from(korean).with(Language::En, Some(english))
}

async fn import(db: &Database, demo: &DemoVenue) -> Result<VenueId, CommandError> {
    let venue = read_venue(&demo.plan_json, Some(&demo.details_json))?;
    let id = db.import.import_venue(&venue).await?;
    say(summary(id, &venue));
    Ok(id)
}

async fn create(
    db: &Database,
    venue_id: VenueId,
    name: Name,
    starts_at: UnixMillis,
    sale: SaleWindow,
) -> Result<(), CommandError> {
    let (time_zone, currency) = (TimeZoneName::default(), Currency::KRW);
    let new = NewMatch { venue_id, name, time_zone, currency, starts_at, sale };
    if let Some(id) = db.import.create_match(&new).await? {
        say(format_args!("Match {id}: {}", new.name));
    }
    Ok(())
}
