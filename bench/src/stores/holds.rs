//! Holds as fast as they are answered, beside what the store can do by itself.

use super::{postgres, redis, sqlite};
use crate::{
    error::Result,
    jari::{Ground, JariOptions, Store, StoreKind},
    load::drive,
    report::{Book, JARI, LIMIT},
    wire::Client,
};
use std::{io::Write, time::Duration};

/// Connections that hold, each with a session of its own.
const CONNECTIONS: usize = 64;

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
        let blocks = jari.blocks(match_id)?;
        let boards: Result<Vec<Vec<u64>>> =
            blocks.iter().map(|block| Ok(jari.board(match_id, *block)?.ids().collect())).collect();
        let boards = boards?;
        // A sale opens everywhere: the seats are taken block by block in turn.
        let longest = boards.iter().map(Vec::len).max().unwrap_or(0);
        let mut seats =
            (0..longest).flat_map(|place| boards.iter().filter_map(move |seats| seats.get(place)));
        let clients: Result<Vec<Client>> =
            (0..CONNECTIONS).map(|_| Client::with_session(jari.host)).collect();
        let clients = clients?;
        let load = drive(jari.host, CONNECTIONS, time, b"201", |number, request| {
            let Some(seat) = seats.next() else { return false };
            let cookie = clients.get(number).and_then(Client::cookie).unwrap_or_default();
            write!(
                request,
                "POST /api/matches/{match_id}/allocation/seats/{seat}/hold HTTP/1.1\r\nHost: {}\r\nCookie: \
                 {cookie}\r\nContent-Length: 0\r\n\r\n",
                jari.host
            )
            .is_ok()
        })?;
        book.add(JARI, &what, load.rate());
    }
    let limit = match ground.store() {
        Store::Sqlite(folder) => sqlite::limit(&folder.path().join("jari.db"), other, time)?,
        Store::Postgres(server) => postgres::limit(server, other, time)?,
        Store::Redis(server, _) => redis::limit(server)?,
    };
    book.add(LIMIT, &what, limit);
    Ok(())
}
