//! `server replay`: what a match was like at a moment, or what has happened to a seat, by the log of events.

use super::{CommandError, admin};
use crate::rdb::Database;
use jari_core::{
    domain::{CartId, MatchId, OrderId, Revision, SeatId},
    ports::AllocationChange,
    services::replay::{Until, replay},
};
use serde::Serialize;
use std::io::{self, BufWriter, Write};

/// Events of one seat that are shown.
const MOST_OF_A_SEAT: u32 = 10_000;

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The match's number.
    #[arg(long = "match", value_name = "ID", value_parser = admin::parse_id::<MatchId>)]
    match_id: MatchId,
    /// Up to when: a moment such as 2027-03-27T14:00:00+09:00, or a number, for each block at its revision of that number; all
    /// that is known without it.
    #[arg(long, value_name = "REV|TIME", value_parser = parse_until)]
    at: Option<Until>,
    /// Print all that has happened to this seat, instead of the state of all that have ever changed.
    #[arg(long, value_name = "ID", conflicts_with = "at")]
    seat: Option<SeatId>,
}

/// A change of a seat, under the names that programs read it by. Names may be added, at the end.
#[derive(Serialize)]
struct Line<'a> {
    block_id: i64,
    seat_id: i64,
    epoch: &'a str,
    rev: u64,
    at: String,
    command: &'a str,
    actor: &'a str,
    before: &'a str,
    status: &'a str,
    cart: &'a str,
    expires_at: String,
    order_id: &'a str,
    reason: &'a str,
}

pub(super) async fn run(db: &Database, args: &Args) -> Result<(), CommandError> {
    let match_id = args.match_id;
    admin::service(db).find(match_id).await?;
    if let Some(seat_id) = args.seat {
        let mut changes = db.events.changes(match_id, Some(seat_id), None, MOST_OF_A_SEAT).await?;
        changes.sort_by_key(|change| (change.at, change.rev));
        return print(&changes);
    }
    let replayed = replay(&*db.events, match_id, args.at.unwrap_or(Until::Now)).await?;
    print(&replayed.seats.into_values().collect::<Vec<_>>())?;
    if replayed.missing.is_empty() {
        return Ok(());
    }
    let gap = |(block, before, after): &(_, Revision, Revision)| {
        format!("block {block} between {before} and {after}")
    };
    let gaps: Vec<_> = replayed.missing.iter().map(gap).collect();
    Err(format!("the log does not have every revision: {}", gaps.join(", ")).into())
}

fn print(changes: &[AllocationChange]) -> Result<(), CommandError> {
    let mut csv = csv::Writer::from_writer(BufWriter::new(io::stdout().lock()));
    for change in changes {
        csv.serialize(Line {
            block_id: change.block_id.0,
            seat_id: change.seat_id.0,
            epoch: change.epoch.as_str(),
            rev: change.rev.0,
            at: admin::time(change.at)?,
            command: &change.command,
            actor: &change.actor,
            before: &change.before,
            status: &change.status,
            cart: change.cart.as_ref().map_or("", CartId::as_str),
            expires_at: change.expires_at.map(admin::time).transpose()?.unwrap_or_default(),
            order_id: change.order.as_ref().map_or("", OrderId::as_str),
            reason: change.reason.as_deref().unwrap_or_default(),
        })?;
    }
    csv.flush()?;
    let _ = io::stdout().flush();
    Ok(())
}

fn parse_until(text: &str) -> Result<Until, String> {
    match text.parse() {
        Ok(rev) => Ok(Until::Revision(Revision(rev))),
        Err(_) => admin::parse_time(text).map(Until::Time),
    }
}
