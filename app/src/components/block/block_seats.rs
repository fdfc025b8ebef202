use crate::{
    live::{Face, SeatView, seat_view::OwnHold},
    map::party::{PartySeat, around, nearest},
    page_data::{BlockPage, PriceCategory, Seat},
    text::seats,
};
use jari_core::domain::{BlockId, Language, MatchId, SeatId, SeatStatus};

/// The seats of a block as they are when its page is rendered.
pub struct BlockSeats {
    /// The match.
    pub match_id: MatchId,
    /// The block.
    pub block_id: BlockId,
    /// The seats, ordered by id.
    pub seats: Vec<Seat>,
    /// The match's price categories.
    pub categories: Vec<PriceCategory>,
    /// How many seats are taken together.
    pub party: usize,
    views: Vec<SeatView>,
    /// Whether companions' seats are sold together with accessible ones.
    is_together: bool,
}

impl BlockSeats {
    /// What a page tells, for a party of so many.
    pub fn new(page: &BlockPage, party: usize) -> Self {
        let rev = page.stream_id.rev;
        let view = |(seat, status): (&Seat, &SeatStatus)| {
            let view = SeatView::new(*status, rev);
            let held = page.held.iter().find(|held| held.seat_id == seat.id);
            held.map_or(view, |held| view.with_own(OwnHold::of(held)))
        };
        let now = page.now.shown();
        Self {
            match_id: page.info.id,
            block_id: page.block.id,
            views: page.seats.iter().zip(&page.statuses).map(view).collect(),
            seats: page.seats.clone(),
            categories: page.categories.clone(),
            party,
            is_together: page.companions_until.is_some_and(|end| now < end),
        }
    }

    /// Where in the order of the seats a seat is.
    pub fn index_of(&self, seat: SeatId) -> Option<usize> {
        self.seats.binary_search_by_key(&seat, |seat| seat.id).ok()
    }

    /// What a seat looks like.
    pub fn face(&self, index: usize) -> Face {
        self.views.get(index).map_or(Face::Occupied, SeatView::face)
    }

    /// How many seats are available.
    pub fn free(&self) -> usize {
        (0..self.seats.len()).filter(|index| self.is_free(*index)).count()
    }

    /// The accessible seat that the viewer has to have for a seat, and does not have.
    pub fn lacking(&self, seat: &Seat) -> Option<&Seat> {
        let accessible = self.index_of(seat.companion_of?)?;
        (self.is_together && self.face(accessible) != Face::Own).then(|| self.seats.get(accessible))?
    }

    /// The free companions' seats of an accessible one.
    pub fn companions_of(&self, accessible: SeatId) -> impl Iterator<Item = &Seat> {
        let of = move |(index, seat): &(usize, &Seat)| {
            seat.companion_of == Some(accessible) && self.is_free(*index)
        };
        self.seats.iter().enumerate().filter(of).map(|(_, seat)| seat)
    }

    /// What the party would take that asks for a seat, as places in the order of the seats; none if they are not side by side there.
    pub fn party_at(&self, index: usize) -> Option<Vec<usize>> {
        around(&self.party_seats(index), index, self.party, |group| self.is_accompanied(group))
    }

    /// The nearest seats side by side for the party, to a seat at which there are none.
    pub fn nearest_party(&self, index: usize) -> Option<Vec<usize>> {
        nearest(&self.party_seats(index), index, self.party, |group| self.is_accompanied(group))
    }

    /// What seats side by side are called.
    pub fn name_of_party(&self, language: Language, group: &[usize]) -> Option<String> {
        let (first, last) = (self.seats.get(*group.first()?)?, self.seats.get(*group.last()?)?);
        Some(seats::from_to(language, &first.row, &first.number, &last.number))
    }

    /// What a seat is called and costs.
    pub fn category_of(&self, seat: &Seat) -> Option<&PriceCategory> {
        self.categories.iter().find(|category| Some(category.id) == seat.category_id)
    }

    fn is_free(&self, index: usize) -> bool {
        self.views.get(index).is_some_and(|view| view.status == SeatStatus::Available)
    }

    /// The block as a party sees it that asks for a seat: accessible seats and companions' go together, and the others.
    fn party_seats(&self, asked: usize) -> Vec<PartySeat> {
        let is_special = |seat: &Seat| seat.accessible || (self.is_together && seat.companion_of.is_some());
        let asked = self.seats.get(asked).is_some_and(is_special);
        let seat = |(index, seat): (usize, &Seat)| {
            let is_free = self.is_free(index);
            let is_open = is_free && is_special(seat) == asked;
            PartySeat { place: seat.place(), at: seat.at(), is_free, is_open }
        };
        self.seats.iter().enumerate().map(seat).collect()
    }

    /// Whether the accessible seat of each companion is in the group, or the viewer's.
    fn is_accompanied(&self, group: &[usize]) -> bool {
        let is_with = |index: &usize| {
            let lacking = self.seats.get(*index).and_then(|seat| self.lacking(seat));
            lacking.is_none_or(|seat| {
                self.index_of(seat.id).is_some_and(|accessible| group.contains(&accessible))
            })
        };
        group.iter().all(is_with)
    }
}
