//! What one browser knows of all seats of a match: a few bytes a seat, in the order of the geometry.

use crate::live::{
    SeatView,
    seat_view::{OwnHold, Request},
};
use jari_core::{
    domain::{Epoch, Revision, SeatStatus},
    geometry::{Geometry, States},
};

/// The latest known state of every seat, and how far each block is known.
#[derive(Clone, Debug)]
pub(super) struct Known {
    epoch: Epoch,
    /// The revision of each block, in the geometry's order; none for one that has to be told anew.
    revs: Vec<Option<Revision>>,
    statuses: Vec<SeatStatus>,
    /// The revision at which each status is known to have been so.
    seen: Vec<Revision>,
    /// Of the few seats with which the viewer has to do, what is their own.
    own: Vec<Own>,
}

#[derive(Clone, Copy, Debug)]
struct Own {
    place: usize,
    hold: Option<OwnHold>,
    request: Option<Request>,
    from_snapshot: bool,
}

impl Known {
    /// What a snapshot says, if it is one of this geometry.
    pub(super) fn new(geometry: &Geometry, states: &States) -> Option<Self> {
        let fits = states.len() == geometry.len() && states.revs.len() == geometry.blocks.len();
        fits.then(|| Self {
            epoch: states.epoch.clone(),
            revs: states.revs.iter().copied().map(Some).collect(),
            statuses: (0..states.len()).map(|place| states.get(place)).collect(),
            seen: geometry
                .blocks
                .iter()
                .zip(&states.revs)
                .flat_map(|(block, rev)| std::iter::repeat_n(*rev, block.seats.len()))
                .collect(),
            own: Vec::new(),
        })
    }

    /// The history that the revisions belong to.
    pub(super) const fn epoch(&self) -> &Epoch {
        &self.epoch
    }

    /// The revision that a block is known at.
    pub(super) fn rev(&self, block: usize) -> Option<Revision> {
        self.revs.get(block).copied().flatten()
    }

    /// A block is known at this revision now.
    pub(super) fn comes_to(&mut self, block: usize, rev: Revision) {
        if let Some(slot) = self.revs.get_mut(block) {
            *slot = Some(rev);
        }
    }

    /// A block has to be told anew.
    pub(super) fn lose(&mut self, block: usize) {
        if let Some(slot) = self.revs.get_mut(block) {
            *slot = None;
        }
    }

    /// Another history has begun: no revision of the one before says anything in it.
    pub(super) fn begin(&mut self, epoch: Epoch) {
        if self.epoch != epoch {
            self.epoch = epoch;
            self.revs.fill(None);
            self.seen.fill(Revision(0));
        }
    }

    /// The state of a seat.
    pub(super) fn status(&self, place: usize) -> SeatStatus {
        self.statuses.get(place).copied().unwrap_or(SeatStatus::Occupied)
    }

    /// Whether a seat is the viewer's, or the viewer has asked for it.
    pub(super) fn is_own(&self, place: usize) -> bool {
        self.own.iter().any(|own| own.place == place && own.hold.is_some())
    }

    /// The places of the seats that are the viewer's.
    pub(super) fn own(&self) -> impl Iterator<Item = usize> {
        self.own.iter().filter(|own| own.hold.is_some()).map(|own| own.place)
    }

    /// All that is known of a seat.
    pub(super) fn view(&self, place: usize) -> Option<SeatView> {
        let (status, seen) = (*self.statuses.get(place)?, *self.seen.get(place)?);
        let own = self.own.iter().find(|own| own.place == place);
        let from_snapshot = own.is_none_or(|own| own.from_snapshot);
        Some(SeatView::packed(
            status,
            seen,
            from_snapshot,
            own.and_then(|own| own.hold),
            own.and_then(|own| own.request),
        ))
    }

    /// Changes what is known of a seat; what it was and what it is, if that is not the same.
    pub(super) fn change(
        &mut self,
        place: usize,
        change: impl FnOnce(&mut SeatView),
    ) -> Option<(SeatView, SeatView)> {
        let before = self.view(place)?;
        let mut after = before;
        change(&mut after);
        if after == before {
            return None;
        }
        let (seen, from_snapshot) = after.seen();
        *self.statuses.get_mut(place)? = after.status;
        *self.seen.get_mut(place)? = seen;
        self.own.retain(|own| own.place != place);
        if after.own.is_some() || after.request.is_some() || !from_snapshot {
            self.own.push(Own { place, hold: after.own, request: after.request, from_snapshot });
        }
        Some((before, after))
    }

    /// All states, as a snapshot of this geometry says them.
    pub(super) fn states(&self, geometry: String) -> States {
        let revs = self.revs.iter().map(|rev| rev.unwrap_or_default()).collect();
        let mut states = States::new(geometry, self.epoch.clone(), revs, self.statuses.len());
        for (place, status) in self.statuses.iter().enumerate() {
            states.set(place, *status);
        }
        states
    }

    /// Whether a request of the viewer's has yet to be answered.
    pub(super) fn is_asking(&self) -> bool {
        self.own.iter().any(|own| own.request.is_some())
    }
}
