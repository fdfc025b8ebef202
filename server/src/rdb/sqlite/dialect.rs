//! What SQLite does in its own way.

use app::domain::{BlockId, HolderId, MatchId};
use sqlx::{Pool, Transaction};

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

/// There is one writer, who has the whole database to itself from its `BEGIN IMMEDIATE` on.
pub(super) async fn lock_block(
    _: &mut Transaction<'_, Db>,
    _: MatchId,
    _: BlockId,
) -> Result<(), sqlx::Error> {
    Ok(())
}

/// As for [`lock_block`].
pub(super) async fn lock_holder(
    _: &mut Transaction<'_, Db>,
    _: MatchId,
    _: &HolderId,
) -> Result<(), sqlx::Error> {
    Ok(())
}

/// A file is looked at when it is opened, and nobody puts another in its place while it is open.
pub(super) async fn verify_history(_: &Pool<Db>, _: &Pool<Db>) -> Result<(), sqlx::Error> {
    Ok(())
}
