//! `server rename-match`: another name for a match.

use super::{CommandError, admin, say};
use crate::rdb::Database;
use jari_core::domain::MatchId;

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The match's number.
    #[arg(long = "match", value_name = "ID", value_parser = admin::parse_id::<MatchId>)]
    match_id: MatchId,
    /// What it is to be called.
    #[arg(long)]
    name: String,
}

pub(super) async fn run(db: &Database, args: &Args) -> Result<(), CommandError> {
    let info = admin::service(db).rename(args.match_id, &args.name).await?;
    say(admin::summary(&info)?);
    Ok(())
}
