//! The search for the best seats over the blocks of a match.

use super::{
    Proposal,
    key::{Bound, Key, ring},
    ranked::{Nearest, RankedBlock, RankedRow, RankedSeat, RankedVenue},
    row::{Part, Row},
    side_by_side, two_rows,
    wish::Wanted,
};
use crate::domain::{BlockId, SeatId, SeatStatus, Snapshot};
use std::{collections::HashMap, sync::Arc};

/// What is known of a match's seats.
pub struct States<'a> {
    /// How many seats each block has free.
    pub free: &'a HashMap<BlockId, u32>,
    /// The blocks whose seats are known.
    pub known: &'a HashMap<BlockId, Arc<Snapshot>>,
    /// Seats that somebody else is being given.
    pub is_promised: &'a dyn Fn(SeatId) -> bool,
}

/// What a search has come to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Search {
    /// These are the best.
    Found(Proposal),
    /// That is not known before these blocks are: there is one at least, and each is not known.
    Unknown(Vec<BlockId>),
    /// There are no seats together.
    Nothing,
}

/// Searches for the best seats. `salt` decides what is proposed of what is equally good.
pub fn search(venue: &RankedVenue, wanted: &Wanted, states: &States<'_>, salt: u64) -> Search {
    let has_enough =
        |block: &RankedBlock| states.free.get(&block.id).is_some_and(|free| *free as usize >= wanted.count);
    let blocks = venue.blocks.iter().filter(|block| has_enough(block));
    let mut blocks: Vec<_> =
        blocks.filter_map(|block| Some((bound_of(&block.nearest, wanted)?, block))).collect();
    blocks.sort_by_key(|(bound, block)| (*bound, block.id));

    let mut best: Option<(Key, Part<'_>, BlockId)> = None;
    let mut unknown = Vec::new();
    for &(bound, block) in &blocks {
        if best.as_ref().is_some_and(|(key, ..)| key.bound < bound) {
            break;
        }
        let Some(snapshot) = states.known.get(&block.id) else {
            unknown.push((bound, block.id));
            continue;
        };
        for (place, ranked) in block.rows.iter().enumerate() {
            // Most rows have nothing that is as good as what is found already, whoever sits there.
            let may_be_better = |bound| best.as_ref().is_none_or(|(key, ..)| bound <= key.bound);
            if !bound_of(&ranked.nearest, wanted).is_some_and(may_be_better)
                || !open_bound(ranked, wanted, snapshot).is_some_and(may_be_better)
            {
                continue;
            }
            let row = row(ranked, wanted, snapshot, states);
            if let Some((key, part)) = side_by_side::best(&row, place, wanted, salt)
                && best.as_ref().is_none_or(|(least, ..)| key < *least)
            {
                best = Some((key, part, block.id));
            }
        }
    }
    match &best {
        // Some of them may have turned out to be worse than what was found after them.
        Some((key, ..)) => unknown.retain(|(bound, _)| *bound <= key.bound),
        // Most likely there is something in one of the next; as many again, so that few rounds lead to the end.
        None => unknown.truncate((blocks.len() - unknown.len()).max(1)),
    }
    if !unknown.is_empty() {
        return Search::Unknown(unknown.into_iter().map(|(_, block)| block).collect());
    }
    if let Some((_, part, block_id)) = best {
        return found(block_id, part.ids().collect(), true);
    }
    // The best block that has them, as two rows are no place to be choosy.
    for (_, block) in blocks {
        let Some(snapshot) = states.known.get(&block.id) else { continue };
        let rows: Vec<_> = block.rows.iter().map(|ranked| row(ranked, wanted, snapshot, states)).collect();
        if let Some((_, [front, back])) = two_rows::best(&rows, wanted, block.step, salt) {
            return found(block.id, front.ids().chain(back.ids()).collect(), false);
        }
    }
    Search::Nothing
}

fn found(block_id: BlockId, mut seats: Vec<SeatId>, is_side_by_side: bool) -> Search {
    seats.sort_unstable();
    Search::Found(Proposal { block_id, seats, is_side_by_side })
}

/// The best that there may be of seats the nearest of which are these; none if none of them fits.
fn bound_of(nearest: &Nearest, wanted: &Wanted) -> Option<Bound> {
    let fitting = nearest.iter().filter_map(|(kind, nearest)| Some((wanted.rank(kind)?, nearest)));
    Some(bound(wanted, fitting.min()?))
}

/// The same of the seats of a row that are free, whomever they are promised; none if too few of them fit. In the midst of a sale most
/// rows near the middle have nothing left there, which is seen at a glance.
fn open_bound(row: &RankedRow, wanted: &Wanted, snapshot: &Snapshot) -> Option<Bound> {
    let (mut fitting, mut best) = (0, None);
    for seat in row.seats.iter().filter(|seat| is_available(seat, snapshot)) {
        let Some(category) = wanted.rank(seat.kind) else { continue };
        let this = (category, seat.distance);
        best = Some(best.map_or(this, |best| this.min(best)));
        fitting += 1;
    }
    best.filter(|_| fitting >= wanted.count).map(|best| bound(wanted, best))
}

fn bound(wanted: &Wanted, (category, nearest): (u32, u32)) -> Bound {
    Bound { spaces: wanted.least_spaces(), category, orphans: 0, ring: ring(u64::from(nearest), 1) }
}

fn is_available(seat: &RankedSeat, snapshot: &Snapshot) -> bool {
    let state = snapshot.seats.get(seat.slot).filter(|state| state.seat_id == seat.id);
    state.is_some_and(|state| state.status == SeatStatus::Available)
}

fn row<'a>(ranked: &'a RankedRow, wanted: &Wanted, snapshot: &Snapshot, states: &States<'_>) -> Row<'a> {
    let is_free = |seat: &RankedSeat| is_available(seat, snapshot) && !(states.is_promised)(seat.id);
    Row::new(&ranked.seats, wanted, is_free)
}
