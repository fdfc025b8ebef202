//! A venue as the search sees it. It never changes, and is prepared once.

use super::focus::focus;
use crate::domain::{Block, BlockId, CategoryId, Point, RowId, Seat, SeatId, Venue, VenueId};
use std::{collections::HashMap, sync::Arc};

/// The distance of the farthest seat.
const FARTHEST: f64 = 65_535.0;

/// A venue's seats by their rows, each with how far it is from where everybody looks.
#[derive(Debug)]
pub struct RankedVenue {
    /// The venue.
    pub id: VenueId,
    pub(super) blocks: Vec<RankedBlock>,
    /// What kinds of seats there are.
    pub(super) kinds: Vec<Kind>,
    /// The seats of companions, each with the accessible seat that it belongs to.
    pub(super) companions: Arc<HashMap<SeatId, SeatId>>,
}

/// What makes a seat fit a wish or not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Kind {
    pub(super) category_id: Option<CategoryId>,
    pub(super) accessible: bool,
    pub(super) is_companion: bool,
}

#[derive(Debug)]
pub(super) struct RankedBlock {
    pub(super) id: BlockId,
    /// Its rows, front row first.
    pub(super) rows: Vec<RankedRow>,
    /// The nearest of its seats.
    pub(super) nearest: Nearest,
    /// The usual way from a seat to its neighbour; 0 where no seats are side by side.
    pub(super) step: f64,
}

#[derive(Debug)]
pub(super) struct RankedRow {
    /// Its seats, along the row.
    pub(super) seats: Vec<RankedSeat>,
    /// The nearest of them.
    pub(super) nearest: Nearest,
}

/// Of each kind of seat that there is, how far the nearest is.
#[derive(Debug, Default)]
pub(super) struct Nearest(Vec<(usize, u32)>);

#[derive(Clone, Copy, Debug)]
pub(super) struct RankedSeat {
    pub(super) id: SeatId,
    /// Its place in its row.
    pub(super) index: u32,
    /// Its place among the kinds.
    pub(super) kind: usize,
    /// How far it is, in parts of the way of the farthest seat.
    pub(super) distance: u32,
    pub(super) at: Point,
    /// Its place among the block's seats, by which a snapshot has it.
    pub(super) slot: usize,
}

impl RankedVenue {
    /// Prepares a venue.
    pub fn new(venue: &Venue) -> Self {
        let focus = focus(venue);
        let away = |seat: &Seat| (seat.at.x - focus.x).hypot(seat.at.y - focus.y);
        let farthest = venue.blocks.iter().flat_map(|block| &block.seats).map(away).fold(0.0, f64::max);
        let scale = if farthest > 0.0 { FARTHEST / farthest } else { 0.0 };
        let mut kinds = Vec::new();
        let blocks = venue.blocks.iter();
        let blocks = blocks.map(|block| RankedBlock::new(block, &mut kinds, |seat| away(seat) * scale));
        let blocks = blocks.collect();
        let seats = venue.blocks.iter().flat_map(|block| &block.seats);
        let companions = seats.filter_map(|seat| Some((seat.id, seat.companion_of?))).collect();
        Self { id: venue.id, blocks, kinds, companions: Arc::new(companions) }
    }
}

impl Nearest {
    /// The kinds with their distances.
    pub(super) fn iter(&self) -> impl Iterator<Item = (usize, u32)> {
        self.0.iter().copied()
    }

    fn take(&mut self, kind: usize, distance: u32) {
        match self.0.iter_mut().find(|(known, _)| *known == kind) {
            Some((_, least)) => *least = distance.min(*least),
            None => self.0.push((kind, distance)),
        }
    }
}

impl RankedRow {
    fn new(mut seats: Vec<RankedSeat>) -> Self {
        seats.sort_unstable_by_key(|seat| seat.index);
        let mut nearest = Nearest::default();
        seats.iter().for_each(|seat| nearest.take(seat.kind, seat.distance));
        Self { seats, nearest }
    }
}

impl RankedBlock {
    fn new(block: &Block, kinds: &mut Vec<Kind>, distance: impl Fn(&Seat) -> f64) -> Self {
        let mut rows: Vec<(RowId, Vec<RankedSeat>)> = Vec::new();
        let mut nearest = Nearest::default();
        for (slot, seat) in block.seats.iter().enumerate() {
            let is_companion = seat.companion_of.is_some();
            let kind = Kind { category_id: seat.category_id, accessible: seat.accessible, is_companion };
            let kind = kinds.iter().position(|known| *known == kind).unwrap_or_else(|| {
                kinds.push(kind);
                kinds.len() - 1
            });
            // It is between 0 and the farthest.
            let distance = distance(seat).round() as u32;
            nearest.take(kind, distance);
            let ranked =
                RankedSeat { id: seat.id, index: seat.place.index, kind, distance, at: seat.at, slot };
            match rows.iter_mut().rev().find(|(row, _)| *row == seat.place.row_id) {
                Some((_, row)) => row.push(ranked),
                None => rows.push((seat.place.row_id, vec![ranked])),
            }
        }
        let rows: Vec<_> = rows.into_iter().map(|(_, row)| RankedRow::new(row)).collect();
        let step = usual_step(&rows);
        Self { id: block.info.id, rows, nearest, step }
    }
}

/// The middle one of the ways between neighbours.
fn usual_step(rows: &[RankedRow]) -> f64 {
    let pairs = rows.iter().flat_map(|row| row.seats.iter().zip(row.seats.iter().skip(1)));
    let steps = pairs.filter(|(a, b)| a.index + 1 == b.index).map(|(a, b)| apart(a.at, b.at));
    let mut steps: Vec<f64> = steps.collect();
    steps.sort_unstable_by(f64::total_cmp);
    steps.get(steps.len() / 2).copied().unwrap_or(0.0)
}

/// The way between two places.
pub(super) fn apart(a: Point, b: Point) -> f64 {
    (a.x - b.x).hypot(a.y - b.y)
}
