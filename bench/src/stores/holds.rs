//! Holds as fast as they are answered, beside what the store can do by itself.

use super::{
    crowd::{in_turn, take},
    postgres, redis, sqlite,
};
use crate::{
    error::Result,
    jari::{Ground, JariOptions, Store, StoreKind},
    report::{Book, JARI, LIMIT},
};
use std::time::Duration;

/// Holds every seat of a match, or as many as the time allows; then lets the store do the same by itself.
pub fn measure(options: &JariOptions, kind: StoreKind, time: Duration, book: &mut Book) -> Result<()> {
    if !kind.is_installed() {
        book.note(format!("{} is not installed.", kind.name()));
        return Ok(());
    }
    let what = format!("holds {}", kind.name());
    let ground = Ground::new(options, kind)?;
    let (match_id, other) = (ground.create_match()?, ground.create_match()?);
    {
        let jari = ground.start()?;
        // A sale opens everywhere.
        let load = take(&jari, match_id, &in_turn(&jari, match_id)?, time)?;
        book.add(JARI, &what, load.rate());
    }
    let limit = match ground.store() {
        Store::Sqlite(folder) => sqlite::limit(&folder.path().join("jari.db"), other, time)?,
        Store::Postgres(server) => postgres::limit(server, other, time)?,
        Store::Redis(server, _) | Store::RedisPostgres(server, _) => redis::limit(server)?,
    };
    book.add(LIMIT, &what, limit);
    Ok(())
}
