//! `server report`: what a match has sold and what came in for it, and whether that adds up.

use super::{CommandError, admin, say, set_price::amount};
use crate::{clock::SystemClock, rdb::Database};
use jari_core::{
    domain::{
        CategoryId, Currency, MatchId, Venue,
        order::{Books, SoldPart},
    },
    ports::Clock,
    services::replay::{Until, replay},
};
use serde::Serialize;
use std::{collections::BTreeMap, fmt};

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The match's number.
    #[arg(long = "match", value_name = "ID", value_parser = admin::parse_id::<MatchId>)]
    match_id: MatchId,
    /// Print it as JSON, for programs.
    #[arg(long)]
    json: bool,
}

/// What seats are called that have no category.
const NO_CATEGORY: &str = "without a category";

/// The report as programs read it. Names may be added.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Report {
    match_id: MatchId,
    currency: Currency,
    seats: Seats,
    categories: Vec<OfCategory>,
    money: Money,
    sold: Vec<Part>,
    balances: bool,
}

/// The seats of a price category; none for those without one.
#[derive(Serialize)]
struct OfCategory {
    category: Option<String>,
    #[serde(flatten)]
    seats: Seats,
}

/// How many seats are in which state.
#[derive(Clone, Copy, Default, Serialize)]
struct Seats {
    total: u32,
    sold: u32,
    reserved: u32,
    held: u32,
    blocked: u32,
    free: u32,
}

impl fmt::Display for Seats {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { total, sold, reserved, held, blocked, free } = self;
        write!(
            f,
            "{total} seats: {sold} sold, {reserved} reserved, {held} on hold, {blocked} blocked, {free} free"
        )
    }
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
    let by_category = seats(db, info.id, &venue).await?;
    let report = Report {
        match_id: info.id,
        currency: info.currency,
        seats: by_category.values().fold(Seats::default(), Seats::and),
        categories: by_category.into_iter().map(|(id, seats)| of_category(&venue, id, seats)).collect(),
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

/// The states of the match's seats by their categories, as the log has them.
async fn seats(
    db: &Database,
    match_id: MatchId,
    venue: &Venue,
) -> Result<BTreeMap<Option<CategoryId>, Seats>, CommandError> {
    let (changed, now) = (replay(&*db.events, match_id, Until::Now).await?.seats, SystemClock.now());
    let mut categories = BTreeMap::<_, Seats>::new();
    for block in &venue.blocks {
        for seat in &block.seats {
            let seats = categories.entry(seat.category_id).or_default();
            seats.total += 1;
            let change = changed.get(&(block.info.id, seat.id));
            let count = match change.map(|change| (change.status.as_str(), change.expires_at)) {
                Some(("OCCUPIED", _)) => &mut seats.sold,
                Some(("RESERVED", _)) => &mut seats.reserved,
                Some(("BLOCKED", _)) => &mut seats.blocked,
                Some(("HOLD", ends)) if ends.is_none_or(|at| at > now) => &mut seats.held,
                _ => &mut seats.free,
            };
            *count += 1;
        }
    }
    Ok(categories)
}

impl Seats {
    /// Those of two categories.
    fn and(self, other: &Self) -> Self {
        Self {
            total: self.total + other.total,
            sold: self.sold + other.sold,
            reserved: self.reserved + other.reserved,
            held: self.held + other.held,
            blocked: self.blocked + other.blocked,
            free: self.free + other.free,
        }
    }
}

fn name_of(venue: &Venue, id: Option<CategoryId>) -> Option<String> {
    let category = venue.categories.iter().find(|category| Some(category.id) == id);
    category.map(|category| category.name.to_string())
}

fn of_category(venue: &Venue, id: Option<CategoryId>, seats: Seats) -> OfCategory {
    OfCategory { category: name_of(venue, id), seats }
}

fn named(venue: &Venue, SoldPart { category_id, ticket_type, seats, amount }: SoldPart) -> Part {
    Part { category: name_of(venue, category_id), ticket_type, seats, amount }
}

fn print(report: &Report) {
    let Report { match_id, currency, seats, categories, money, sold, balances } = report;
    let of = |price| amount(price, *currency);
    say(format_args!("Match {match_id}: {seats}"));
    for OfCategory { category, seats } in categories {
        say(format_args!("  {}: {seats}", category.as_deref().unwrap_or(NO_CATEGORY)));
    }
    say("Sold:");
    for Part { category, ticket_type, seats, amount } in sold {
        let category = category.as_deref().unwrap_or(NO_CATEGORY);
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
