//! `server postpone-match`: another time for a match, and for its sale.

use super::{CommandError, admin, say};
use crate::rdb::Database;
use jari_core::{
    domain::{MatchId, UnixMillis},
    services::Postponement,
};

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The match's number.
    #[arg(long = "match", value_name = "ID", value_parser = admin::parse_id::<MatchId>)]
    match_id: MatchId,
    /// When it begins now, as in 2027-03-27T14:00:00+09:00.
    #[arg(long, value_name = "TIME", value_parser = admin::parse_time)]
    starts_at: UnixMillis,
    /// When the sale opens; as before without it.
    #[arg(long, value_name = "TIME", value_parser = admin::parse_time)]
    sale_opens_at: Option<UnixMillis>,
    /// When the sale closes; as before without it.
    #[arg(long, value_name = "TIME", value_parser = admin::parse_time)]
    sale_closes_at: Option<UnixMillis>,
    /// Also into the past, or with a sale that goes on after the match has begun.
    #[arg(long)]
    force: bool,
}

pub(super) async fn run(db: &Database, args: &Args) -> Result<(), CommandError> {
    let to = Postponement {
        starts_at: args.starts_at,
        sale_opens_at: args.sale_opens_at,
        sale_closes_at: args.sale_closes_at,
    };
    let info = admin::service(db).postpone(args.match_id, to, args.force).await?;
    say(admin::summary(&info)?);
    Ok(())
}
