//! `server delete-match`: a match as if it had never been.

use super::{CommandError, admin, say};
use crate::rdb::Database;
use jari_core::domain::MatchId;

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The match's number.
    #[arg(long = "match", value_name = "ID", value_parser = admin::parse_id::<MatchId>)]
    match_id: MatchId,
}

pub(super) async fn run(db: &Database, args: &Args) -> Result<(), CommandError> {
    let info = admin::service(db).delete(args.match_id).await?;
    say(format_args!("Match {} is deleted: {}", info.id, info.name));
    Ok(())
}
