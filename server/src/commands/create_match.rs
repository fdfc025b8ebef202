//! `server create-match`: a match at an imported venue.

use super::{CommandError, admin, match_name::Translations, moment, say};
use crate::{
    clock::SystemClock,
    rdb::{Database, NewMatch},
};
use jari_core::{
    domain::{Currency, SaleWindow, Schedule, TimeZoneName, VenueId},
    ports::Clock,
    services::{Choices, Renaming},
};

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The venue's number, as `import-venue` printed it.
    #[arg(long, value_name = "ID", value_parser = admin::parse_id::<VenueId>)]
    venue: VenueId,
    /// What the match is called.
    #[arg(long)]
    name: String,
    #[command(flatten)]
    translations: Translations,
    /// In which time zone it takes place, by its name in the IANA database.
    #[arg(long, value_name = "ZONE", default_value_t, value_parser = moment::parse_zone)]
    time_zone: TimeZoneName,
    /// What its prices are in: the smallest unit of the currency with this code in ISO 4217.
    #[arg(long, value_name = "CODE", default_value_t)]
    currency: Currency,
    /// When it begins, as in 2027-03-27T14:00:00+09:00, or as clocks show it there.
    #[arg(long, value_name = "TIME", value_parser = moment::parse)]
    starts_at: moment::Given,
    /// When the sale opens; at once without it.
    #[arg(long, value_name = "TIME", value_parser = moment::parse)]
    sale_opens_at: Option<moment::Given>,
    /// When the sale closes; never without it.
    #[arg(long, value_name = "TIME", value_parser = moment::parse)]
    sale_closes_at: Option<moment::Given>,
    /// Also if it begins in the past, or is on sale after it has begun.
    #[arg(long)]
    force: bool,
}

pub(super) async fn run(db: &Database, args: Args) -> Result<(), CommandError> {
    let Args { time_zone, currency, .. } = args;
    let name = Renaming { name: Some(args.name), translations: args.translations.given() }.of(None)?;
    let at = |given: moment::Given| given.in_zone(&time_zone);
    let starts_at = at(args.starts_at)?;
    let opens_at = args.sale_opens_at.map(at).transpose()?.unwrap_or_else(|| SystemClock.now());
    let sale = SaleWindow { opens_at, closes_at: args.sale_closes_at.map(at).transpose()? };
    let admin = admin::service(db);
    admin.check_schedule(Schedule { starts_at, sale }, args.force)?;
    let new = NewMatch { venue_id: args.venue, name, time_zone, currency, starts_at, sale };
    match db.import.create_match(&new).await? {
        Some(id) => say(admin::summary(&admin.find(id).await?)?),
        None => {
            let there = Choices::new(db.import.venues().await?.into_iter().map(|(id, name)| (id.0, name)));
            return Err(format!("there is no venue {}: {there}", new.venue_id).into());
        }
    }
    Ok(())
}
