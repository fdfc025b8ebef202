//! Who is being given what: seats that were found for one are kept from others until everybody can see what became of them.

use crate::domain::{MatchId, SeatId, best_available::Search};
use std::{
    collections::{BTreeSet, HashMap, HashSet, VecDeque},
    hash::{BuildHasherDefault, Hasher},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

type Seats = Vec<(MatchId, SeatId)>;

/// The promises of this instance. They last as long as requests do.
#[derive(Default)]
pub(super) struct Promises(Mutex<State>);

#[derive(Default)]
struct State {
    /// The number of the next who looks.
    next: u64,
    /// Those who look, and may have read the store before something was settled.
    looking: BTreeSet<u64>,
    promised: HashMap<MatchId, HashSet<SeatId, BuildHasherDefault<Spread>>>,
    /// Seats whose promise has ended, each with the first number of those who read the store after that.
    settled: VecDeque<(u64, Seats)>,
}

/// Spreads seats' numbers, which are asked for by the thousand in each search. They are ours: nobody chooses some that meet.
#[derive(Default)]
struct Spread(u64);

impl Hasher for Spread {
    fn write(&mut self, bytes: &[u8]) {
        bytes.iter().for_each(|byte| self.write_i64(i64::from(*byte)));
    }

    fn write_i64(&mut self, number: i64) {
        self.0 = (self.0.rotate_left(5) ^ number.cast_unsigned()).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    }

    fn finish(&self) -> u64 {
        self.0 ^ (self.0 >> 32)
    }
}

/// One who looks for seats, and then has some promised until this goes.
pub(super) struct Promise {
    of: Arc<Promises>,
    match_id: MatchId,
    number: u64,
    seats: Seats,
}

impl Promises {
    /// Begins to look: nothing that is settled before this counts as promised any more, as the store is read from now on.
    pub(super) fn begin(self: &Arc<Self>, match_id: MatchId) -> Promise {
        let mut state = self.lock();
        let number = state.next;
        state.next += 1;
        state.looking.insert(number);
        Promise { of: Arc::clone(self), match_id, number, seats: Vec::new() }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        // What a search that panics leaves behind is whole.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Promise {
    pub(super) const fn match_id(&self) -> MatchId {
        self.match_id
    }

    /// Searches among what is promised to nobody, and has promised what is found. Nobody else does so meanwhile.
    pub(super) fn make(&mut self, search: impl FnOnce(&dyn Fn(SeatId) -> bool) -> Search) -> Search {
        let mut state = self.of.lock();
        let promised = state.promised.get(&self.match_id);
        let found = search(&|seat_id| promised.is_some_and(|promised| promised.contains(&seat_id)));
        if let Search::Found(proposal) = &found {
            self.seats = proposal.seats.iter().map(|seat_id| (self.match_id, *seat_id)).collect();
            state.promised.entry(self.match_id).or_default().extend(proposal.seats.iter().copied());
            // It looks no more.
            state.looking.remove(&self.number);
            state.forget();
        }
        found
    }
}

impl Drop for Promise {
    /// The seats are held, or are not to be had, or nobody knows: the store tells whoever reads it from now on.
    fn drop(&mut self) {
        let mut state = self.of.lock();
        state.looking.remove(&self.number);
        if !self.seats.is_empty() {
            let first = state.next;
            state.settled.push_back((first, std::mem::take(&mut self.seats)));
        }
        state.forget();
    }
}

impl State {
    /// Forgets what everybody who looks has read.
    fn forget(&mut self) {
        while let Some((first, _)) = self.settled.front()
            && self.looking.first().is_none_or(|oldest| oldest >= first)
        {
            for (match_id, seat) in self.settled.pop_front().into_iter().flat_map(|(_, seats)| seats) {
                let Some(promised) = self.promised.get_mut(&match_id) else { continue };
                promised.remove(&seat);
                if promised.is_empty() {
                    self.promised.remove(&match_id);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{BlockId, best_available::Proposal};

    /// Is given the first of these seats that nobody is.
    fn first_of(promise: &mut Promise, seats: &[i64]) -> Option<i64> {
        let look = |is_promised: &dyn Fn(SeatId) -> bool| {
            let seat = seats.iter().copied().map(SeatId).find(|seat| !is_promised(*seat));
            seat.map_or(Search::Nothing, |seat| {
                Search::Found(Proposal { block_id: BlockId(1), seats: vec![seat], is_side_by_side: true })
            })
        };
        match promise.make(look) {
            Search::Found(proposal) => proposal.seats.first().map(|seat| seat.0),
            _ => None,
        }
    }

    #[test]
    fn nobody_is_promised_what_another_is() {
        let promises = Arc::new(Promises::default());
        let mut ann = promises.begin(MatchId(1));
        let mut bob = promises.begin(MatchId(1));
        assert_eq!(first_of(&mut ann, &[7, 8]), Some(7));
        assert_eq!(first_of(&mut bob, &[7, 8]), Some(8));
        assert_eq!(first_of(&mut promises.begin(MatchId(1)), &[7, 8]), None);
        // Another match has other seats.
        assert_eq!(first_of(&mut promises.begin(MatchId(2)), &[7, 8]), Some(7));
    }

    #[test]
    fn what_is_settled_stays_promised_for_who_began_to_look_before() {
        let promises = Arc::new(Promises::default());
        let mut ann = promises.begin(MatchId(1));
        let mut bob = promises.begin(MatchId(1));
        assert_eq!(first_of(&mut ann, &[7]), Some(7));
        drop(ann);
        // He has read the store before Ann's hold was there.
        assert_eq!(first_of(&mut bob, &[7, 8]), Some(8));
        // Whoever looks from now on sees it there, or that it is free.
        assert_eq!(first_of(&mut promises.begin(MatchId(1)), &[7]), Some(7));
        drop(bob);
        let state = promises.lock();
        assert!(state.promised.is_empty() && state.looking.is_empty() && state.settled.is_empty());
    }

    #[test]
    fn who_leaves_without_anything_leaves_nothing_behind() {
        let promises = Arc::new(Promises::default());
        let old = promises.begin(MatchId(1));
        for _ in 0..3 {
            let mut new = promises.begin(MatchId(1));
            assert!(first_of(&mut new, &[1, 2, 3]).is_some());
        }
        assert_eq!(promises.lock().promised[&MatchId(1)].len(), 3);
        drop(old);
        let state = promises.lock();
        assert!(state.promised.is_empty() && state.looking.is_empty() && state.settled.is_empty());
    }
}
