//! What each seat of a venue is called for good: by the plan, or else by what is written on its ticket.

use super::zones::SeatPath;
use std::collections::{HashMap, hash_map::Entry};

/// The `seat_guid`s that are taken, and by which seat.
#[derive(Default)]
pub(super) struct Guids {
    taken: HashMap<String, SeatPath>,
    /// How often a name was made already.
    made: HashMap<String, usize>,
}

impl Guids {
    /// Takes the plan's own id of a seat.
    ///
    /// # Errors
    /// A sentence for a person when another seat has it.
    pub(super) fn take(&mut self, guid: String, path: SeatPath) -> Result<(), String> {
        match self.taken.entry(guid) {
            Entry::Occupied(first) => Err(format!("{:?} is the id of {} already", first.key(), first.get())),
            Entry::Vacant(free) => {
                free.insert(path);
                Ok(())
            }
        }
    }

    /// Makes an id for a seat to which the plan gives none. It is to be done when all that the plan gives are taken, and
    /// comes out the same whenever the same file is read, and for a seat that stays what it was in a later one.
    pub(super) fn make(&mut self, zone: &str, row: &str, number: &str, path: SeatPath) -> String {
        let name = format!("{zone}-{row}-{number}");
        let made = self.made.entry(name.clone()).or_default();
        loop {
            *made += 1;
            let guid = if *made == 1 { name.clone() } else { format!("{name}-{made}") };
            if let Entry::Vacant(free) = self.taken.entry(guid.clone()) {
                free.insert(path);
                return guid;
            }
        }
    }

    /// The seat of that id.
    pub(super) fn find(&self, guid: &str) -> Option<SeatPath> {
        self.taken.get(guid).copied()
    }
}
