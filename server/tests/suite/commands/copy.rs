//! From one SQLite file to PostgreSQL.

use super::Venue;
use crate::support::{Ground, Instance, PostgresServer};
use jari_core::domain::{MatchId, SeatId};
use sqlx::{AssertSqlSafe, Connection, PgConnection, SqliteConnection};

/// Everything in a table, each value in words that both databases have for it.
async fn rows(url: &str, table: &str, columns: &[&str]) -> Vec<String> {
    let row = columns
        .iter()
        .map(|c| format!("coalesce(CAST({c} AS TEXT), '-')"))
        .collect::<Vec<_>>()
        .join(" || '|' || ");
    let sql = AssertSqlSafe(format!("SELECT {row} AS r FROM {table} ORDER BY r"));
    if url.starts_with("sqlite") {
        sqlx::query_scalar(sql).fetch_all(&mut SqliteConnection::connect(url).await.unwrap()).await.unwrap()
    } else {
        sqlx::query_scalar(sql).fetch_all(&mut PgConnection::connect(url).await.unwrap()).await.unwrap()
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn everything_arrives_and_goes_on() {
    let venue = Venue::on(Ground::sqlite());
    venue.done(&["rename-match", "--match", "2", "--name-ko", "둘째", "--name-en", "The second"]);
    venue.done(&[
        "postpone-match",
        "--match",
        "2",
        "--time-zone",
        "Asia/Kathmandu",
        "--starts-at",
        super::START,
    ]);
    venue.done(&["set-price", "--match", "2", "--category", "1", "--price", "1", "--currency", "JPY"]);
    let marked =
        r#"{"accessible": ["z-A-3"], "companions": {"z-A-3": ["z-A-2", "A-1"]}, "restricted": ["A-1"]}"#;
    venue.write("marked.json", marked);
    venue.done(&["import-venue", "plan.json", "--details", "marked.json"]);
    let server = Instance::start(&venue.ground);
    let ann = server.visitor();
    assert_eq!(ann.hold(MatchId(1), SeatId(1)).await.status, 201);
    assert_eq!(ann.complete(MatchId(1), &[SeatId(1)]).await.status, 200);
    assert_eq!(ann.hold(MatchId(1), SeatId(2)).await.status, 201);
    venue.done(&["block-seats", "--match", "1", "--seat", "3", "--reason", "a \"quoted\" reason — 이유"]);
    drop(server);

    let from = venue.ground.config.database.url.clone();
    let to = PostgresServer::shared().create_database();
    let copied = venue.done(&["copy-database", &from, &to]);
    assert!(copied.contains("Copied"), "{copied}");
    for (table, columns) in [
        ("venues", &["id", "name", "name_ko", "name_en", "plan"][..]),
        ("areas", &["id", "venue_id", "name", "name_ko", "name_en"]),
        ("sections", &["id", "area_id", "name", "name_ko", "name_en"]),
        ("categories", &["id", "name", "name_ko", "name_en", "color", "price"]),
        ("blocks", &["id", "venue_id", "section_id", "name", "name_ko", "name_en", "outline"]),
        ("seats", &["id", "venue_id", "block_id", "number", "companion_of"]),
        (
            "matches",
            &["id", "name", "name_ko", "name_en", "time_zone", "currency", "starts_at", "sale_opens_at"],
        ),
        ("match_blocks", &["match_id", "block_id", "rev", "total", "free"]),
        (
            "allocations",
            &[
                "match_id",
                "seat_id",
                "status",
                "cart",
                "expires_at",
                "order_id",
                "reason",
                "rev",
                "updated_at",
            ],
        ),
        (
            "allocation_events",
            &["block_id", "epoch", "rev", "seat_id", "command", "actor", "status", "cart", "reason", "at"],
        ),
        ("orders", &["id", "match_id", "cart", "status", "amount", "currency", "created_at"]),
        ("order_lines", &["order_id", "seat_id", "amount", "sold_at"]),
    ] {
        let (before, after) = (rows(&from, table, columns).await, rows(&to, table, columns).await);
        assert!(!before.is_empty(), "{table}");
        assert_eq!(before, after, "{table}");
    }
    // Floats to the last digit, and what is true and false.
    for (table, sqlite, postgres) in [
        ("seats", "printf('%!.17g', x + 0.1)", "x + 0.1"),
        ("seats", "accessible", "accessible::INT"),
        ("seats", "restricted_view", "restricted_view::INT"),
        ("order_lines", "valid + settled", "valid::INT + settled::INT"),
    ] {
        let numbers = async |url: &str, column: &str| -> Vec<f64> {
            rows(url, table, &[column]).await.iter().map(|text| text.parse().unwrap()).collect()
        };
        assert_eq!(numbers(&from, sqlite).await, numbers(&to, postgres).await, "{table}");
    }

    // Nothing is copied twice, nor over anything, nor the other way.
    venue.refused(&["copy-database", &from, &to], &["not empty", "venues"]);
    venue.refused(&["copy-database", &to, &from], &["from sqlite"]);

    // It goes on where it was, and what is added gets the next number.
    let copy = Venue { ground: Ground::at(&to), folder: venue.folder };
    assert!(
        copy.done(&["create-match", "--venue", "1", "--name", "Third", "--starts-at", super::START])
            .contains("Match 3")
    );
    let server = Instance::start(&copy.ground);
    let ann = crate::support::Visitor::with(ann.client.clone(), server.base.clone());
    let bob = server.visitor();
    assert_eq!(bob.hold(MatchId(1), SeatId(1)).await.status, 409);
    assert_eq!(bob.hold(MatchId(1), SeatId(3)).await.status, 409);
    assert_eq!(bob.hold(MatchId(1), SeatId(4)).await.status, 201);
    assert_eq!(bob.hold(MatchId(3), SeatId(1)).await.status, 201);
    drop(ann);
}
