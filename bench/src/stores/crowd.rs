//! A crowd that takes seats.

use crate::{
    error::Result,
    jari::Jari,
    load::{Load, drive},
    wire::Client,
};
use std::{io::Write, time::Duration};

/// Connections that hold.
const CONNECTIONS: usize = 64;

/// Seats that a buyer takes, one after the other on one connection, before it is somebody else's.
const SEATS_EACH: usize = 4;

/// Buyers at most. If there are more seats, they come again.
const BUYERS: usize = 8_192;

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
    let cookies = sessions(jari, (seats.len() / SEATS_EACH).clamp(CONNECTIONS, BUYERS))?;
    let (mut taken, mut seats) = ([0; CONNECTIONS], seats.iter());
    drive(jari.host, CONNECTIONS, time, b"201", |number, request| {
        let (Some(seat), Some(taken)) = (seats.next(), taken.get_mut(number)) else { return false };
        let buyer = *taken / SEATS_EACH * CONNECTIONS + number;
        *taken += 1;
        let cookie = cookies.get(buyer % cookies.len()).map(String::as_str).unwrap_or_default();
        write!(
            request,
            "POST /api/matches/{match_id}/allocation/seats/{seat}/hold HTTP/1.1\r\nHost: {}\r\nCookie: \
             {cookie}\r\nContent-Length: 0\r\n\r\n",
            jari.host
        )
        .is_ok()
    })
}

/// Sessions, as they are sent: each answer to a request without one brings another.
pub fn sessions(jari: &Jari, count: usize) -> Result<Vec<String>> {
    let mut client = Client::connect(jari.host)?;
    let session = |_| Ok(client.get("/api/matches")?.cookie.ok_or("no session came with an answer")?);
    (0..count).map(session).collect()
}
