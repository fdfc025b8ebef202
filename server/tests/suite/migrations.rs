//! What the schema itself keeps, whoever writes to it.

use crate::support::{Ground, run_in};
use server::rdb;

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

#[tokio::test]
async fn of_sqlite() {
    what_the_states_imply_is_checked(Ground::sqlite()).await;
}

#[tokio::test]
async fn of_postgres() {
    what_the_states_imply_is_checked(Ground::postgres()).await;
}
