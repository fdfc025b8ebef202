//! The command line, one command a file.

mod admin;
mod cancel_match;
mod close_match;
mod create_match;
mod delete_match;
mod export_sales;
mod help;
mod import_venue;
mod load_demo;
mod postpone_match;
mod rename_match;
mod renew_epoch;
mod serve;
mod set_price;

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
    /// Give a match another name.
    RenameMatch(rename_match::Args),
    /// Move a match in time, and its sale if that is asked for.
    PostponeMatch(postpone_match::Args),
    /// Close a match's sale now. What is on hold may still be bought.
    CloseMatch(close_match::Args),
    /// Cancel a match for good: its sale is closed, and what is on hold is not sold any more.
    CancelMatch(cancel_match::Args),
    /// Delete a match of which nothing was sold.
    DeleteMatch(delete_match::Args),
    /// Print what was sold of a match, as CSV or JSON.
    ExportSales(export_sales::Args),
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
        let db = rdb::open(&config.database, config.startup).await?;
        let done = match command {
            Command::Serve => serve::run_until_signal(&config, &db, site).await,
            Command::ImportVenue(args) => import_venue::run(&db, &args).await,
            Command::CreateMatch(args) => create_match::run(&db, args).await,
            Command::SetPrice(args) => set_price::run(&db, &args).await,
            Command::RenameMatch(args) => rename_match::run(&db, &args).await,
            Command::PostponeMatch(args) => postpone_match::run(&db, &args).await,
            Command::CloseMatch(args) => close_match::run(&db, &args).await,
            Command::CancelMatch(args) => cancel_match::run(&db, &args).await,
            Command::DeleteMatch(args) => delete_match::run(&db, &args).await,
            Command::ExportSales(args) => export_sales::run(&db, &args).await,
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
