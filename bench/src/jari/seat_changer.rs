//! Somebody who takes seats and gives them back, over and over.

use crate::{
    changes::Change,
    error::Result,
    wire::{Client, number_after},
};
use std::net::SocketAddr;

/// Holds all seats of a list one after the other, then releases them in the same order, and so on. The seats are nobody
/// else's, so that no request is refused.
pub struct SeatChanger {
    client: Client,
    match_id: u32,
    seats: Vec<u64>,
    /// Seats below this place are in the state that the present round makes.
    place: usize,
    /// Whether the present round holds.
    holding: bool,
}

impl SeatChanger {
    /// Takes a session. The seats are free.
    pub fn new(host: SocketAddr, match_id: u32, seats: Vec<u64>) -> Result<Self> {
        Ok(Self { client: Client::with_session(host)?, match_id, seats, place: 0, holding: true })
    }

    /// A changer for each of so many connections; they share the seats among them.
    pub fn crowd(host: SocketAddr, match_id: u32, seats: &[u64], connections: usize) -> Result<Vec<Self>> {
        let share = |turn| seats.iter().skip(turn).step_by(connections).copied().collect();
        (0..connections).map(|turn| Self::new(host, match_id, share(turn))).collect()
    }

    fn change(&mut self, seat: u64, how: &str) -> Result<u32> {
        let path = format!("/api/matches/{}/allocation/seats/{seat}/{how}", self.match_id);
        let answer = self.client.post(&path, "", b"")?;
        let rev = number_after(&answer.body, b"\"rev\":").filter(|_| matches!(answer.status, 200 | 201));
        let rev = rev.ok_or_else(|| {
            format!("{how} of {seat}: {} {}", answer.status, String::from_utf8_lossy(&answer.body))
        })?;
        Ok(u32::try_from(rev)?)
    }
}

impl Change for SeatChanger {
    fn make(&mut self) -> Result<u32> {
        let how = if self.holding { "hold" } else { "release" };
        let seat = *self.seats.get(self.place).ok_or("a changer without seats")?;
        let rev = self.change(seat, how)?;
        self.place += 1;
        if self.place == self.seats.len() {
            (self.place, self.holding) = (0, !self.holding);
        }
        Ok(rev)
    }
}
