//! `server create-match`: a match at an imported venue.

use super::{CommandError, say};
use crate::{
    clock::SystemClock,
    rdb::{Database, NewMatch},
};
use jari_core::{
    domain::{SaleWindow, UnixMillis, VenueId},
    ports::Clock,
};
use time::{OffsetDateTime, format_description::well_known::Rfc3339};

/// The longest name of a match, in characters.
const MAX_NAME: usize = 200;

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The venue's number, as `import-venue` printed it.
    #[arg(long, value_name = "ID")]
    venue: VenueId,
    /// What the match is called.
    #[arg(long)]
    name: String,
    /// When it begins, as in 2027-03-27T14:00:00+09:00.
    #[arg(long, value_name = "TIME", value_parser = parse_time)]
    starts_at: UnixMillis,
    /// When the sale opens; at once without it.
    #[arg(long, value_name = "TIME", value_parser = parse_time)]
    sale_opens_at: Option<UnixMillis>,
    /// When the sale closes; never without it.
    #[arg(long, value_name = "TIME", value_parser = parse_time)]
    sale_closes_at: Option<UnixMillis>,
}

pub(super) async fn run(db: &Database, args: Args) -> Result<(), CommandError> {
    let name = args.name.trim().to_owned();
    if name.is_empty() || name.chars().count() > MAX_NAME {
        return Err(format!("a match needs a name of at most {MAX_NAME} characters").into());
    }
    let opens_at = args.sale_opens_at.unwrap_or_else(|| SystemClock.now());
    if args.sale_closes_at.is_some_and(|closes_at| closes_at <= opens_at) {
        return Err("the sale must close after it opens".into());
    }
    let sale = SaleWindow { opens_at, closes_at: args.sale_closes_at };
    let new = NewMatch { venue_id: args.venue, name, starts_at: args.starts_at, sale };
    match db.import.create_match(&new).await? {
        Some(id) => say(format_args!("Match {id}: {}", new.name)),
        None => return Err(format!("there is no venue {}", new.venue_id).into()),
    }
    Ok(())
}

fn parse_time(text: &str) -> Result<UnixMillis, String> {
    let time = OffsetDateTime::parse(text, &Rfc3339).map_err(|error| error.to_string())?;
    let millis = time.unix_timestamp_nanos() / 1_000_000;
    i64::try_from(millis).map(UnixMillis).map_err(|_| "out of range".to_owned())
}
