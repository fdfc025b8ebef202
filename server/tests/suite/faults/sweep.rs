//! Freeing what has run out where a row cannot be read. `far::expiry` does it where the store is far away.

use crate::support::{Fixture, Ground, OPENS_AT};
use sqlx::{Connection, SqliteConnection};

/// What ran out first cannot be read: it is told, and what ran out later is freed.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_row_that_cannot_be_read() {
    let ground = Ground::sqlite();
    let fixture = Fixture::open(ground.config.clone()).await;
    let (match_id, unreadable, due) = (fixture.match_id.0, fixture.seat(0, 0), fixture.seat(1, 0));
    let mut db = SqliteConnection::connect(&ground.config.database.url).await.unwrap();
    for (seat, ends, rev) in [(unreadable, 1, -5), (due, 2, 1)] {
        sqlx::query(
            "UPDATE allocations SET status = 'HOLD', cart = 'gone', expires_at = $1, rev = $2
             WHERE match_id = $3 AND seat_id = $4",
        )
        .bind(ends)
        .bind(rev)
        .bind(match_id)
        .bind(seat.0)
        .execute(&mut db)
        .await
        .unwrap();
    }
    sqlx::query(
        "UPDATE match_blocks SET free = free - 1, rev = 1 WHERE match_id = $1 AND block_id IN ($2, $3)",
    )
    .bind(match_id)
    .bind(fixture.block(0).0)
    .bind(fixture.block(1).0)
    .execute(&mut db)
    .await
    .unwrap();
    let expire = || fixture.store.allocations.expire(OPENS_AT, 1);
    assert_eq!(expire().await.unwrap(), [(fixture.match_id, fixture.block(1))]);
    assert_eq!(expire().await.unwrap(), []);
}
