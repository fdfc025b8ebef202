//! `server set-prices`: a match's price list, from a file.
//!
//! ```json
//! {
//!   "currency": "KRW",
//!   "fee": 1000,
//!   "types": [
//!     {"key": "adult", "name": "성인", "name_en": "Adult", "prices": {"내야지정석": 21000, "외야석": 10000}},
//!     {"key": "child", "name": "어린이", "name_en": "Child", "prices": {"외야석": 5000}}
//!   ]
//! }
//! ```
//!
//! `types` are in the order in which they are offered, the usual one first; without any the prices of the match and its venue hold.
//! `prices` maps a category's name, or its number, to what a seat costs, in the smallest unit of the currency. All else is optional.

use super::{CommandError, admin, say};
use crate::rdb::Database;
use jari_core::{
    domain::{Currency, Language, MatchId, Name},
    services::{AskedPrices, AskedType},
};
use serde::Deserialize;
use std::{collections::BTreeMap, path::PathBuf};

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The match's number.
    #[arg(long = "match", value_name = "ID", value_parser = admin::parse_id::<MatchId>)]
    match_id: MatchId,
    /// The price list, a JSON file.
    #[arg(value_name = "FILE")]
    file: PathBuf,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    currency: Option<String>,
    #[serde(default)]
    fee: i64,
    types: Vec<TypeEntry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct TypeEntry {
    key: String,
    name: String,
    name_ko: Option<String>,
    name_en: Option<String>,
    prices: BTreeMap<String, i64>,
}

pub(super) async fn run(db: &Database, args: &Args) -> Result<(), CommandError> {
    let Args { match_id, file } = args;
    let text = std::fs::read_to_string(file).map_err(|error| format!("{}: {error}", file.display()))?;
    let asked = read(&text).map_err(|error| format!("{}: {error}", file.display()))?;
    let types = asked.types.len();
    let info = admin::service(db).set_prices(*match_id, asked).await?;
    let (currency, fee) = (info.currency, info.prices.fee());
    say(format_args!(
        "Match {match_id}: {types} ticket types, for {currency}, and a fee of {fee} for each order"
    ));
    Ok(())
}

/// What a file asks for.
fn read(text: &str) -> Result<AskedPrices, CommandError> {
    let File { currency, fee, types } = serde_json::from_str(text)?;
    let currency =
        currency.map(|code| code.parse::<Currency>().map_err(|error| format!("currency: {error}")));
    let types = types.into_iter().enumerate().map(|(n, entry)| type_of(n, entry));
    Ok(AskedPrices { currency: currency.transpose()?, fee, types: types.collect::<Result<_, _>>()? })
}

fn type_of(n: usize, entry: TypeEntry) -> Result<AskedType, CommandError> {
    let TypeEntry { key, name, name_ko, name_en, prices } = entry;
    let clean = |field: &str, text: &str| match Name::clean(text) {
        Ok(text) => Ok(text.to_owned()),
        Err(why) => Err(format!("types[{n}].{field} {why}")),
    };
    let mut named = Name::from(&*clean("name", &name)?);
    for (field, language, text) in [("name_ko", Language::Ko, name_ko), ("name_en", Language::En, name_en)] {
        if let Some(text) = text {
            named = named.with(language, Some(clean(field, &text)?));
        }
    }
    Ok(AskedType { key, name: named, prices: prices.into_iter().collect() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_read_and_a_slip_is_told_with_its_place() {
        let list = r#"{"fee": 5, "currency": "USD", "types": [
            {"key": "adult", "name": " 성인 ", "name_en": "Adult", "prices": {"R": 10}}]}"#;
        let asked = read(list).unwrap();
        assert_eq!((asked.fee, asked.currency, asked.types.len()), (5, Some("USD".parse().unwrap()), 1));
        let AskedType { key, name, prices } = &asked.types[0];
        assert_eq!(
            (&**key, name, &prices[..]),
            ("adult", &Name::from("성인").with(Language::En, Some("Adult")), &[("R".to_owned(), 10)][..])
        );
        for (list, place) in [
            (r#"{"types": [{"key": "a", "name": "", "prices": {}}]}"#, "types[0].name is empty"),
            (r#"{"types": [{"key": "a", "name": "a", "name_en": " ", "prices": {}}]}"#, "types[0].name_en"),
            (r#"{"types": [], "currency": "won"}"#, "currency"),
            ("{\"types\": [],\n \"fees\": 1}", "line 2"),
            ("{}", "types"),
        ] {
            let said = read(list).unwrap_err().to_string();
            assert!(said.contains(place), "{said}");
        }
    }
}
