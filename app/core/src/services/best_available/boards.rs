//! The seats of blocks as they were last read: what has not changed since, by its revision, is not read again.

use crate::{
    domain::{BlockId, Counts, Held, MatchId, Revision, SeatChange, SeatStatus, Snapshot},
    ports::{LoadAllocationStatus, StoreError},
};
use std::{
    collections::{BTreeMap, HashMap},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

/// So many seats of all blocks are kept, some 12 MB. When there are more, all are forgotten: they are soon read again.
const MAX_SEATS: usize = 500_000;

#[derive(Default)]
pub(super) struct Boards(Mutex<Kept>);

#[derive(Default)]
struct Kept {
    boards: HashMap<(MatchId, BlockId), Board>,
    seats: usize,
}

struct Board {
    snapshot: Arc<Snapshot>,
    /// Holds that are known and not in it yet, as somebody else's change comes before them.
    ahead: BTreeMap<Revision, SeatChange>,
}

impl Boards {
    /// A block's seats as they were when `counts` was read, or later.
    pub(super) async fn of(
        &self,
        store: &dyn LoadAllocationStatus,
        match_id: MatchId,
        block_id: BlockId,
        counts: &Counts,
    ) -> Result<Arc<Snapshot>, StoreError> {
        let key = (match_id, block_id);
        if let Some(kept) = self.lock().current(key, counts) {
            return Ok(kept);
        }
        let read = store.snapshot(match_id, block_id).await?;
        self.lock().keep(key, &read);
        Ok(read)
    }

    /// The blocks whose seats are known as they were when `counts` was read, or later.
    pub(super) fn known(&self, match_id: MatchId, counts: &Counts) -> HashMap<BlockId, Arc<Snapshot>> {
        let kept = self.lock();
        let blocks = counts.blocks.iter().map(|count| count.block_id);
        blocks.filter_map(|block_id| Some((block_id, kept.current((match_id, block_id), counts)?))).collect()
    }

    /// Somebody has just been given these seats: a board that lacks nothing but them need not be read again. A board of another
    /// epoch than theirs may then be wrong, and is nobody's: it is asked for by the epoch of the counts.
    pub(super) fn held(&self, match_id: MatchId, held: &[Held]) {
        let mut kept = self.lock();
        for Held { seat_id, block_id, rev, .. } in held {
            if let Some(board) = kept.boards.get_mut(&(match_id, *block_id)) {
                board.learn(SeatChange { seat_id: *seat_id, status: SeatStatus::Hold, rev: *rev });
            }
        }
    }

    fn lock(&self) -> MutexGuard<'_, Kept> {
        // Nothing is done under the lock that could panic.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Board {
    fn learn(&mut self, change: SeatChange) {
        if change.rev <= self.snapshot.rev {
            return;
        }
        self.ahead.insert(change.rev, change);
        // Too much is ahead of something that nobody here has done: it is read when it is asked for.
        if self.ahead.len() > self.snapshot.seats.len() {
            self.ahead.clear();
        }
        self.advance();
    }

    /// Takes up what follows.
    fn advance(&mut self) {
        while let Some(next) = self.ahead.first_entry() {
            let at = self.snapshot.rev;
            if next.key().0 > at.0 + 1 {
                return;
            }
            let change = next.remove();
            if change.rev <= at {
                continue;
            }
            let seats = &self.snapshot.seats;
            let Ok(place) = seats.binary_search_by_key(&change.seat_id, |seat| seat.seat_id) else { return };
            // It is copied where somebody looks at it just now, and nowhere else.
            let snapshot = Arc::make_mut(&mut self.snapshot);
            if let Some(seat) = snapshot.seats.get_mut(place) {
                *seat = change;
            }
            snapshot.rev = change.rev;
        }
    }
}

impl Kept {
    fn current(&self, key: (MatchId, BlockId), counts: &Counts) -> Option<Arc<Snapshot>> {
        let kept = &self.boards.get(&key)?.snapshot;
        let place = counts.blocks.binary_search_by_key(&key.1, |count| count.block_id).ok()?;
        let at = counts.blocks.get(place)?.rev;
        // Within an epoch a revision means the same state to everybody (invariant I3).
        (kept.epoch == counts.epoch && kept.rev >= at).then(|| Arc::clone(kept))
    }

    fn keep(&mut self, key: (MatchId, BlockId), board: &Arc<Snapshot>) {
        let is_older = |kept: &Board| kept.snapshot.epoch == board.epoch && kept.snapshot.rev > board.rev;
        if self.boards.get(&key).is_some_and(is_older) {
            return;
        }
        if self.seats + board.seats.len() > MAX_SEATS {
            *self = Self::default();
        }
        self.seats += board.seats.len();
        let ahead = self.boards.remove(&key).map(|before| {
            self.seats = self.seats.saturating_sub(before.snapshot.seats.len());
            // What is of another epoch says nothing of this one.
            if before.snapshot.epoch == board.epoch { before.ahead } else { BTreeMap::new() }
        });
        let mut board = Board { snapshot: Arc::clone(board), ahead: ahead.unwrap_or_default() };
        board.advance();
        self.boards.insert(key, board);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{BlockCount, Epoch, SeatId, UnixMillis};

    const KEY: (MatchId, BlockId) = (MatchId(1), BlockId(2));

    fn board(epoch: u64, rev: u64) -> Arc<Snapshot> {
        let seat = |id| SeatChange { seat_id: SeatId(id), status: SeatStatus::Available, rev: Revision(0) };
        Arc::new(Snapshot {
            epoch: Epoch::from_random(epoch),
            rev: Revision(rev),
            seats: (1..=4).map(seat).collect(),
        })
    }

    fn counts(epoch: u64, rev: u64) -> Counts {
        let count = BlockCount { block_id: KEY.1, rev: Revision(rev), free: 1 };
        Counts { epoch: Epoch::from_random(epoch), blocks: vec![count] }
    }

    fn held(seat: i64, rev: u64) -> Held {
        let (seat_id, rev) = (SeatId(seat), Revision(rev));
        Held { seat_id, block_id: KEY.1, expires_at: UnixMillis(0), rev, since: None }
    }

    fn taken(boards: &Boards, epoch: u64, rev: u64) -> Option<Vec<i64>> {
        let known = boards.known(KEY.0, &counts(epoch, rev));
        let taken = known.get(&KEY.1)?.seats.iter().filter(|seat| seat.status == SeatStatus::Hold);
        Some(taken.map(|seat| seat.seat_id.0).collect())
    }

    #[test]
    fn a_board_follows_the_holds_that_are_made_here() {
        let boards = Boards::default();
        boards.lock().keep(KEY, &board(7, 10));
        assert_eq!(taken(&boards, 7, 10), Some(vec![]));
        assert_eq!(taken(&boards, 7, 11), None);
        // Each is told when its turn comes, in whatever order.
        boards.held(KEY.0, &[held(2, 12)]);
        assert_eq!(taken(&boards, 7, 11), None);
        boards.held(KEY.0, &[held(1, 11)]);
        assert_eq!(taken(&boards, 7, 12), Some(vec![1, 2]));
        // What is known already is not taken back.
        boards.held(KEY.0, &[held(3, 12)]);
        assert_eq!(taken(&boards, 7, 12), Some(vec![1, 2]));
        // Another epoch is another history.
        assert_eq!(taken(&boards, 8, 12), None);
    }

    #[test]
    fn where_others_come_between_it_is_read() {
        let boards = Boards::default();
        boards.lock().keep(KEY, &board(7, 10));
        boards.held(KEY.0, &[held(2, 13)]);
        assert_eq!(taken(&boards, 7, 13), None);
        // What was read lacks the last one.
        boards.lock().keep(KEY, &board(7, 12));
        assert_eq!(taken(&boards, 7, 13), Some(vec![2]));
        // An older reading that comes later changes nothing.
        boards.lock().keep(KEY, &board(7, 11));
        assert_eq!(taken(&boards, 7, 13), Some(vec![2]));
        boards.held(KEY.0, &[held(1, 15)]);
        boards.lock().keep(KEY, &board(8, 14));
        assert_eq!(taken(&boards, 8, 15), None);
        assert_eq!(taken(&boards, 8, 14), Some(vec![]));
    }

    #[test]
    fn what_is_ahead_is_bounded() {
        let boards = Boards::default();
        boards.lock().keep(KEY, &board(7, 10));
        for rev in 12..40 {
            boards.held(KEY.0, &[held(1, rev)]);
        }
        assert!(boards.lock().boards[&KEY].ahead.len() <= 4);
    }
}
