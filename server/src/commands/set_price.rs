//! `server set-price`: what a seat costs at a match.

use super::{CommandError, admin, say};
use crate::rdb::Database;
use jari_core::domain::{Currency, MatchId};

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The match's number.
    #[arg(long = "match", value_name = "ID", value_parser = admin::parse_id::<MatchId>)]
    match_id: MatchId,
    /// The price category, by its name or number.
    #[arg(long, value_name = "NAME")]
    category: String,
    /// What one of its seats costs from now on, in the smallest unit of the match's currency: won, cents, yen.
    #[arg(long, value_name = "AMOUNT", allow_negative_numbers = true)]
    price: i64,
    /// What all prices of the match are in from now on, by its code in ISO 4217; as before without it. Once something was sold
    /// it stays.
    #[arg(long, value_name = "CODE")]
    currency: Option<Currency>,
}

pub(super) async fn run(db: &Database, args: &Args) -> Result<(), CommandError> {
    let Args { match_id, category, price, currency } = args;
    let (category, currency) = admin::service(db).set_price(*match_id, category, *price, *currency).await?;
    say(format_args!("Match {match_id}: {} costs {}", category.name, amount(*price, currency)));
    Ok(())
}

/// An amount in a currency's smallest unit, as `25.00 USD`.
pub(super) fn amount(price: i64, currency: Currency) -> String {
    let digits = currency.digits();
    if digits == 0 {
        return format!("{price} {currency}");
    }
    let (unit, width) = (10_i64.pow(digits), digits as usize);
    format!("{}.{:0width$} {currency}", price / unit, (price % unit).abs())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_amount_has_the_digits_of_its_currency() {
        let told = |price, code: &str| amount(price, code.parse().unwrap());
        assert_eq!(
            [told(25_000, "KRW"), told(6_505, "USD"), told(7, "KWD"), told(0, "EUR")],
            ["25000 KRW", "65.05 USD", "0.007 KWD", "0.00 EUR"]
        );
    }
}
