//! A store that changes, and pages that are to show what is in it.

use super::*;
use std::cell::RefCell;

pub(super) const SEATS: usize = 4;

/// Each seat's latest revision stands for its state.
type Seats = [u64; SEATS];

/// The truth.
#[derive(Debug, Default)]
pub(super) struct Store {
    pub(super) seats: Seats,
    pub(super) epoch: usize,
    rev: u64,
}

impl Store {
    pub(super) fn change(&mut self, seat: usize) {
        self.rev += 1;
        self.seats[seat] = self.rev;
    }

    pub(super) fn new_epoch(&mut self) {
        *self = Self { epoch: self.epoch + 1, ..Self::default() };
    }

    /// Where its history is.
    pub(super) fn place(&self) -> (usize, u64) {
        (self.epoch, self.rev)
    }

    /// What a stream brings to one who is at a place: each changed seat once, or everything.
    pub(super) fn since(&self, seen: Option<(usize, u64)>) -> Vec<Event> {
        let (epoch, rev) = self.place();
        let Some((_, from)) = seen.filter(|(of, at)| *of == epoch && *at <= rev) else {
            return vec![init((epoch, rev), &self.seats)];
        };
        let mut changed: Vec<(u64, usize)> = self
            .seats
            .iter()
            .enumerate()
            .filter(|(_, rev)| **rev > from)
            .map(|(seat, rev)| (*rev, seat))
            .collect();
        changed.sort_unstable();
        let update = |(rev, seat): (u64, usize)| Event {
            name: "update".into(),
            id: format!("{epoch}-{rev}"),
            data: format!("{seat}"),
        };
        changed.into_iter().map(update).collect()
    }
}

fn init((epoch, rev): (usize, u64), seats: &Seats) -> Event {
    let data = seats.map(|rev| rev.to_string()).join(" ");
    Event { name: "init".into(), id: format!("{epoch}-{rev}"), data }
}

fn place(id: &str) -> Option<(usize, u64)> {
    let (epoch, rev) = id.split_once('-')?;
    Some((epoch.parse().ok()?, rev.parse().ok()?))
}

/// What one tab shows.
#[derive(Debug, Default)]
pub(super) struct Known {
    pub(super) seen: Option<(usize, u64)>,
    pub(super) known: Seats,
}

#[derive(Debug, Default)]
pub(super) struct Page(pub(super) RefCell<Known>);

impl Feed for Page {
    fn path(&self) -> String {
        String::new()
    }

    fn snapshot_path(&self) -> String {
        String::new()
    }

    fn seen(&self) -> Option<String> {
        self.0.borrow().seen.map(|(epoch, rev)| format!("{epoch}-{rev}"))
    }

    fn apply(&self, event: &Event) -> Result<(), Unreadable> {
        let at = place(&event.id).ok_or(Unreadable)?;
        let mut page = self.0.borrow_mut();
        let same_epoch = page.seen.is_some_and(|(epoch, _)| epoch == at.0);
        let given: Vec<u64> = event.data.split(' ').filter_map(|number| number.parse().ok()).collect();
        match event.name.as_str() {
            "init" => {
                for (known, given) in page.known.iter_mut().zip(given) {
                    *known = if same_epoch { given.max(*known) } else { given };
                }
            }
            _ => {
                let known = &mut page.known[given[0] as usize];
                *known = at.1.max(*known);
            }
        }
        page.seen = Some(at);
        Ok(())
    }

    fn catch_up(&self, seen: Option<&str>) -> Option<Event> {
        let page = self.0.borrow();
        let at = page.seen?;
        let is_behind = seen.and_then(place).is_none_or(|(epoch, rev)| epoch != at.0 || rev < at.1);
        is_behind.then(|| init(at, &page.known))
    }

    fn lose_track(&self) {
        self.0.borrow_mut().seen = None;
    }
}
