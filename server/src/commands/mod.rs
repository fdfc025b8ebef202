//! The command line, one command a file.

mod admin;
mod block_seats;
mod cancel_match;
mod cancel_order;
mod close_match;
mod copy_database;
mod create_match;
mod delete_match;
mod export_sales;
mod forget;
mod help;
mod import_venue;
mod list_holds;
mod load_demo;
mod match_name;
mod moment;
mod postpone_match;
mod rename_match;
mod renew_epoch;
mod replay;
mod report;
mod seats;
mod serve;
mod set_orphan_rule;
mod set_price;
mod set_prices;
mod undelivered;

use crate::{
    config::{Config, Given, check_environment},
    rdb,
    site::Site,
};
use clap::{CommandFactory, FromArgMatches};
use std::{
    env,
    error::Error,
    fmt::Display,
    io::{self, Write},
};

/// Why a command did not succeed, for the person who gave it.
pub type CommandError = Box<dyn Error + Send + Sync>;

/// Jari: a live seat map and seat allocation for ticket sales.
#[derive(Debug, clap::Parser)]
#[command(name = "server", version, about)]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    command: Option<Command>,
    #[command(flatten)]
    config: Config,
    #[arg(skip)]
    given: Given,
}

#[derive(Debug, clap::Subcommand)]
enum Command {
    /// Serve the site and the API. This is what happens without a command.
    Serve,
    /// Load a venue from a seating plan in pretix's JSON format.
    ImportVenue(import_venue::Args),
    /// Put a match at an imported venue on sale.
    CreateMatch(create_match::Args),
    /// Set what a seat of a price category costs at a match.
    SetPrice(set_price::Args),
    /// Give a match a price list: its ticket types, their prices, and what an order costs besides.
    SetPrices(set_prices::Args),
    /// Set what becomes of choices that leave one free seat alone: off, warn or refuse.
    SetOrphanRule(set_orphan_rule::Args),
    /// Give a match another name, by itself or in a language.
    RenameMatch(rename_match::Args),
    /// Move a match in time, and its sale and its time zone if that is asked for.
    PostponeMatch(postpone_match::Args),
    /// Close a match's sale now. What is on hold may still be bought.
    CloseMatch(close_match::Args),
    /// Cancel a match for good: its sale is closed, and what is on hold is not sold any more.
    CancelMatch(cancel_match::Args),
    /// Give orders back, and have their money refunded.
    CancelOrder(cancel_order::Args),
    /// Delete a match of which nothing was sold.
    DeleteMatch(delete_match::Args),
    /// Print who has what on hold in a match, as CSV.
    ListHolds(list_holds::Args),
    /// Print what was sold of a match, as CSV or JSON.
    ExportSales(export_sales::Args),
    /// Print what a match has sold and what came in for it, and whether that adds up.
    Report(report::Args),
    /// Erase who has bought an order.
    Forget(forget::Args),
    /// Print what was to be told by webhook or mail and was given up, as CSV.
    ListUndelivered,
    /// Have what was given up told again.
    RetryUndelivered(undelivered::RetryArgs),
    /// Keep seats of a match from being sold, for a reason, all of them or none.
    BlockSeats(block_seats::BlockArgs),
    /// Let blocked seats of a match be sold again, all of them or none.
    UnblockSeats(block_seats::UnblockArgs),
    /// Print what a match was like at a moment, or what has happened to a seat, as CSV.
    Replay(replay::Args),
    /// Copy a whole SQLite database to an empty PostgreSQL one.
    CopyDatabase(copy_database::Args),
    /// Load the demo venues and their matches, unless there is a match already.
    LoadDemo,
    /// Begin a new epoch: every viewer reads everything anew. Do it after a backup was put back.
    RenewEpoch,
}

impl Cli {
    /// What the command line and the environment ask for; ends the process when that cannot be read.
    pub fn read() -> Self {
        let matches = help::arranged(Self::command()).get_matches();
        let cli = Self::from_arg_matches(&matches).unwrap_or_else(|error| error.exit());
        Self { given: Given::of(&Self::command(), &matches), ..cli }
    }

    /// Does what was asked for.
    ///
    /// # Errors
    /// What went wrong, in words for whoever asked.
    pub async fn run(self) -> Result<(), CommandError> {
        let environment: Vec<_> = env::vars_os().collect();
        check_environment(&Self::command(), environment.iter().map(|(name, value)| (&**name, &**value)))?;
        let Self { command, config, given } = self;
        let command = command.unwrap_or(Command::Serve);
        // What is set wrongly is said before anything is made.
        let site = match command {
            Command::Serve => serve::prepare(&config, &given)?,
            _ => Site::none(),
        };
        // It names its own databases.
        if let Command::CopyDatabase(args) = command {
            return copy_database::run(&config, args).await;
        }
        let db = rdb::open(&config.database, config.startup, &config.told()).await?;
        let done = match command {
            Command::Serve => serve::run_until_signal(&config, &db, site).await,
            Command::ImportVenue(args) => import_venue::run(&db, &args).await,
            Command::CreateMatch(args) => create_match::run(&db, args).await,
            Command::SetPrice(args) => set_price::run(&db, &args).await,
            Command::SetPrices(args) => set_prices::run(&db, &args).await,
            Command::SetOrphanRule(args) => set_orphan_rule::run(&db, &args).await,
            Command::RenameMatch(args) => rename_match::run(&db, args).await,
            Command::PostponeMatch(args) => postpone_match::run(&db, args).await,
            Command::CloseMatch(args) => close_match::run(&db, &args).await,
            Command::CancelMatch(args) => cancel_match::run(&db, &args).await,
            Command::CancelOrder(args) => cancel_order::run(&config, &db, &args).await,
            Command::DeleteMatch(args) => delete_match::run(&db, &args).await,
            Command::ListHolds(args) => list_holds::run(&db, &args).await,
            Command::ExportSales(args) => export_sales::run(&db, &args).await,
            Command::Report(args) => report::run(&db, &args).await,
            Command::Forget(args) => forget::run(&db, &args).await,
            Command::ListUndelivered => undelivered::list(&db).await,
            Command::RetryUndelivered(args) => undelivered::retry(&db, &args).await,
            Command::BlockSeats(args) => block_seats::block(&config, &db, &args).await,
            Command::UnblockSeats(args) => block_seats::unblock(&config, &db, &args).await,
            Command::Replay(args) => replay::run(&db, &args).await,
            Command::CopyDatabase(_) => Ok(()),
            Command::LoadDemo => load_demo::run(&db).await,
            Command::RenewEpoch => renew_epoch::run(&db).await,
        };
        db.close().await;
        done
    }
}

/// Tells the person who gave the command. Whoever reads it may have gone, which is no reason to stop.
fn say(line: impl Display) {
    let _ = writeln!(io::stdout(), "{line}");
}
