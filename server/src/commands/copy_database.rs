//! `server copy-database`: from one SQLite file to PostgreSQL, when one machine is not enough any more.

use super::{CommandError, say};
use crate::{
    config::{Config, DatabaseConfig},
    rdb,
};

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// What is copied: `sqlite://PATH`. No instance should use it meanwhile.
    #[arg(value_name = "FROM")]
    from: String,
    /// Where to: `postgres://USER:PASSWORD@HOST/NAME`, a database with nothing in it.
    #[arg(value_name = "TO")]
    to: String,
}

pub(super) async fn run(config: &Config, args: Args) -> Result<(), CommandError> {
    let database = |url| DatabaseConfig { url, ..config.database.clone() };
    let rows = rdb::copy(&database(args.from), &database(args.to)).await?;
    say(format_args!(
        "Copied {rows} rows. Start Jari with the new DATABASE_URL; viewers begin anew by themselves."
    ));
    Ok(())
}
