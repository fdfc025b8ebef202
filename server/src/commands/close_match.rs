//! `server close-match`: the end of a match's sale.

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
    let info = admin::service(db).close(args.match_id).await?;
    say(admin::summary(&info)?);
    Ok(())
}
