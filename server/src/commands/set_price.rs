//! `server set-price`: what a seat costs at a match.

use super::{CommandError, admin, say};
use crate::rdb::Database;
use jari_core::domain::MatchId;

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The match's number.
    #[arg(long = "match", value_name = "ID", value_parser = admin::parse_id::<MatchId>)]
    match_id: MatchId,
    /// The price category, by its name or number.
    #[arg(long, value_name = "NAME")]
    category: String,
    /// What one of its seats costs from now on, in won.
    #[arg(long, value_name = "WON", allow_negative_numbers = true)]
    price: i64,
}

pub(super) async fn run(db: &Database, args: &Args) -> Result<(), CommandError> {
    let category = admin::service(db).set_price(args.match_id, &args.category, args.price).await?;
    say(format_args!("Match {}: {} costs {} won", args.match_id, category.name, args.price));
    Ok(())
}
