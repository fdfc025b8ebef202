//! SQLite by itself: the statements of a hold on one connection, one transaction after the other.

use crate::error::Result;
use sqlx::{
    Connection, Executor, Row, SqliteConnection,
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous},
};
use std::{
    fmt::Write,
    path::Path,
    time::{Duration, Instant},
};

/// The driver runs SQLite on a thread of its own. So many transactions are handed over at once, so that what is measured
/// is SQLite and not the way there.
const AT_ONCE: usize = 25;

/// Holds a second, each on disk before the next begins.
pub fn limit(file: &Path, match_id: u32, time: Duration) -> Result<f64> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(hold_all(file, match_id, time))
}

/// The file as Jari opens it, and the seats of a match with their blocks.
pub(super) async fn open(file: &Path, match_id: i64) -> Result<(SqliteConnection, Vec<(i64, i64)>)> {
    let options = SqliteConnectOptions::new()
        .filename(file)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(true);
    let mut db = SqliteConnection::connect_with(&options).await?;
    let seats = sqlx::query("SELECT seat_id, block_id FROM allocations WHERE match_id = $1");
    let rows = seats.bind(match_id).fetch_all(&mut db).await?;
    let seats = rows.iter().map(|row| (row.get(0), row.get(1))).collect();
    Ok((db, seats))
}

async fn hold_all(file: &Path, match_id: u32, time: Duration) -> Result<f64> {
    let match_id = i64::from(match_id);
    let (mut db, seats) = open(file, match_id).await?;
    let (begin, mut done) = (Instant::now(), 0);
    for some in seats.chunks(AT_ONCE) {
        if begin.elapsed() >= time {
            break;
        }
        let mut holds = String::new();
        for (seat, block) in some {
            write_hold(&mut holds, match_id, *seat, *block)?;
        }
        db.execute(sqlx::raw_sql(sqlx::AssertSqlSafe(holds))).await?;
        done += some.len();
    }
    let rate = done as f64 / begin.elapsed().as_secs_f64();
    db.close().await?;
    Ok(rate)
}

/// The statements that Jari makes, but that the revision does not leave the database in between.
fn write_hold(out: &mut String, match_id: i64, seat: i64, block: i64) -> Result<()> {
    Ok(writeln!(
        out,
        "BEGIN IMMEDIATE;
         SELECT status, cart, expires_at, rev FROM allocations
          WHERE match_id = {match_id} AND seat_id = {seat} AND block_id = {block};
         UPDATE match_blocks SET rev = rev + 1, free = free + -1
          WHERE match_id = {match_id} AND block_id = {block} RETURNING rev;
         UPDATE allocations SET status = 'HOLD', cart = '0123456789abcdef0123456789abcdef',
          expires_at = 4000000000000, updated_at = 1800000000000,
          rev = (SELECT rev FROM match_blocks WHERE match_id = {match_id} AND block_id = {block})
          WHERE match_id = {match_id} AND seat_id = {seat};
         COMMIT;"
    )?)
}
