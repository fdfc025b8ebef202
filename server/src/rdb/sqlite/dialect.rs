//! What SQLite does in its own way.

pub(super) use super::origin::Origin;

use super::sql::{Connections, Lease};
use jari_core::{
    domain::{BlockId, MatchId},
    ports::StoreError,
};
use sqlx::AssertSqlSafe;

/// The driver's types.
pub(super) type Db = sqlx::Sqlite;

/// Begins a transaction that sees one state of the database from its first statement on.
pub(super) const BEGIN_READ: &str = "BEGIN";

/// The blocks of a match, of all or of a JSON list.
pub(super) const BLOCK_COUNTS: &str = "
    SELECT block_id, rev, free FROM match_blocks
    WHERE match_id = $1 AND ($2 IS NULL OR block_id IN (SELECT value FROM json_each($2)))
    ORDER BY block_id";

/// The free seats of each match of a JSON list.
pub(super) const FREE_SEATS: &str = "
    SELECT match_id, sum(free) FROM match_blocks
    WHERE match_id IN (SELECT value FROM json_each($1)) GROUP BY match_id";

/// Drops some of the changes that are too old.
pub(super) const PRUNE_AUDIT: &str = "
    DELETE FROM audit WHERE rowid IN (SELECT rowid FROM audit WHERE at < $1 ORDER BY at LIMIT $2)";

// SQLite would rather read a whole match than trust an index that leaves rows out, unless it is told to.

/// The holds of a JSON list of `[match, holder]` that end after a moment.
pub(super) const READ_HOLDS: &str = "
    SELECT a.match_id, a.holder, a.seat_id, a.expires_at
    FROM json_each($1) AS w CROSS JOIN allocations AS a INDEXED BY allocations_by_holder
    WHERE a.match_id = w.value ->> 0 AND a.holder = w.value ->> 1 AND a.status = 'HOLD' AND a.expires_at > $2";

/// What a holder has on hold in a match after a moment, the oldest first.
pub(super) const HELD_BY: &str = "
    SELECT seat_id, block_id, expires_at, rev FROM allocations INDEXED BY allocations_by_holder
    WHERE match_id = $1 AND holder = $2 AND status = 'HOLD' AND expires_at > $3
    ORDER BY expires_at, seat_id";

/// The seats of a JSON list of `[match, block, seat]`, with their blocks' revisions.
pub(super) const READ_SEATS: &str = "
    SELECT a.match_id, a.block_id, b.rev, a.seat_id, a.status, a.holder, a.expires_at, a.rev
    FROM json_each($1) AS w CROSS JOIN allocations AS a CROSS JOIN match_blocks AS b
    WHERE a.match_id = w.value ->> 0 AND a.block_id = w.value ->> 1 AND a.seat_id = w.value ->> 2
      AND b.match_id = a.match_id AND b.block_id = a.block_id";

/// Gives blocks, `[match, block, revision, change of the free seats]`, and seats, `[match, seat, status, holder, end,
/// revision, now]`, their new states: in one go, as each is a journey to the thread that has the file.
pub(super) const STORE: &str = "
    UPDATE match_blocks SET rev = w.value ->> 2, free = free + (w.value ->> 3) FROM json_each($1) AS w
    WHERE match_id = w.value ->> 0 AND block_id = w.value ->> 1;
    UPDATE allocations SET status = w.value ->> 2, holder = w.value ->> 3, expires_at = w.value ->> 4,
                           rev = w.value ->> 5, updated_at = w.value ->> 6 FROM json_each($2) AS w
    WHERE match_id = w.value ->> 0 AND seat_id = w.value ->> 1";

/// There is one writer, who has the whole database to itself from its `BEGIN IMMEDIATE` on.
pub(super) async fn lock_block(_: &mut Lease, _: MatchId, _: BlockId) -> Result<(), sqlx::Error> {
    Ok(())
}

/// As for [`lock_block`].
pub(super) async fn lock_blocks(_: &mut Lease, _: &str) -> Result<(), sqlx::Error> {
    Ok(())
}

/// As for [`lock_block`].
pub(super) async fn lock_holders(_: &mut Lease, _: &str) -> Result<(), sqlx::Error> {
    Ok(())
}

/// A file is looked at when it is opened, and nothing is read while another is in its place.
pub(super) async fn verify_history(_: &Connections) -> Result<(), StoreError> {
    Ok(())
}

/// Changes something that means nothing, as a proof that it can be done. A row that stays the same would not be written;
/// this number stands in the file's head, and nobody reads it.
pub(super) async fn touch(tx: &mut Lease) -> Result<(), sqlx::Error> {
    let number = rand::random::<u16>();
    sqlx::raw_sql(AssertSqlSafe(format!("PRAGMA user_version = {number}"))).execute(&mut *tx).await.map(drop)
}
