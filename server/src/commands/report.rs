//! `server report`: what a match has sold and what came in for it, and whether that adds up.

use super::{CommandError, admin, say, set_price::amount};
use crate::{clock::SystemClock, rdb::Database};
use jari_core::{
    domain::{
        Currency, MatchId, Venue,
        order::{Books, SoldPart},
    },
    ports::Clock,
    services::replay::{Until, replay},
};
use serde::Serialize;

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The match's number.
    #[arg(long = "match", value_name = "ID", value_parser = admin::parse_id::<MatchId>)]
    match_id: MatchId,
    /// Print it as JSON, for programs.
    #[arg(long)]
    json: bool,
}

/// The report as programs read it. Names may be added.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Report {
    match_id: MatchId,
    currency: Currency,
    seats: Seats,
    money: Money,
    sold: Vec<Part>,
    balances: bool,
}

/// How many seats are in which state.
#[derive(Default, Serialize)]
struct Seats {
    total: u32,
    sold: u32,
    reserved: u32,
    held: u32,
    blocked: u32,
    free: u32,
}

/// Amounts in the currency's smallest unit.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Money {
    sold: i64,
    charged: i64,
    refunded: i64,
    to_refund: i64,
    pending: i64,
}

/// What was sold of one category as one type.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Part {
    category: Option<String>,
    ticket_type: Option<String>,
    seats: u32,
    amount: i64,
}

pub(super) async fn run(db: &Database, args: &Args) -> Result<(), CommandError> {
    let service = admin::service(db);
    let (info, venue) = (service.find(args.match_id).await?, service.venue(args.match_id).await?);
    let books = db.orders.books(info.id).await?;
    let Books { sold, awaiting, charged, refunded, pending } = books;
    let parts = db.orders.sold_by_type(info.id).await?;
    let report = Report {
        match_id: info.id,
        currency: info.currency,
        seats: seats(db, info.id, info.total).await?,
        money: Money { sold, charged, refunded, to_refund: awaiting, pending },
        sold: parts.into_iter().map(|part| named(&venue, part)).collect(),
        balances: books.balance(),
    };
    if args.json {
        say(serde_json::to_string_pretty(&report)?);
    } else {
        print(&report);
    }
    // Whoever runs it by itself each night is told by its end as well.
    if report.balances { Ok(()) } else { Err("the books do not balance".into()) }
}

/// The states of the match's seats, by the log.
async fn seats(db: &Database, match_id: MatchId, total: u32) -> Result<Seats, CommandError> {
    let (changed, now) = (replay(&*db.events, match_id, Until::Now).await?.seats, SystemClock.now());
    let mut seats = Seats { total, ..Seats::default() };
    for change in changed.values() {
        let count = match change.status.as_str() {
            "OCCUPIED" => &mut seats.sold,
            "RESERVED" => &mut seats.reserved,
            "BLOCKED" => &mut seats.blocked,
            "HOLD" if change.expires_at.is_none_or(|at| at > now) => &mut seats.held,
            _ => continue,
        };
        *count += 1;
    }
    let taken = seats.sold + seats.reserved + seats.blocked + seats.held;
    seats.free = total.saturating_sub(taken);
    Ok(seats)
}

fn named(venue: &Venue, SoldPart { category_id, ticket_type, seats, amount }: SoldPart) -> Part {
    let category = venue.categories.iter().find(|category| Some(category.id) == category_id);
    Part { category: category.map(|category| category.name.to_string()), ticket_type, seats, amount }
}

fn print(report: &Report) {
    let Report { match_id, currency, seats, money, sold, balances } = report;
    let of = |price| amount(price, *currency);
    let Seats { total, sold: gone, reserved, held, blocked, free } = seats;
    say(format_args!(
        "Match {match_id}: {total} seats: {gone} sold, {reserved} reserved, {held} on hold, {blocked} blocked, {free} free"
    ));
    for Part { category, ticket_type, seats, amount } in sold {
        let category = category.as_deref().unwrap_or("without a category");
        let of_type = ticket_type.as_deref().map(|of| format!(", {of}")).unwrap_or_default();
        say(format_args!("  {category}{of_type}: {seats} sold, {}", of(*amount)));
    }
    say(format_args!("Sold for {}, fees included", of(money.sold)));
    say(format_args!(
        "Charged {}, refunded {}, to be refunded {}, not known yet {}",
        of(money.charged),
        of(money.refunded),
        of(money.to_refund),
        of(money.pending)
    ));
    say(if *balances { "The books balance" } else { "THE BOOKS DO NOT BALANCE" });
}
