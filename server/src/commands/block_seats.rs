//! `server block-seats` and `server unblock-seats`: seats that are not for sale.

use super::{CommandError, say, seats};
use crate::{config::Config, rdb::Database};

/// The longest reason, in characters.
const MAX_REASON: usize = 200;

#[derive(Debug, clap::Args)]
pub(super) struct BlockArgs {
    #[command(flatten)]
    seats: seats::Seats,
    /// Why they are not for sale. Buyers are not told.
    #[arg(long, value_name = "TEXT")]
    reason: String,
}

#[derive(Debug, clap::Args)]
pub(super) struct UnblockArgs {
    #[command(flatten)]
    seats: seats::Seats,
}

pub(super) async fn block(config: &Config, db: &Database, args: &BlockArgs) -> Result<(), CommandError> {
    let reason = args.reason.trim();
    if reason.is_empty() || reason.chars().count() > MAX_REASON {
        return Err(format!("a reason has at most {MAX_REASON} characters, and at least one").into());
    }
    let (seats, service) = (args.seats.all(db).await?, seats::service(config, db).await?);
    let blocked = service.block(args.seats.match_id, &seats, reason, args.seats.actor()).await;
    let blocked =
        blocked.map_err(|error| format!("{error}: none of the {} seats was blocked", seats.len()))?;
    say(format_args!("Blocked {} seats.", blocked.len()));
    Ok(())
}

pub(super) async fn unblock(config: &Config, db: &Database, args: &UnblockArgs) -> Result<(), CommandError> {
    let (seats, service) = (args.seats.all(db).await?, seats::service(config, db).await?);
    let unblocked = service.unblock(args.seats.match_id, &seats, args.seats.actor()).await;
    let unblocked =
        unblocked.map_err(|error| format!("{error}: none of the {} seats was unblocked", seats.len()))?;
    let changed = unblocked.iter().filter(|seat| seat.is_changed).count();
    say(format_args!("Unblocked {changed} seats."));
    Ok(())
}
