//! Whether the file is the one that its epoch was begun in.
//!
//! A file that was put back from a backup is another file, as a rule: it has another inode or another time of birth.
//! Its revisions may then count again what viewers have seen with another meaning, so it gets a new epoch. A backup
//! that was written over the old file cannot be told from it: that is what `renew-epoch` is for.

use crate::rdb::new_epoch;
use sqlx::SqliteConnection;
use std::{os::unix::fs::MetadataExt, path::Path, time::UNIX_EPOCH};

/// Begins a new epoch if the file is another one.
pub(super) async fn verify(connection: &mut SqliteConnection, file: &Path) -> Result<(), sqlx::Error> {
    let about = std::fs::metadata(file)?;
    // Not every file system knows the time of birth.
    let born = about.created().ok().and_then(|at| at.duration_since(UNIX_EPOCH).ok());
    let identity = format!("{}:{}", about.ino(), born.map_or(0, |since| since.as_nanos()));
    let renewed = sqlx::query(
        "UPDATE history SET identity = $1, epoch = CASE WHEN identity IS NULL THEN epoch ELSE $2 END
         WHERE identity IS NOT $1",
    )
    .bind(&identity)
    .bind(new_epoch().as_str())
    .execute(connection)
    .await?;
    if renewed.rows_affected() > 0 {
        tracing::debug!("the database file is new or another one than before");
    }
    Ok(())
}
