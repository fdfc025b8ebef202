//! `server list-holds`: who has what on hold in a match, by the log of events.

use super::{CommandError, admin};
use crate::{clock::SystemClock, rdb::Database};
use jari_core::{
    domain::{CartId, MatchId},
    ports::Clock,
    services::replay::{Until, replay},
};
use serde::Serialize;
use std::io::{self, BufWriter};

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The match's number.
    #[arg(long = "match", value_name = "ID", value_parser = admin::parse_id::<MatchId>)]
    match_id: MatchId,
}

/// A seat on hold, under the names that programs read it by. Names may be added, at the end.
#[derive(Serialize)]
struct Line<'a> {
    seat_id: i64,
    block: &'a str,
    row: &'a str,
    number: &'a str,
    cart: &'a str,
    since: String,
    expires_at: String,
}

/// The names of a [`Line`]'s values, which are written also where nothing is on hold.
const HEADINGS: [&str; 7] = ["seat_id", "block", "row", "number", "cart", "since", "expires_at"];

pub(super) async fn run(db: &Database, args: &Args) -> Result<(), CommandError> {
    let venue = admin::service(db).venue(args.match_id).await?;
    let (held, now) = (replay(&*db.events, args.match_id, Until::Now).await?.seats, SystemClock.now());
    let mut csv =
        csv::WriterBuilder::new().has_headers(false).from_writer(BufWriter::new(io::stdout().lock()));
    csv.write_record(HEADINGS)?;
    for change in held.values().filter(|change| change.status == "HOLD") {
        let Some(expires_at) = change.expires_at.filter(|at| *at > now) else { continue };
        let block = venue.block(change.block_id);
        let seat = block.and_then(|block| block.seats.iter().find(|seat| seat.id == change.seat_id));
        csv.serialize(Line {
            seat_id: change.seat_id.0,
            block: block.map_or("", |block| block.info.name.as_str()),
            row: seat.map_or("", |seat| &seat.row),
            number: seat.map_or("", |seat| &seat.number),
            cart: change.cart.as_ref().map_or("", CartId::as_str),
            since: admin::time(change.at)?,
            expires_at: admin::time(expires_at)?,
        })?;
    }
    Ok(csv.flush()?)
}
