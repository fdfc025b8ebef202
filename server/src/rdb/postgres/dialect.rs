//! What PostgreSQL does in its own way.

use super::identity;
use app::domain::{BlockId, HolderId, MatchId};
use sqlx::{Pool, Transaction};

/// The driver's types.
pub(super) type Db = sqlx::Postgres;

/// Begins a transaction that sees one state of the database from its first statement on.
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

/// Takes the lock that every change of a block's seats begins with. Whoever takes several takes them in ascending order.
pub(super) async fn lock_block(
    tx: &mut Transaction<'_, Db>,
    match_id: MatchId,
    block_id: BlockId,
) -> Result<(), sqlx::Error> {
    sqlx::query("SELECT 1 FROM match_blocks WHERE match_id = $1 AND block_id = $2 FOR NO KEY UPDATE")
        .bind(match_id.0)
        .bind(block_id.0)
        .execute(&mut **tx)
        .await
        .map(drop)
}

/// Makes a holder's holds in one match wait for each other. It is always taken before any block's lock.
pub(super) async fn lock_holder(
    tx: &mut Transaction<'_, Db>,
    match_id: MatchId,
    holder: &HolderId,
) -> Result<(), sqlx::Error> {
    sqlx::query("SELECT pg_advisory_xact_lock(hashtextextended($2, $1))")
        .bind(match_id.0)
        .bind(holder.as_str())
        .execute(&mut **tx)
        .await
        .map(drop)
}

/// Begins a new epoch if the server is not the one, or not in the history, in which the epoch was begun.
pub(super) async fn verify_history(readers: &Pool<Db>, writer: &Pool<Db>) -> Result<(), sqlx::Error> {
    identity::verify(readers, writer).await
}
