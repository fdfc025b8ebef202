//! What a choice leaves alone in the rows that it is of, as they are now.

use crate::{
    domain::{
        BlockId, MatchId, SeatId, SeatStatus, Venue,
        best_available::{Orphan, RowSeat, keep_company, orphans},
        command::Place,
    },
    ports::{LoadAllocationStatus, StoreError},
};
use std::collections::{BTreeMap, HashMap};

/// What there is to say of a choice.
#[derive(Debug, Default)]
pub(super) struct Look {
    /// The free seats that it leaves alone.
    pub(super) alone: Vec<Orphan>,
    /// The free seats that have to stay so for it to leave none alone.
    pub(super) company: Vec<Place>,
}

/// Looks at a choice of seats of a match.
pub(super) async fn look(
    status: &dyn LoadAllocationStatus,
    match_id: MatchId,
    venue: &Venue,
    places: &[Place],
) -> Result<Look, StoreError> {
    let mut blocks: BTreeMap<BlockId, Vec<SeatId>> = BTreeMap::new();
    for (block_id, seat_id) in places {
        blocks.entry(*block_id).or_default().push(*seat_id);
    }
    let mut look = Look::default();
    for (block_id, choice) in blocks {
        let Some(block) = venue.block(block_id) else { continue };
        let snapshot = status.snapshot(match_id, block_id).await?;
        let states: HashMap<_, _> = snapshot.seats.iter().map(|seat| (seat.seat_id, seat.status)).collect();
        let is_free = |seat_id| states.get(&seat_id) == Some(&SeatStatus::Available);
        let mut rows: HashMap<_, Vec<RowSeat>> = HashMap::new();
        for seat in block.seats.iter().filter(|seat| choice.contains(&seat.id)) {
            rows.entry(seat.place.row_id).or_default();
        }
        for seat in &block.seats {
            if let Some(row) = rows.get_mut(&seat.place.row_id) {
                row.push(RowSeat { seat_id: seat.id, index: seat.place.index, is_free: is_free(seat.id) });
            }
        }
        for row in rows.values() {
            look.alone.extend(orphans(row, &choice));
            look.company.extend(keep_company(row, &choice).into_iter().map(|seat_id| (block_id, seat_id)));
        }
    }
    look.alone.sort_by_key(|orphan| orphan.seat_id);
    Ok(look)
}
