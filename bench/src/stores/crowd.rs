//! A crowd that takes seats.

use crate::{
    error::Result,
    jari::Jari,
    load::{Load, drive},
    wire::Client,
};
use std::{io::Write, time::Duration};

/// Connections that hold, each with a session of its own.
const CONNECTIONS: usize = 64;

/// The seats of a match, block by block in turn.
pub fn in_turn(jari: &Jari, match_id: u32) -> Result<Vec<u64>> {
    let blocks = jari.blocks(match_id)?;
    let boards: Result<Vec<Vec<u64>>> =
        blocks.iter().map(|block| Ok(jari.board(match_id, *block)?.ids().collect())).collect();
    let boards = boards?;
    let longest = boards.iter().map(Vec::len).max().unwrap_or(0);
    let place = |place: usize| boards.iter().filter_map(move |seats| seats.get(place).copied());
    Ok((0..longest).flat_map(place).collect())
}

/// Takes the seats one after the other as fast as they are given, until the time is up.
pub fn take(jari: &Jari, match_id: u32, seats: &[u64], time: Duration) -> Result<Load> {
    let clients: Result<Vec<Client>> = (0..CONNECTIONS).map(|_| Client::with_session(jari.host)).collect();
    let (clients, mut seats) = (clients?, seats.iter());
    drive(jari.host, CONNECTIONS, time, b"201", |number, request| {
        let Some(seat) = seats.next() else { return false };
        let cookie = clients.get(number).and_then(Client::cookie).unwrap_or_default();
        write!(
            request,
            "POST /api/matches/{match_id}/allocation/seats/{seat}/hold HTTP/1.1\r\nHost: {}\r\nCookie: \
             {cookie}\r\nContent-Length: 0\r\n\r\n",
            jari.host
        )
        .is_ok()
    })
}
