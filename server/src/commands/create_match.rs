//! `server create-match`: a match at an imported venue.

use super::{CommandError, admin, say};
use crate::{
    clock::SystemClock,
    rdb::{Database, NewMatch},
};
use jari_core::{
    domain::{SaleWindow, Schedule, UnixMillis, VenueId},
    ports::Clock,
    services::{Choices, MatchAdminService},
};

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The venue's number, as `import-venue` printed it.
    #[arg(long, value_name = "ID", value_parser = admin::parse_id::<VenueId>)]
    venue: VenueId,
    /// What the match is called.
    #[arg(long)]
    name: String,
    /// When it begins, as in 2027-03-27T14:00:00+09:00.
    #[arg(long, value_name = "TIME", value_parser = admin::parse_time)]
    starts_at: UnixMillis,
    /// When the sale opens; at once without it.
    #[arg(long, value_name = "TIME", value_parser = admin::parse_time)]
    sale_opens_at: Option<UnixMillis>,
    /// When the sale closes; never without it.
    #[arg(long, value_name = "TIME", value_parser = admin::parse_time)]
    sale_closes_at: Option<UnixMillis>,
    /// Also if it begins in the past, or is on sale after it has begun.
    #[arg(long)]
    force: bool,
}

pub(super) async fn run(db: &Database, args: Args) -> Result<(), CommandError> {
    let name = MatchAdminService::name(&args.name)?;
    let opens_at = args.sale_opens_at.unwrap_or_else(|| SystemClock.now());
    let sale = SaleWindow { opens_at, closes_at: args.sale_closes_at };
    let schedule = Schedule { starts_at: args.starts_at, sale };
    admin::service(db).check_schedule(schedule, args.force)?;
    let new = NewMatch { venue_id: args.venue, name, starts_at: args.starts_at, sale };
    match db.import.create_match(&new).await? {
        Some(id) => say(format_args!("Match {id}: {}", new.name)),
        None => {
            let there = Choices::new(db.import.venues().await?.into_iter().map(|(id, name)| (id.0, name)));
            return Err(format!("there is no venue {}: {there}", new.venue_id).into());
        }
    }
    Ok(())
}
