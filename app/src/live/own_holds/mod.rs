//! The seats that the viewer has on hold in a match, in whichever block they are.

mod asking;
mod ending;
mod session;
mod tickets;
mod watch;

pub use ending::End;

use super::{Notice, ServerClock, notice::Topic};
use crate::{
    error::ApiError,
    error_code::ErrorCode,
    page_data::{HeldSeat, Tickets},
};
use asking::Asking;
use ending::{Ended, Warned};
use jari_core::domain::{MatchId, SeatId, SeatStatus, UnixMillis};
use leptos::prelude::*;
use tickets::Chosen;

/// The viewer's holds. They are known from the page and from the viewer's own requests; no stream tells them. A handle:
/// copies are of the same holds.
#[derive(Clone, Copy)]
pub struct OwnHolds {
    match_id: MatchId,
    list: RwSignal<Vec<HeldSeat>>,
    clock: ServerClock,
    notice: Notice,
    /// The seat map of this page, which knows better about its own seats.
    map: StoredValue<Option<Map>>,
    /// What shows a seat of this page's map to the viewer, if it can.
    shower: StoredValue<Option<Callback<SeatId, bool>>>,
    /// How the asking for the list is going.
    asking: StoredValue<Asking>,
    /// What was told of holds that ended.
    ended: StoredValue<Ended>,
    /// What was told of holds that are about to end.
    warned: StoredValue<Warned>,
    /// What is sold at the match.
    tickets: StoredValue<Tickets>,
    /// Which types of tickets the viewer has chosen.
    chosen: RwSignal<Chosen>,
    /// Seats whose time has run out, and that the viewer may want again.
    run_out: RwSignal<Vec<SeatId>>,
}

/// A seat map, as far as the viewer's holds know it.
#[derive(Clone, Copy)]
pub(super) struct Map {
    /// Whether it shows a seat.
    pub shows: Callback<SeatId, bool>,
    /// What the server answered, or that it did not.
    pub answered: Callback<Option<Answer>>,
}

/// The server's list of the viewer's holds.
#[derive(Clone, Debug)]
pub(super) struct Answer {
    /// What was known when it was asked for.
    pub known: Vec<HeldSeat>,
    /// What the server says.
    pub held: Vec<HeldSeat>,
}

impl Answer {
    /// What was known and is no more.
    pub fn gone(&self) -> impl Iterator<Item = &HeldSeat> {
        self.known.iter().filter(|known| self.held.iter().all(|held| held.seat_id != known.seat_id))
    }
}

impl OwnHolds {
    /// The holds that the page carried.
    pub fn new(
        match_id: MatchId,
        held: Vec<HeldSeat>,
        tickets: Tickets,
        clock: ServerClock,
        notice: Notice,
    ) -> Self {
        let own = Self {
            match_id,
            list: RwSignal::new(held),
            clock,
            notice,
            map: StoredValue::new(None),
            shower: StoredValue::new(None),
            asking: StoredValue::new(Asking::default()),
            ended: StoredValue::new(Ended::default()),
            warned: StoredValue::new(Warned::default()),
            tickets: StoredValue::new(tickets),
            chosen: RwSignal::new(Chosen::new()),
            run_out: RwSignal::new(Vec::new()),
        };
        own.recall_types();
        Effect::new(move |_| own.look(clock.now()));
        if !clock.is_set() {
            // The page is for everybody, and may have been in the browser for hours: something may be the viewer's since.
            Effect::new(move |_| own.reread());
        }
        own
    }

    /// The match that they are in.
    pub const fn match_id(&self) -> MatchId {
        self.match_id
    }

    /// The server's time.
    pub fn now(&self) -> UnixMillis {
        self.clock.now()
    }

    /// The same at this moment; none as long as nobody has told it.
    pub(super) fn read_time(&self) -> Option<UnixMillis> {
        self.clock.read()
    }

    /// All of them, what ends first before others.
    pub fn list(&self) -> Vec<HeldSeat> {
        self.list.get()
    }

    /// How many there are.
    pub fn count(&self) -> usize {
        self.list.with(Vec::len)
    }

    /// What they cost together with what an order costs besides, as far as prices are known.
    pub fn total(&self) -> i64 {
        let seats: i64 = self.list.with(|list| list.iter().filter_map(|held| self.price_of(held)).sum());
        seats.saturating_add(self.fee())
    }

    /// What an order costs besides its seats.
    pub fn fee(&self) -> i64 {
        self.tickets.with_value(|tickets| tickets.fee)
    }

    /// Whether there are seats whose time has run out, and none on hold since.
    pub fn may_be_held_again(&self) -> bool {
        self.run_out.with(|seats| !seats.is_empty())
    }

    /// When the first of them ends by itself.
    pub fn ends_first(&self) -> Option<UnixMillis> {
        self.list.with(|list| list.iter().map(|held| held.expires_at).min())
    }

    /// When they end at the latest, if they are lengthened; none where they cannot be, or there is none.
    pub fn can_last_until(&self) -> Option<UnixMillis> {
        let latest = self.list.with(|list| list.iter().map(|held| held.latest).max())?;
        self.ends_first().filter(|end| *end < latest).map(|_| latest)
    }

    /// The page has a seat map.
    pub(super) fn set_map(&self, map: Map) {
        self.map.set_value(Some(map));
    }

    /// The page has a map that can show a seat, wherever it is.
    pub(super) fn set_shower(&self, shower: Callback<SeatId, bool>) {
        self.shower.set_value(Some(shower));
    }

    /// Shows a seat on this page's map; whether there is one that can.
    pub fn show(&self, seat: SeatId) -> bool {
        self.shower.try_get_value().flatten().is_some_and(|shower| shower.run(seat))
    }

    /// The same for one who does not follow them.
    pub(super) fn list_untracked(&self) -> Vec<HeldSeat> {
        self.list.try_get_untracked().unwrap_or_default()
    }

    /// One more, or one anew.
    pub(super) fn insert(&self, held: HeldSeat) {
        // Whoever reads the list is not disturbed for what it has already.
        if self.list.try_with_untracked(|list| list.contains(&held)) == Some(true) {
            return;
        }
        if self.run_out.try_with_untracked(Vec::is_empty) == Some(false) {
            let _ = self.run_out.try_set(Vec::new());
        }
        let _ = self.list.try_update(|list| {
            list.retain(|other| other.seat_id != held.seat_id);
            list.push(held);
            list.sort_by_key(|held| (held.expires_at, held.seat_id));
        });
    }

    /// One less, as the viewer wanted.
    pub(super) fn remove(&self, seat: SeatId) {
        let _ = self.take(seat);
    }

    /// One less, which the viewer did not ask for here: that is said. The seat is in that state now, if it is known.
    pub(super) fn end(&self, seat: SeatId, status: Option<SeatStatus>) {
        let (Some(held), Some(now)) = (self.take(seat), self.clock.read()) else { return };
        let are_news = self.notice.is_fresh(Topic::Ended);
        let end = End::of(&held, status, now);
        if end == End::RanOut {
            let _ = self.run_out.try_update(|seats| seats.push(held.seat_id));
        }
        if let Some(message) =
            self.ended.try_update_value(|ended| ended.add(self.notice.language(), end, &held, are_news))
        {
            self.notice.tell(Topic::Ended, message);
        }
    }

    fn take(&self, seat: SeatId) -> Option<HeldSeat> {
        let find = |list: &Vec<HeldSeat>| list.iter().find(|held| held.seat_id == seat).cloned();
        let held = self.list.try_with_untracked(find).flatten()?;
        let _ = self.list.try_update(|list| list.retain(|held| held.seat_id != seat));
        Some(held)
    }
}

/// Whether a refused release says that the seat is not one's own (any more), as opposed to that nobody knows.
pub(super) fn is_not_own(error: &ApiError) -> bool {
    [ErrorCode::SeatNotHeld, ErrorCode::NotHolder, ErrorCode::SeatNotFound].iter().any(|&code| error.is(code))
}
