//! SQLite by itself: the statements of a hold on one connection, one transaction after the other.

use crate::error::Result;
use sqlx::{
    Connection, Row, SqliteConnection,
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous},
};
use std::{
    path::Path,
    time::{Duration, Instant},
};

/// Holds a second, each on disk before the next begins.
pub fn limit(file: &Path, match_id: u32, time: Duration) -> Result<f64> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(hold_all(file, match_id, time))
}

async fn hold_all(file: &Path, match_id: u32, time: Duration) -> Result<f64> {
    let options = SqliteConnectOptions::new()
        .filename(file)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(true);
    let mut db = SqliteConnection::connect_with(&options).await?;
    let match_id = i64::from(match_id);
    let seats = sqlx::query("SELECT seat_id, block_id FROM allocations WHERE match_id = $1");
    let rows = seats.bind(match_id).fetch_all(&mut db).await?;
    let seats: Vec<(i64, i64)> = rows.iter().map(|row| (row.get(0), row.get(1))).collect();
    let (begin, mut done) = (Instant::now(), 0_u64);
    for (seat, block) in seats {
        if begin.elapsed() >= time {
            break;
        }
        hold(&mut db, match_id, seat, block).await?;
        done += 1;
    }
    let rate = done as f64 / begin.elapsed().as_secs_f64();
    db.close().await?;
    Ok(rate)
}

async fn hold(db: &mut SqliteConnection, match_id: i64, seat: i64, block: i64) -> Result<()> {
    let mut tx = db.begin_with("BEGIN IMMEDIATE").await?;
    sqlx::query(
        "SELECT status, holder, expires_at, rev FROM allocations
         WHERE match_id = $1 AND seat_id = $2 AND block_id = $3",
    )
    .bind(match_id)
    .bind(seat)
    .bind(block)
    .fetch_one(&mut *tx)
    .await?;
    let rev: i64 = sqlx::query_scalar(
        "UPDATE match_blocks SET rev = rev + 1, free = free + $1
         WHERE match_id = $2 AND block_id = $3 RETURNING rev",
    )
    .bind(-1)
    .bind(match_id)
    .bind(block)
    .fetch_one(&mut *tx)
    .await?;
    sqlx::query(
        "UPDATE allocations SET status = $1, holder = $2, expires_at = $3, rev = $4, updated_at = $5
         WHERE match_id = $6 AND seat_id = $7",
    )
    .bind("HOLD")
    .bind("0123456789abcdef0123456789abcdef")
    .bind(4_000_000_000_000_i64)
    .bind(rev)
    .bind(1_800_000_000_000_i64)
    .bind(match_id)
    .bind(seat)
    .execute(&mut *tx)
    .await?;
    tx.commit().await?;
    Ok(())
}
