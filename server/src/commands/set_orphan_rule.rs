//! `server set-orphan-rule`: what becomes of choices that leave one free seat alone.

use super::{CommandError, admin, say};
use crate::rdb::Database;
use jari_core::domain::{MatchId, OrphanRule};

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The match's number.
    #[arg(long = "match", value_name = "ID", value_parser = admin::parse_id::<MatchId>)]
    match_id: MatchId,
    /// off: nothing; warn: buyers are told; refuse: they have to choose otherwise.
    #[arg(long, value_name = "RULE")]
    rule: OrphanRule,
}

pub(super) async fn run(db: &Database, args: &Args) -> Result<(), CommandError> {
    let info = admin::service(db).set_orphan_rule(args.match_id, args.rule).await?;
    say(format_args!("Match {}: seats left alone: {}", info.id, info.orphan_rule));
    Ok(())
}
