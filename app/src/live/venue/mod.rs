//! All seats of a match on one page, as its one map shows them: no signal and no node for each, but flat arrays, and whoever
//! draws them is told which have changed.

mod answers;
mod asking;
mod changing;
mod companions;
mod known;
mod naming;
mod offers;
mod party;
mod snapshot;
mod stream;

use super::{
    Face, Notice, OwnHolds, SeatView,
    doubts::Doubts,
    seat_view::{Press, Request},
};
use crate::{
    page_data::{BlockView, MatchPage, Name, PriceCategory},
    text::{self, words},
};
use jari_core::{
    domain::{BlockId, Currency, Epoch, Language, MatchId, Revision, SeatId, SeatStatus, UnixMillis},
    geometry::{Geometry, SeatIndex},
};
use known::Known;
use leptos::prelude::*;
pub use naming::SeatWords;
pub use offers::Offer;
use offers::Unseated;
use stream::Unfinished;

/// The seats of a match and what is known of each. A handle: copies are of the same board.
#[derive(Clone, Copy)]
pub struct VenueBoard {
    match_id: MatchId,
    own: OwnHolds,
    notice: Notice,
    page: StoredValue<OfPage>,
    /// What the map is made of, once it is there.
    venue: StoredValue<Option<Venue>>,
    /// What of the stream has yet to be told whole.
    unfinished: StoredValue<Unfinished>,
    /// Requests of which nobody knows what became.
    doubts: StoredValue<Doubts>,
    /// The seats that have changed since somebody looked, and who is to be told that there are any.
    changed: StoredValue<Vec<usize>>,
    wake: StoredValue<Option<Callback<()>>>,
    /// Whether the seats are known.
    pub is_there: RwSignal<bool>,
    /// Told whenever the seat has changed that is pointed at.
    pub moved: RwSignal<u32>,
    /// Told once for all seats that have changed since somebody looked.
    pub changes: RwSignal<u32>,
    /// The seat that somebody else was faster with.
    lost: RwSignal<Option<usize>>,
    /// The party that has not got its seats.
    unseated: RwSignal<Option<Unseated>>,
    /// Whether another history has begun, so that a snapshot has to be asked for.
    pub is_outdated: RwSignal<bool>,
    /// The blocks that are followed seat by seat, in order.
    pub followed: RwSignal<Vec<BlockId>>,
    /// Whether companions' seats are sold together with accessible ones.
    is_together: Memo<bool>,
}

/// What the page says of blocks and prices.
struct OfPage {
    blocks: Vec<(BlockId, Name)>,
    categories: Vec<PriceCategory>,
    currency: Currency,
}

/// Where seats are, and how they are.
pub struct Venue {
    /// Where they are.
    pub geometry: Geometry,
    /// Finds them by that.
    pub index: SeatIndex,
    known: Known,
    /// The geometry's name.
    hash: String,
}

impl VenueBoard {
    /// The board of a page, which knows no seat yet.
    pub fn new(page: &MatchPage, own: OwnHolds, notice: Notice) -> Self {
        let until: Option<UnixMillis> = page.companions_until;
        let block = |block: &BlockView| (block.info.id, block.info.name.clone());
        Self {
            match_id: page.info.id,
            own,
            notice,
            page: StoredValue::new(OfPage {
                blocks: page.blocks.iter().map(block).collect(),
                categories: page.categories.clone(),
                currency: page.info.currency,
            }),
            venue: StoredValue::new(None),
            unfinished: StoredValue::new(Unfinished::default()),
            doubts: StoredValue::new(Doubts::default()),
            changed: StoredValue::new(Vec::new()),
            wake: StoredValue::new(None),
            is_there: RwSignal::new(false),
            moved: RwSignal::new(0),
            changes: RwSignal::new(0),
            lost: RwSignal::new(None),
            unseated: RwSignal::new(None),
            is_outdated: RwSignal::new(false),
            followed: RwSignal::new(Vec::new()),
            is_together: Memo::new(move |_| until.is_some_and(|end| own.now() < end)),
        }
    }

    /// The match.
    pub const fn match_id(&self) -> MatchId {
        self.match_id
    }

    /// The language that everything is said in.
    pub const fn language(&self) -> Language {
        self.notice.language()
    }

    /// What prices are in.
    pub fn currency(&self) -> Currency {
        self.page.with_value(|page| page.currency)
    }

    /// Reads of the venue, if it is there.
    pub fn with<T>(&self, read: impl FnOnce(&Venue) -> T) -> Option<T> {
        self.venue.try_with_value(|venue| venue.as_ref().map(read)).flatten()
    }

    /// Who is told that seats have changed.
    pub fn set_wake(&self, wake: Callback<()>) {
        self.wake.set_value(Some(wake));
    }

    /// What shows one of the viewer's seats, wherever it is.
    pub fn set_shower(&self, shower: Callback<SeatId, bool>) {
        self.own.set_shower(shower);
    }

    /// Which seats have changed since this was last asked.
    pub fn take_changed(&self) -> Vec<usize> {
        self.changed.try_update_value(std::mem::take).unwrap_or_default()
    }

    /// Whether the viewer has any seat on hold.
    pub fn has_own(&self) -> bool {
        self.own.count() > 0
    }

    /// What a seat looks like now.
    pub fn face(&self, place: usize) -> Face {
        self.with(|venue| venue.face(place)).unwrap_or(Face::Occupied)
    }

    /// Where a seat is in the geometry.
    pub fn place_of(&self, seat: SeatId) -> Option<usize> {
        self.with(|venue| venue.geometry.place_of(seat)).flatten()
    }

    /// Presses a seat: holds it or lets it go, at once.
    pub fn press(self, place: usize) {
        let Some((seat, view)) = self.with(|venue| venue.at(place)).flatten() else { return };
        match view.press() {
            Press::Hold => match self.lacking(place) {
                Some(accessible) => {
                    let name = self.name_of(accessible).unwrap_or_default();
                    self.notice.fail(text::seats::lacks_accessible(self.notice.language(), &name));
                }
                None => self.ask(place, seat, Request::Hold),
            },
            Press::Release => self.ask(place, seat, Request::Release),
            Press::Gone => self.notice.fail(words!(self.notice.language(), seats.gone)),
            Press::Wait => {}
        }
    }

    /// Lets go of a seat, wherever it is.
    pub fn release(self, seat: SeatId) {
        match self.place_of(seat) {
            Some(place) => self.press(place),
            None => self.own.release(seat),
        }
    }

    fn epoch(&self) -> Option<Epoch> {
        self.with(|venue| venue.known.epoch().clone())
    }

    fn rev_of(&self, block: usize) -> Option<Revision> {
        self.with(|venue| venue.known.rev(block)).flatten()
    }

    fn seat_at(&self, place: usize) -> Option<SeatId> {
        self.with(|venue| venue.geometry.seat_ids.get(place).copied()).flatten()
    }

    fn with_known<T>(&self, act: impl FnOnce(&mut Known) -> T) -> Option<T> {
        self.venue.try_update_value(|venue| venue.as_mut().map(|venue| act(&mut venue.known))).flatten()
    }
}

impl Venue {
    /// What a seat looks like.
    pub fn face(&self, place: usize) -> Face {
        self.known.view(place).map_or(Face::Occupied, |view| view.face())
    }

    /// Whether anybody may hold a seat.
    pub fn is_free(&self, place: usize) -> bool {
        self.known.status(place) == SeatStatus::Available
    }

    /// The places of the viewer's seats.
    pub fn own(&self) -> impl Iterator<Item = usize> {
        self.known.own()
    }

    /// Whether a seat is the viewer's.
    pub fn is_own(&self, place: usize) -> bool {
        self.known.is_own(place)
    }

    fn at(&self, place: usize) -> Option<(SeatId, SeatView)> {
        Some((*self.geometry.seat_ids.get(place)?, self.known.view(place)?))
    }
}

#[cfg(all(test, feature = "ssr"))]
mod tests;
