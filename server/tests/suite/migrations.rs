//! A database that an earlier version has left is brought up to date with everything in it.

use crate::support::{Ground, run_in, text_of};
use jari_core::{
    domain::{HoldPolicy, HolderId, MatchId, SeatId, UnixMillis},
    ports::SeatRequest,
};
use server::rdb;
use sqlx::{
    Connection, PgConnection, SqlSafeStr, SqliteConnection,
    migrate::{Migration, MigrationType, Migrator},
};

/// The first migrations, as that version had them.
macro_rules! first_two {
    ($database:literal) => {
        Migrator::with_migrations(vec![
            first_two!(1, "catalogue and allocations", $database, "0001_catalogue_and_allocations.sql"),
            first_two!(2, "sales and audit", $database, "0002_sales_and_audit.sql"),
        ])
    };
    ($version:literal, $name:literal, $database:literal, $file:literal) => {
        Migration::new(
            $version,
            $name.into(),
            MigrationType::Simple,
            include_str!(concat!("../../../migrations/", $database, "/", $file)).into_sql_str(),
            false,
        )
    };
}

/// One match with five seats: one is on hold, one is sold.
const CONTENT: &str = "
    INSERT INTO venues (name, plan) VALUES ('v', '{\"min\":{\"x\":0,\"y\":0},\"max\":{\"x\":1,\"y\":1},\"shapes\":[]}');
    INSERT INTO areas (venue_id, name) VALUES (1, 'a');
    INSERT INTO sections (venue_id, area_id, name) VALUES (1, 1, 's');
    INSERT INTO blocks (venue_id, section_id, name, outline, label_x, label_y) VALUES (1, 1, 'b', '[]', 0, 0);
    INSERT INTO seats (venue_id, block_id, row_label, number, x, y, accessible)
        SELECT 1, 1, 'r', n, 0, 0, FALSE FROM (SELECT '1' AS n UNION SELECT '2' UNION SELECT '3' UNION SELECT '4' UNION SELECT '5') AS t;
    INSERT INTO matches (venue_id, name, starts_at, sale_opens_at) VALUES (1, 'm', 2000000, 0);
    INSERT INTO match_blocks (match_id, block_id, rev, total, free) VALUES (1, 1, 3, 5, 3);
    INSERT INTO allocations (match_id, seat_id, block_id, status) SELECT 1, id, 1, 'AVAILABLE' FROM seats;
    UPDATE allocations SET status = 'HOLD', holder = 'ann', expires_at = 2000, rev = 1, updated_at = 9 WHERE seat_id = 2;
    UPDATE allocations SET status = 'OCCUPIED', holder = 'bob', rev = 3, updated_at = 9 WHERE seat_id = 4;
    INSERT INTO sales (match_id, seat_id, block_id, holder, sold_at, settled) VALUES (1, 4, 1, 'bob', 9, TRUE);";

const SEATS: &str = "
    SELECT s FROM (SELECT 1 AS one, status || coalesce(holder, '') || rev || coalesce(expires_at, 0) || coalesce(updated_at, 0) AS s
                   FROM allocations WHERE seat_id = ";

async fn seat(url: &str, seat: i64) -> String {
    text_of(url, &format!("{SEATS}{seat}) AS t")).await
}

async fn is_brought_up_to_date(ground: Ground) {
    let url = ground.config.database.url.clone();
    run_in(&url, CONTENT).await;
    let mut before = Vec::new();
    for id in 1..=5 {
        before.push(seat(&url, id).await);
    }
    assert_eq!((before[1].as_str(), before[3].as_str()), ("HOLDann120009", "OCCUPIEDbob309"));
    let db = rdb::open(&ground.config.database, ground.config.startup).await.unwrap();
    for (id, before) in (1..=5).zip(&before) {
        assert_eq!(seat(&url, id).await, *before);
    }
    // It works as one that was begun today.
    let match_id = MatchId(1);
    let venue = db.catalogue.find_match(match_id).await.unwrap().unwrap().venue_id;
    let block_id = db.catalogue.venue(venue).await.unwrap().unwrap().blocks[0].info.id;
    let request = |holder: &str, seat| SeatRequest {
        match_id,
        block_id,
        seat_id: SeatId(seat),
        holder: HolderId::from_verified(holder),
        now: UnixMillis(1_000),
    };
    let policy = HoldPolicy { ttl_millis: 500, max_holds: 2 };
    assert_eq!(db.allocations.hold(&request("ann", 1), policy).await.unwrap().rev.0, 4);
    assert!(db.allocations.hold(&request("ann", 3), policy).await.is_err(), "the cap counts what was there");
    assert!(db.allocations.hold(&request("cho", 4), policy).await.is_err(), "it is sold");
    assert_eq!(db.allocations.expire(UnixMillis(2_000), 10).await.unwrap(), [(match_id, block_id)]);
    assert_eq!(db.status.snapshot(match_id, block_id).await.unwrap().rev.0, 6);
    // What the states of today imply is still checked.
    for (status, holder, ends) in [
        ("AVAILABLE", "'ann'", "NULL"),
        ("AVAILABLE", "NULL", "1"),
        ("HOLD", "NULL", "1"),
        ("HOLD", "'ann'", "NULL"),
        ("RESERVED", "'ann'", "NULL"),
        ("OCCUPIED", "NULL", "NULL"),
        ("OCCUPIED", "'ann'", "1"),
    ] {
        let wrong = format!(
            "UPDATE allocations SET status = '{status}', holder = {holder}, expires_at = {ends} WHERE seat_id = 5"
        );
        let refused = tokio::spawn({
            let url = url.clone();
            async move { run_in(&url, &wrong).await }
        });
        assert!(refused.await.is_err(), "{status} {holder} {ends}");
    }
    db.close().await;
}

#[tokio::test]
async fn of_sqlite() {
    let ground = Ground::sqlite();
    let url = format!("{}?mode=rwc", ground.config.database.url);
    let mut db = SqliteConnection::connect(&url).await.unwrap();
    first_two!("sqlite").run_direct(None, &mut db, false).await.unwrap();
    db.close().await.unwrap();
    is_brought_up_to_date(ground).await;
}

#[tokio::test]
async fn of_postgres() {
    let ground = Ground::postgres();
    let mut db = PgConnection::connect(&ground.config.database.url).await.unwrap();
    first_two!("postgres").run_direct(None, &mut db, false).await.unwrap();
    db.close().await.unwrap();
    is_brought_up_to_date(ground).await;
}
