//! A block's seats on one page: one signal per seat, so that a change repaints that seat and nothing else.

mod companions;
mod doubt;
mod party;
mod requests;

use super::{
    Face, Notice, OwnHolds, SeatView,
    doubts::Doubts,
    seat_view::{OwnHold, Press, Request},
};
use crate::page_data::{Name, PriceCategory, Seat};
use crate::{
    page_data::{BlockPage, HeldSeat},
    text::{self, words},
    wire::{SeatsData, UpdateData},
};
use jari_core::domain::{BlockId, Epoch, MatchId, SeatId, SeatStatus, StreamId};
use leptos::prelude::*;
use party::Unseated;

/// The seats of a block and what is known of each. A handle: copies are of the same board.
#[derive(Clone, Copy)]
pub struct SeatBoard {
    block: StoredValue<Block>,
    views: StoredValue<Vec<RwSignal<SeatView>>>,
    /// How far the stream has come; none when an event could not be read, so that it must start over.
    seen: StoredValue<Option<StreamId>>,
    free: RwSignal<usize>,
    own: OwnHolds,
    notice: Notice,
    /// The seat that somebody else was faster with.
    lost: RwSignal<Option<usize>>,
    /// Requests of which nobody knows what became.
    doubts: StoredValue<Doubts>,
    /// Whether companions' seats are sold together with accessible ones.
    is_together: Memo<bool>,
    /// How many seats are taken together.
    party: RwSignal<usize>,
    /// The party that has not got its seats.
    unseated: RwSignal<Option<Unseated>>,
}

/// What never changes.
struct Block {
    match_id: MatchId,
    block_id: BlockId,
    name: Name,
    /// Ordered by id.
    seats: Vec<Seat>,
    categories: Vec<PriceCategory>,
    /// The companions' seats, each with its accessible one, by their places in `seats`.
    companions: Vec<(usize, usize)>,
}

impl SeatBoard {
    /// The board of a page.
    pub fn new(page: &BlockPage, own: OwnHolds, notice: Notice) -> Self {
        let rev = page.stream_id.rev;
        let view = |(seat, status): (&Seat, &SeatStatus)| {
            let view = SeatView::new(*status, rev);
            let held = page.held.iter().find(|held| held.seat_id == seat.id);
            held.map_or(view, |held| view.with_own(OwnHold::of(held)))
        };
        let views: Vec<SeatView> = page.seats.iter().zip(&page.statuses).map(view).collect();
        let until = page.companions_until;
        let board = Self {
            is_together: Memo::new(move |_| until.is_some_and(|end| own.now() < end)),
            free: RwSignal::new(views.iter().filter(|view| is_free(view)).count()),
            views: StoredValue::new(views.into_iter().map(RwSignal::new).collect()),
            seen: StoredValue::new(Some(page.stream_id.clone())),
            block: StoredValue::new(Block {
                match_id: page.info.id,
                block_id: page.block.id,
                name: page.block.name.clone(),
                seats: page.seats.clone(),
                categories: page.categories.clone(),
                companions: companions::companions(&page.seats),
            }),
            own,
            notice,
            lost: RwSignal::new(None),
            party: RwSignal::new(1),
            unseated: RwSignal::new(None),
            doubts: StoredValue::new(Doubts::default()),
        };
        own.set_map(board.as_map());
        board
    }

    /// The match and the block.
    pub fn ids(&self) -> (MatchId, BlockId) {
        self.block.with_value(|block| (block.match_id, block.block_id))
    }

    /// How many seats are available.
    pub fn free(&self) -> usize {
        self.free.get()
    }

    /// The signal of each seat, in the order of the seats.
    pub fn views(&self) -> Vec<RwSignal<SeatView>> {
        self.views.get_value()
    }

    /// Every seat with its latest known state.
    pub fn statuses(&self) -> Vec<(SeatId, SeatStatus)> {
        let ids =
            self.block.try_with_value(|block| block.seats.iter().map(|seat| seat.id).collect::<Vec<_>>());
        let views = self.views.try_get_value().unwrap_or_default();
        let statuses = views.iter().filter_map(|view| view.try_get_untracked()).map(|view| view.status);
        ids.unwrap_or_default().into_iter().zip(statuses).collect()
    }

    /// Where in the order of the seats a seat is.
    pub fn index_of(&self, seat: SeatId) -> Option<usize> {
        self.block.try_with_value(|block| block.seats.binary_search_by_key(&seat, |s| s.id).ok()).flatten()
    }

    /// The seat at that place in the order of the seats.
    pub fn seat(&self, index: usize) -> Option<Seat> {
        self.block.try_with_value(|block| block.seats.get(index).cloned()).flatten()
    }

    /// What a seat looks like now.
    pub fn face(&self, index: usize) -> Option<Face> {
        Some(self.signal(index)?.get().face())
    }

    /// Presses a seat: holds it or lets it go, at once.
    pub fn press(self, seat: SeatId) {
        let Some(index) = self.index_of(seat) else { return };
        let Some(view) = self.signal(index).and_then(|signal| signal.try_get_untracked()) else { return };
        match view.press() {
            Press::Hold => match self.lacking_now(index) {
                Some(accessible) => {
                    let language = self.notice.language();
                    let name = text::seats::seat(language, &accessible.row, &accessible.number);
                    self.notice.fail(text::seats::lacks_accessible(language, &name));
                }
                None => self.ask(index, seat, Request::Hold),
            },
            Press::Release => self.ask(index, seat, Request::Release),
            Press::Gone => self.notice.fail(words!(self.notice.language(), seats.gone)),
            Press::Wait => {}
        }
    }

    /// The nearest free seat that is like the one that somebody else was faster with: of the same category, and for the same
    /// people.
    pub fn instead_of_lost(&self) -> Option<Seat> {
        let lost = self.lost.get()?;
        let is_free = |index: usize| self.signal(index).is_some_and(|signal| is_free(&signal.get()));
        self.block.with_value(|block| {
            let lost = block.seats.get(lost)?;
            let is_like = |seat: &Seat| {
                let kind = |seat: &Seat| (seat.category_id, seat.accessible, seat.companion_of.is_some());
                kind(seat) == kind(lost) && seat.id != lost.id && self.lacking(seat).is_none()
            };
            let like =
                block.seats.iter().enumerate().filter(|(index, seat)| is_like(seat) && is_free(*index));
            let distance = |seat: &Seat| (seat.x - lost.x).powi(2) + (seat.y - lost.y).powi(2);
            let nearest = like.min_by(|(_, a), (_, b)| distance(a).total_cmp(&distance(b)));
            nearest.map(|(_, seat)| seat.clone())
        })
    }

    /// What a seat is called, and what it costs.
    pub fn price_of(&self, seat: &Seat) -> Option<i64> {
        self.block.with_value(|block| {
            let category = block.categories.iter().find(|category| Some(category.id) == seat.category_id);
            category.and_then(|category| category.price)
        })
    }

    /// Lets go of a seat of this block or of another.
    pub fn release(self, seat: SeatId) {
        match self.index_of(seat) {
            Some(_) => self.press(seat),
            None => self.own.release(seat),
        }
    }

    /// The stream's place, to go on from.
    pub fn seen(&self) -> Option<StreamId> {
        self.seen.try_get_value().flatten()
    }

    /// Something of the stream was not understood: it has to start over, as it must never be skipped in silence.
    pub fn lose_track(&self) {
        let _ = self.seen.try_update_value(|seen| *seen = None);
    }

    /// The stream's `init`.
    pub fn reset(&self, id: StreamId, data: &SeatsData) {
        let same_epoch = self.epoch().is_some_and(|epoch| epoch == id.epoch);
        for seat in &data.seats {
            if let Some(index) = self.index_of(seat.id) {
                self.change(index, |view| view.reset(seat.status, id.rev, same_epoch));
            }
        }
        let _ = self.seen.try_update_value(|seen| *seen = Some(id));
        // What happened to one's own holds in between, the snapshot does not tell.
        self.reread_own_soon();
    }

    /// The stream's `update`.
    pub fn update(&self, id: StreamId, data: UpdateData) {
        if let Some(index) = self.index_of(data.seat_id) {
            let mut is_unclear = false;
            self.change(index, |view| is_unclear = view.updated(data.status, id.rev));
            self.doubt_again(data);
            if is_unclear {
                self.own.reread();
            }
        }
        let _ = self.seen.try_update_value(|seen| *seen = Some(id));
    }

    fn epoch(&self) -> Option<Epoch> {
        self.seen.try_with_value(|seen| seen.as_ref().map(|id| id.epoch.clone())).flatten()
    }

    /// None once the page is gone.
    fn signal(&self, index: usize) -> Option<RwSignal<SeatView>> {
        self.views.try_with_value(|views| views.get(index).copied()).flatten()
    }

    /// Changes what is known of a seat, and with it what is derived: the count of free seats and the viewer's list.
    fn change(&self, index: usize, change: impl FnOnce(&mut SeatView)) {
        let Some(signal) = self.signal(index) else { return };
        let Some(before) = signal.try_get_untracked() else { return };
        let mut after = before;
        change(&mut after);
        if after == before {
            return;
        }
        let _ = signal.try_set(after);
        match (is_free(&before), is_free(&after)) {
            (false, true) => drop(self.free.try_update(|free| *free += 1)),
            (true, false) => drop(self.free.try_update(|free| *free = free.saturating_sub(1))),
            _ => {}
        }
        match after.own {
            own if own == before.own => {}
            Some(own) => self.list_own(index, own),
            None => self.unlist_own(index, before, after.status),
        }
    }

    fn list_own(&self, index: usize, own: OwnHold) {
        let held = self.block.try_with_value(|block| {
            let seat = block.seats.get(index)?;
            let category = block.categories.iter().find(|category| Some(category.id) == seat.category_id);
            Some(HeldSeat {
                seat_id: seat.id,
                block_id: block.block_id,
                block_name: block.name.clone(),
                row: seat.row.clone(),
                number: seat.number.clone(),
                notes: seat.notes(),
                price: category.and_then(|category| category.price),
                prices: category.map(|category| category.prices.clone()).unwrap_or_default(),
                expires_at: own.expires_at,
                latest: own.latest,
                rev: own.rev,
            })
        });
        if let Some(held) = held.flatten() {
            self.own.insert(held);
        }
    }

    /// A hold of one's own is no more. What the viewer has asked for is answered where it was asked.
    fn unlist_own(&self, index: usize, before: SeatView, status: SeatStatus) {
        let Some(seat) = self.seat_at(index) else { return };
        if before.request.is_some() || self.is_in_doubt(seat) {
            self.own.remove(seat);
        } else {
            self.own.end(seat, Some(status));
        }
    }

    fn seat_at(&self, index: usize) -> Option<SeatId> {
        self.block.try_with_value(|block| block.seats.get(index).map(|seat| seat.id)).flatten()
    }
}

fn is_free(view: &SeatView) -> bool {
    view.status == SeatStatus::Available
}
