//! Who goes on buying.

use crate::{changes::Change, error::Result, wire::Client};
use std::{
    sync::atomic::{AtomicUsize, Ordering},
    time::Instant,
};

/// Somebody who takes one free seat after the other.
pub struct Taker<'a> {
    /// A connection with a session of its own.
    pub client: Client,
    /// Where the seats are.
    pub match_id: u32,
    /// Those that nobody has; the last comes first.
    pub seats: Vec<u64>,
    /// What is counted.
    pub counted: &'a Counted,
}

/// What all of them have come to.
#[derive(Default)]
pub struct Counted {
    /// Seats that were asked for.
    pub asked: AtomicUsize,
    /// Holds that the store could not answer.
    pub unavailable: AtomicUsize,
}

impl Change for Taker<'_> {
    /// Tells how long it took, in microseconds.
    fn make(&mut self) -> Result<u32> {
        let seat = self.seats.pop().ok_or("there is no seat left to take")?;
        let path = format!("/api/matches/{}/allocation/seats/{seat}/hold", self.match_id);
        self.counted.asked.fetch_add(1, Ordering::SeqCst);
        let begin = Instant::now();
        let answer = self.client.post(&path, "", b"")?;
        let took = begin.elapsed();
        match answer.status {
            201 => {}
            // Whoever asked has waited all the same.
            503 => drop(self.counted.unavailable.fetch_add(1, Ordering::SeqCst)),
            status => {
                let text = String::from_utf8_lossy(&answer.body);
                return Err(format!("a hold beside the expiry: {status} {text}").into());
            }
        }
        Ok(u32::try_from(took.as_micros())?)
    }
}
