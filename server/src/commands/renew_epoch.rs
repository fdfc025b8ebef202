//! `server renew-epoch`: a new history, for a database that was put back from a backup.

use super::{CommandError, say};
use crate::rdb::{Database, new_epoch};

pub(super) async fn run(db: &Database) -> Result<(), CommandError> {
    let epoch = new_epoch();
    db.history.renew(&epoch).await?;
    say(format_args!("Epoch {epoch} has begun."));
    Ok(())
}
