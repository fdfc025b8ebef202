//! `server postpone-match`: another time for a match, and for its sale.

use super::{CommandError, admin, moment, say};
use crate::rdb::Database;
use jari_core::{
    domain::{MatchId, TimeZoneName},
    services::Postponement,
};

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The match's number.
    #[arg(long = "match", value_name = "ID", value_parser = admin::parse_id::<MatchId>)]
    match_id: MatchId,
    /// In which time zone it takes place, by its name in the IANA database; as before without it.
    #[arg(long, value_name = "ZONE", value_parser = moment::parse_zone)]
    time_zone: Option<TimeZoneName>,
    /// When it begins now, as in 2027-03-27T14:00:00+09:00, or as clocks show it there.
    #[arg(long, value_name = "TIME", value_parser = moment::parse)]
    starts_at: moment::Given,
    /// When the sale opens; as before without it.
    #[arg(long, value_name = "TIME", value_parser = moment::parse)]
    sale_opens_at: Option<moment::Given>,
    /// When the sale closes; as before without it.
    #[arg(long, value_name = "TIME", value_parser = moment::parse)]
    sale_closes_at: Option<moment::Given>,
    /// Also into the past, or with a sale that goes on after the match has begun.
    #[arg(long)]
    force: bool,
}

pub(super) async fn run(db: &Database, args: Args) -> Result<(), CommandError> {
    let admin = admin::service(db);
    let time_zone = match args.time_zone {
        Some(time_zone) => time_zone,
        None => admin.find(args.match_id).await?.time_zone,
    };
    let at = |given: moment::Given| given.in_zone(&time_zone);
    let to = Postponement {
        starts_at: at(args.starts_at)?,
        sale_opens_at: args.sale_opens_at.map(at).transpose()?,
        sale_closes_at: args.sale_closes_at.map(at).transpose()?,
        time_zone: Some(time_zone.clone()),
    };
    let info = admin.postpone(args.match_id, to, args.force).await?;
    say(admin::summary(&info)?);
    Ok(())
}
