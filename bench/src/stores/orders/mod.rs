//! Orders from the first hold to the money, as fast as they are answered, beside what the store can do by itself with the same
//! statements.

mod bare;
mod buyer;

use crate::{
    error::Result,
    jari::{Ground, JariOptions, Store, StoreKind},
    report::{Book, JARI, LIMIT},
};
use std::time::Duration;

/// The demo's ballpark is used twice: by the first match, which Jari sells, and by the third, which the bare loop sells.
const SOLD: u32 = 1;
const BARE: u32 = 3;

/// Sells seats one by one, each by an order that is paid with play money; then lets the store do the same by itself.
pub fn measure(options: &JariOptions, kind: StoreKind, time: Duration, book: &mut Book) -> Result<()> {
    if !kind.is_installed() {
        book.note(format!("{} is not installed.", kind.name()));
        return Ok(());
    }
    let what = format!("orders {}", kind.name());
    let ground = Ground::of_demo(options, kind)?;
    {
        let jari = ground.start()?;
        book.add(JARI, &what, buyer::sell(&ground, &jari, SOLD, time)?);
    }
    let limit = match ground.store() {
        Store::Sqlite(folder) => bare::sqlite(&folder.path().join("jari.db"), BARE, time)?,
        // The script that holds is the least of it.
        Store::Postgres(server) | Store::RedisPostgres(_, server) => bare::postgres(server, BARE, time)?,
        Store::Redis(_, folder) => bare::sqlite(&folder.path().join("jari.db"), BARE, time)?,
    };
    book.add(LIMIT, &what, limit);
    Ok(())
}
