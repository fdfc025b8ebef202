//! What PostgreSQL does in its own way.

use super::{
    identity,
    sql::{Connections, Lease},
};
use jari_core::{
    domain::{BlockId, MatchId},
    ports::StoreError,
};

/// The driver's types.
pub(super) type Db = sqlx::Postgres;

/// Begins a transaction that sees one state of the database from its first statement on. What is needed is asked for
/// each time: a database may have another default, and abort what meets.
pub(super) const BEGIN_READ: &str = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";

/// The blocks of a match, of all or of a JSON list.
pub(super) const BLOCK_COUNTS: &str = "
    SELECT block_id, rev, free FROM match_blocks
    WHERE match_id = $1
      AND (CAST($2 AS TEXT) IS NULL
           OR block_id IN (SELECT value::BIGINT FROM json_array_elements_text($2::JSON)))
    ORDER BY block_id";

/// The free seats of each match of a JSON list.
pub(super) const FREE_SEATS: &str = "
    SELECT match_id, sum(free)::BIGINT FROM match_blocks
    WHERE match_id IN (SELECT value::BIGINT FROM json_array_elements_text($1::JSON)) GROUP BY match_id";

/// Drops some of the changes that are too old.
pub(super) const PRUNE_AUDIT: &str = "
    DELETE FROM audit WHERE ctid IN (SELECT ctid FROM audit WHERE at < $1 ORDER BY at LIMIT $2)";

// PostgreSQL takes every JSON list to have a hundred rows, and would rather read a whole table than look up so many; an
// array that it cannot see into it takes to have ten.

/// The holds of a JSON list of `[match, holder]` that end after a moment.
pub(super) const READ_HOLDS: &str = "
    SELECT a.match_id, a.holder, a.seat_id, a.expires_at FROM allocations AS a
    JOIN unnest(ARRAY(SELECT json_array_elements($1::JSON))) AS w(e) ON a.match_id = (w.e ->> 0)::BIGINT AND a.holder = w.e ->> 1
    WHERE a.status = 'HOLD' AND a.expires_at > $2";

/// What a holder has on hold in a match after a moment, the oldest first.
pub(super) const HELD_BY: &str = "
    SELECT seat_id, block_id, expires_at, rev FROM allocations
    WHERE match_id = $1 AND holder = $2 AND status = 'HOLD' AND expires_at > $3
    ORDER BY expires_at, seat_id";

/// The seats of a JSON list of `[match, block, seat]`, with their blocks' revisions.
pub(super) const READ_SEATS: &str = "
    SELECT a.match_id, a.block_id, b.rev, a.seat_id, a.status, a.holder, a.expires_at, a.rev FROM allocations AS a
    JOIN unnest(ARRAY(SELECT json_array_elements($1::JSON))) AS w(e)
      ON a.match_id = (w.e ->> 0)::BIGINT AND a.block_id = (w.e ->> 1)::BIGINT AND a.seat_id = (w.e ->> 2)::BIGINT
    JOIN match_blocks AS b ON b.match_id = a.match_id AND b.block_id = a.block_id";

/// Gives blocks, `[match, block, revision, change of the free seats]`, and seats, `[match, seat, status, holder, end,
/// revision, now]`, their new states: one statement, as each is a journey to the server.
pub(super) const STORE: &str = "
    WITH moved AS (
        UPDATE match_blocks AS b SET rev = (w.e ->> 2)::BIGINT, free = b.free + (w.e ->> 3)::BIGINT
        FROM unnest(ARRAY(SELECT json_array_elements($1::JSON))) AS w(e)
        WHERE b.match_id = (w.e ->> 0)::BIGINT AND b.block_id = (w.e ->> 1)::BIGINT)
    UPDATE allocations AS a
    SET status = w.e ->> 2, holder = w.e ->> 3, expires_at = (w.e ->> 4)::BIGINT,
        rev = (w.e ->> 5)::BIGINT, updated_at = (w.e ->> 6)::BIGINT
    FROM unnest(ARRAY(SELECT json_array_elements($2::JSON))) AS w(e)
    WHERE a.match_id = (w.e ->> 0)::BIGINT AND a.seat_id = (w.e ->> 1)::BIGINT";

/// Locks the blocks of a JSON list of `[match, block]` in ascending order. What stands under the lock is read afterwards:
/// a statement that waits for a lock would tell the seats as they were before it waited.
pub(super) async fn lock_blocks(tx: &mut Lease, blocks: &str) -> Result<(), sqlx::Error> {
    sqlx::query(
        "SELECT FROM match_blocks AS b
         JOIN unnest(ARRAY(SELECT json_array_elements($1::JSON))) AS w(e)
           ON b.match_id = (w.e ->> 0)::BIGINT AND b.block_id = (w.e ->> 1)::BIGINT
         ORDER BY b.match_id, b.block_id FOR NO KEY UPDATE OF b",
    )
    .bind(blocks)
    .execute(&mut *tx)
    .await
    .map(drop)
}

/// Takes the lock that every change of a block's seats begins with. Whoever takes several takes them in ascending order.
pub(super) async fn lock_block(
    tx: &mut Lease,
    match_id: MatchId,
    block_id: BlockId,
) -> Result<(), sqlx::Error> {
    sqlx::query("SELECT 1 FROM match_blocks WHERE match_id = $1 AND block_id = $2 FOR NO KEY UPDATE")
        .bind(match_id.0)
        .bind(block_id.0)
        .execute(&mut *tx)
        .await
        .map(drop)
}

/// Makes the holds of each holder of a JSON list of `[match, holder]` wait for each other. They are always taken before
/// any block's lock, and in ascending order of their keys.
pub(super) async fn lock_holders(tx: &mut Lease, holders: &str) -> Result<(), sqlx::Error> {
    sqlx::query(
        "SELECT pg_advisory_xact_lock(k.key) FROM (
             SELECT DISTINCT hashtextextended(w.e ->> 1, (w.e ->> 0)::BIGINT) AS key
             FROM json_array_elements($1::JSON) AS w(e) ORDER BY key) AS k",
    )
    .bind(holders)
    .execute(&mut *tx)
    .await
    .map(drop)
}

/// Begins a new epoch if the server is not the one, or not in the history, in which the epoch was begun.
pub(super) async fn verify_history(db: &Connections) -> Result<(), StoreError> {
    identity::verify(db).await
}

/// Changes something that means nothing, as a proof that it can be done. A new version of a row is written even if it is
/// the same as the old one.
pub(super) async fn touch(tx: &mut Lease) -> Result<(), sqlx::Error> {
    sqlx::query("UPDATE history SET identity = identity").execute(&mut *tx).await.map(drop)
}

/// A server is known by its address alone, and what it is is asked of itself.
#[derive(Debug)]
pub(super) struct Origin;

impl Origin {
    pub(super) const fn check_to_read(&self) -> Result<(), StoreError> {
        Ok(())
    }

    pub(super) const fn check_to_write(&self) -> Result<(), StoreError> {
        Ok(())
    }

    pub(super) async fn close(&self) {}
}
