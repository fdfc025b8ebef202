//! The seats that the viewer has on hold in a match, in whichever block they are.

use super::Notice;
use crate::{
    domain::{MatchId, SeatId, UnixMillis},
    error::ApiError,
    server_fns::{load_held, release_seat},
    text,
    view::HeldSeat,
};
use leptos::{prelude::*, task::spawn_local};

/// The viewer's holds. They are known from the page and from the viewer's own requests; no stream tells them.
#[derive(Clone, Copy)]
pub struct OwnHolds {
    match_id: MatchId,
    list: RwSignal<Vec<HeldSeat>>,
    notice: Notice,
}

impl OwnHolds {
    /// The holds that the page carried.
    pub fn new(match_id: MatchId, held: Vec<HeldSeat>, notice: Notice) -> Self {
        Self { match_id, list: RwSignal::new(held), notice }
    }

    /// The match that they are in.
    pub const fn match_id(&self) -> MatchId {
        self.match_id
    }

    /// All of them, the oldest first.
    pub fn list(&self) -> Vec<HeldSeat> {
        self.list.get()
    }

    /// How many there are.
    pub fn count(&self) -> usize {
        self.list.with(Vec::len)
    }

    /// What they cost together, as far as prices are known.
    pub fn total(&self) -> i64 {
        self.list.with(|list| list.iter().filter_map(|held| held.price).sum())
    }

    /// When the first of them ends by itself.
    pub fn ends_first(&self) -> Option<UnixMillis> {
        self.list.with(|list| list.iter().map(|held| held.expires_at).min())
    }

    /// The same for one who does not follow them.
    pub(super) fn list_untracked(&self) -> Vec<HeldSeat> {
        self.list.try_get_untracked().unwrap_or_default()
    }

    /// Asks which holds are one's own, on a page without seats.
    pub fn reread(self) {
        spawn_local(async move {
            if let Ok(held) = load_held(self.match_id).await {
                self.replace_elsewhere(|_| false, held);
            }
        });
    }

    /// Takes a list of one's own holds in, but for the seats that are `here`: their map knows better.
    pub(super) fn replace_elsewhere(&self, here: impl Fn(SeatId) -> bool, held: Vec<HeldSeat>) {
        let _ = self.list.try_update(|list| {
            list.retain(|known| here(known.seat_id));
            list.extend(held.into_iter().filter(|held| !here(held.seat_id)));
            list.sort_by_key(|held| (held.expires_at, held.seat_id));
        });
    }

    /// One more, or one anew.
    pub(super) fn insert(&self, held: HeldSeat) {
        let _ = self.list.try_update(|list| {
            list.retain(|other| other.seat_id != held.seat_id);
            list.push(held);
        });
    }

    /// One less.
    pub(super) fn remove(&self, seat: SeatId) {
        if self.list.try_with_untracked(|list| list.iter().any(|held| held.seat_id == seat)) == Some(true) {
            let _ = self.list.try_update(|list| list.retain(|held| held.seat_id != seat));
        }
    }

    /// Lets go of a seat that no map on this page shows.
    pub fn release(self, seat: SeatId) {
        self.notice.clear();
        spawn_local(async move {
            match release_seat(self.match_id, seat).await {
                Ok(_) => self.remove(seat),
                Err(error) => {
                    if is_not_own(&error) {
                        self.remove(seat);
                    }
                    self.notice.fail(error.message);
                }
            }
        });
    }

    /// Drops those whose time has run out.
    pub fn expire(&self, now: UnixMillis) {
        let over = |held: &HeldSeat| held.expires_at <= now;
        if self.list.try_with_untracked(|list| list.iter().any(over)) == Some(true) {
            let _ = self.list.try_update(|list| list.retain(|held| !over(held)));
            self.notice.tell(text::seats::RAN_OUT);
        }
    }
}

/// Whether a refused release says that the seat is not one's own (any more), as opposed to that nobody knows.
pub(super) fn is_not_own(error: &ApiError) -> bool {
    matches!(error.code.as_str(), "SEAT_NOT_HELD" | "NOT_HOLDER" | "SEAT_NOT_FOUND")
}
