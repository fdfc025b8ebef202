//! `server forget`: who has bought an order is erased at once.

use super::{CommandError, say};
use crate::rdb::Database;
use jari_core::domain::OrderCode;

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The order's code, as its buyer knows it.
    #[arg(long = "order", value_name = "CODE")]
    code: OrderCode,
}

pub(super) async fn run(db: &Database, Args { code }: &Args) -> Result<(), CommandError> {
    if !db.orders.forget(code).await? {
        return Err(format!("there is no order {code}").into());
    }
    say(format_args!("Order {code}: name, e-mail address and phone are erased; what was bought stays"));
    Ok(())
}
