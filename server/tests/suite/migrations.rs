//! What the schema itself keeps, whoever writes to it.

use crate::support::{Ground, run_in};
use jari_core::domain::{Currency, MatchId, Name, SeatNotes, TimeZoneName, VenueId};
use server::rdb;
use sqlx::{Connection, PgConnection, SqliteConnection, migrate::Migrator, sqlite::SqliteConnectOptions};
use std::{fs, path::Path, str::FromStr};
use tempfile::TempDir;

/// One match with one seat.
const CONTENT: &str = "
    INSERT INTO venues (name, plan) VALUES ('v', '{\"min\":{\"x\":0,\"y\":0},\"max\":{\"x\":1,\"y\":1},\"shapes\":[]}');
    INSERT INTO areas (venue_id, name) VALUES (1, 'a');
    INSERT INTO sections (venue_id, area_id, name) VALUES (1, 1, 's');
    INSERT INTO blocks (venue_id, section_id, name, outline, label_x, label_y) VALUES (1, 1, 'b', '[]', 0, 0);
    INSERT INTO rows (block_id, position, label) VALUES (1, 0, 'r');
    INSERT INTO seats (venue_id, block_id, row_id, row_index, guid, number, x, y, accessible)
        VALUES (1, 1, 1, 0, 'g', '1', 0, 0, FALSE);
    INSERT INTO matches (venue_id, name, starts_at, sale_opens_at) VALUES (1, 'm', 2000000, 0);
    INSERT INTO match_blocks (match_id, block_id, rev, total, free) VALUES (1, 1, 0, 1, 1);
    INSERT INTO allocations (match_id, seat_id, block_id, status) SELECT 1, id, 1, 'AVAILABLE' FROM seats;";

async fn what_the_states_imply_is_checked(ground: Ground) {
    let url = ground.config.database.url.clone();
    let db = rdb::open(&ground.config.database, ground.config.startup, &[]).await.unwrap();
    run_in(&url, CONTENT).await;
    for (status, cart, ends, order, fits) in [
        ("AVAILABLE", "NULL", "NULL", "NULL", true),
        ("AVAILABLE", "'ann'", "NULL", "NULL", false),
        ("AVAILABLE", "NULL", "1", "NULL", false),
        ("AVAILABLE", "NULL", "NULL", "'o'", false),
        ("HOLD", "'ann'", "1", "NULL", true),
        ("HOLD", "NULL", "1", "NULL", false),
        ("HOLD", "'ann'", "NULL", "NULL", false),
        ("HOLD", "'ann'", "1", "'o'", false),
        ("RESERVED", "'ann'", "1", "'o'", true),
        ("RESERVED", "'ann'", "NULL", "'o'", false),
        ("RESERVED", "'ann'", "1", "NULL", false),
        ("OCCUPIED", "'ann'", "NULL", "'o'", true),
        ("OCCUPIED", "NULL", "NULL", "'o'", false),
        ("OCCUPIED", "'ann'", "1", "'o'", false),
        ("OCCUPIED", "'ann'", "NULL", "NULL", false),
        ("BLOCKED", "NULL", "NULL", "NULL", true),
        ("BLOCKED", "'ann'", "NULL", "NULL", false),
        ("BLOCKED", "NULL", "1", "NULL", false),
        ("A STATE OF LATER", "NULL", "1", "'o'", true),
    ] {
        let change = format!(
            "UPDATE allocations SET status = '{status}', cart = {cart}, expires_at = {ends}, order_id = {order}"
        );
        let url = url.clone();
        let changed = tokio::spawn(async move { run_in(&url, &change).await }).await;
        assert_eq!(changed.is_ok(), fits, "{status} {cart} {ends} {order}");
    }
    db.close().await;
}

/// Brings a new database to the schema that it had before a migration.
async fn migrate_before(url: &str, migration: &str) {
    let kind = if url.starts_with("sqlite") { "sqlite" } else { "postgres" };
    let all = Path::new(env!("CARGO_MANIFEST_DIR")).join("../migrations").join(kind);
    let before = TempDir::new().unwrap();
    for file in fs::read_dir(all).unwrap().map(Result::unwrap) {
        if file.file_name().to_str().unwrap() < migration {
            fs::copy(file.path(), before.path().join(file.file_name())).unwrap();
        }
    }
    let migrator = Migrator::new(before.path()).await.unwrap();
    assert!(migrator.iter().count() > 0);
    if kind == "sqlite" {
        let options = SqliteConnectOptions::from_str(url).unwrap().create_if_missing(true);
        migrator.run(&mut SqliteConnection::connect_with(&options).await.unwrap()).await.unwrap();
    } else {
        migrator.run(&mut PgConnection::connect(url).await.unwrap()).await.unwrap();
    }
}

/// What was there before has one name, and is where and in what money everything was; and the version before goes on writing.
async fn what_was_there_before_stays_as_it_is(ground: Ground) {
    let url = ground.config.database.url.clone();
    migrate_before(&url, "0003").await;
    run_in(&url, CONTENT).await;
    run_in(&url, "INSERT INTO categories (venue_id, name, color, price) VALUES (1, 'c', '#112233', 5)").await;
    let db = rdb::open(&ground.config.database, ground.config.startup, &[]).await.unwrap();
    let found = async |id| db.catalogue.find_match(MatchId(id)).await.unwrap().unwrap();
    let info = found(1).await;
    assert_eq!((&info.name, &info.venue_name), (&Name::from("m"), &Name::from("v")));
    assert_eq!((info.time_zone, info.currency), (TimeZoneName::default(), Currency::KRW));
    let venue = db.catalogue.venue(VenueId(1)).await.unwrap().unwrap();
    assert_eq!(venue.name, "v".into());
    let block = &venue.blocks[0].info;
    assert_eq!([&block.name, &block.section_name, &block.area_name], [&"b".into(), &"s".into(), &"a".into()]);
    assert_eq!((&venue.categories[0].name, venue.categories[0].price), (&"c".into(), Some(5)));
    assert_eq!(venue.blocks[0].seats[0].notes(), SeatNotes::default());

    run_in(
        &url,
        "INSERT INTO matches (venue_id, name, starts_at, sale_opens_at, sale_closes_at) VALUES (1, 'new', 3000000, 0, NULL);
         UPDATE matches SET name = 'renamed' WHERE id = 1 AND name = 'm';
         INSERT INTO areas (venue_id, name) VALUES (1, 'more');
         INSERT INTO orders (id, match_id, cart, status, amount, currency, created_at, updated_at)
         VALUES ('o', 1, 'ann', 'PAID', 0, 'KRW', 0, 0)",
    )
    .await;
    assert_eq!(found(1).await.name, "renamed".into());
    let new = found(2).await;
    assert_eq!(
        (new.name, new.time_zone, new.currency),
        ("new".into(), TimeZoneName::default(), Currency::KRW)
    );
    db.close().await;
}

#[tokio::test]
async fn of_sqlite_before() {
    what_was_there_before_stays_as_it_is(Ground::sqlite()).await;
}

#[tokio::test]
async fn of_postgres_before() {
    what_was_there_before_stays_as_it_is(Ground::postgres()).await;
}

#[tokio::test]
async fn of_sqlite() {
    what_the_states_imply_is_checked(Ground::sqlite()).await;
}

#[tokio::test]
async fn of_postgres() {
    what_the_states_imply_is_checked(Ground::postgres()).await;
}
