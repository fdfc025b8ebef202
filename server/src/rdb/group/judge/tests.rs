use super::*;
use jari_core::domain::{BlockId, HoldPolicy};
use jari_core::ports::{AllocationError, SeatRequest};
use proptest::prelude::*;

const BLOCKS: i64 = 3;
const SEATS: i64 = 4;

/// The store as the rules have it: one request after the other, and nothing remembered but the committed state.
#[derive(Clone, Default)]
struct Model {
    revs: HashMap<BlockKey, Revision>,
    seats: BTreeMap<SeatKey, (Allocation, Revision)>,
    free: HashMap<BlockKey, i64>,
}

impl Model {
    fn new() -> Self {
        let mut model = Self::default();
        for block in 0..BLOCKS {
            let key = (MatchId(1), BlockId(block));
            model.revs.insert(key, Revision(7));
            model.free.insert(key, SEATS);
            for seat in 0..SEATS {
                model.seats.insert(place(block, seat), (Allocation::AVAILABLE, Revision(0)));
            }
        }
        model
    }

    fn ask(&mut self, ask: &Ask) -> Result<Granted, Refusal> {
        let (place, request) = (SeatKey::of(&ask.request), &ask.request);
        let (before, rev) = self.seats.get(&place).cloned().ok_or(Refusal::SeatNotFound)?;
        let transition = match ask.wish {
            Wish::Hold(policy) => before.hold(&request.holder, request.now, policy)?,
            Wish::Release => before.release(&request.holder, request.now)?,
            Wish::Expire => Transition::Changed(before.expire(request.now).ok_or(Refusal::SeatNotHeld)?),
        };
        let after = match transition {
            Transition::Unchanged(same) => return Ok(Granted { rev, expires_at: same.expires_at }),
            Transition::Changed(after) => after,
        };
        if let Wish::Hold(policy) = ask.wish {
            let holds = |state: &Allocation| {
                state.status == AllocationStatus::Hold
                    && state.holder.as_ref() == Some(&request.holder)
                    && state.expires_at > Some(request.now)
            };
            let held = self.seats.values().filter(|(state, _)| holds(state)).count();
            policy.admit(u32::try_from(held).unwrap())?;
        }
        let rev = self.revs.get_mut(&place.block()).unwrap();
        rev.0 += 1;
        let free = |state: &Allocation| i64::from(state.status == AllocationStatus::Available);
        *self.free.get_mut(&place.block()).unwrap() += free(&after) - free(&before);
        let granted = Granted { rev: *rev, expires_at: after.expires_at };
        self.seats.insert(place, (after, *rev));
        Ok(granted)
    }

    /// What a database would tell a batch of its subject, and no more.
    fn read(&self, asks: &[Ask]) -> Found {
        let mut found = Found::default();
        for ask in asks {
            let (place, holder) = (SeatKey::of(&ask.request), &ask.request.holder);
            found.revs.extend(self.revs.get(&place.block()).map(|rev| (place.block(), *rev)));
            found.seats.extend(self.seats.get(&place).map(|seat| (place, seat.clone())));
            let theirs = self.seats.iter().filter_map(|(place, (state, _))| {
                let held = state.status == AllocationStatus::Hold && state.holder.as_ref() == Some(holder);
                Some((place.seat_id, state.expires_at.filter(|_| held)?))
            });
            found.holds.insert((place.match_id, holder.clone()), theirs.collect());
        }
        found
    }

    fn store(&mut self, judged: &Judged) {
        for (key, write) in &judged.blocks {
            self.revs.insert(*key, write.rev);
            *self.free.get_mut(key).unwrap() += write.free;
        }
        for (place, write) in &judged.seats {
            self.seats.insert(*place, (write.state.clone(), write.rev));
        }
    }
}

fn place(block: i64, seat: i64) -> SeatKey {
    SeatKey { match_id: MatchId(1), block_id: BlockId(block), seat_id: SeatId(block * 10 + seat) }
}

/// Holds and releases by a few people who want the same few seats, some of which are not there, and sweeps.
fn asks() -> impl Strategy<Value = Vec<Ask>> {
    let ask = (0..BLOCKS, 0..=SEATS, 0..4_u8, 0..3_u32, 0..10_u8, 0..200_i64);
    prop::collection::vec(ask, 0..60).prop_map(|asks| {
        let mut now = UnixMillis(1_000);
        let ask = |(block, seat, who, max_holds, wish, later)| {
            now = now + (later - 50);
            let SeatKey { match_id, block_id, seat_id } = place(block, seat);
            let holder = HolderId::from_verified(format!("holder{who}"));
            let policy = HoldPolicy { ttl_millis: 500, max_holds };
            let wish = match wish {
                0..6 => Wish::Hold(policy),
                6..8 => Wish::Release,
                _ => Wish::Expire,
            };
            Ask { request: SeatRequest { match_id, block_id, seat_id, holder, now }, wish }
        };
        asks.into_iter().map(ask).collect()
    })
}

fn refusal(answer: Answer) -> Result<Granted, Refusal> {
    answer.map_err(|error| match error {
        AllocationError::Refused(refusal) => refusal,
        AllocationError::Store(error) => panic!("{error}"),
    })
}

proptest! {
    /// However the requests are cut into batches, each is answered as if they had come one by one, and the store ends
    /// the same.
    #[test]
    fn batches_come_to_the_same_as_one_by_one(asks in asks(), size in 1..40_usize) {
        let (mut alone, mut batched) = (Model::new(), Model::new());
        let expected: Vec<_> = asks.iter().map(|ask| alone.ask(ask)).collect();
        let mut told = Vec::new();
        for batch in asks.chunks(size) {
            let judged = judge(batched.read(batch), batch);
            batched.store(&judged);
            told.extend(judged.answers.into_iter().map(refusal));
        }
        prop_assert_eq!(told, expected);
        prop_assert_eq!(batched.seats, alone.seats);
        prop_assert_eq!(batched.revs, alone.revs);
        prop_assert_eq!(batched.free, alone.free);
    }
}

#[test]
fn a_refusal_writes_nothing() {
    let model = Model::new();
    let ask = |seat, wish| {
        let SeatKey { match_id, block_id, seat_id } = place(0, seat);
        let holder = HolderId::from_verified("ann");
        Ask { request: SeatRequest { match_id, block_id, seat_id, holder, now: UnixMillis(1) }, wish }
    };
    let asks = [ask(0, Wish::Release), ask(SEATS, Wish::Release)];
    let judged = judge(model.read(&asks), &asks);
    assert!(judged.blocks.is_empty() && judged.seats.is_empty());
    let answers: Vec<_> = judged.answers.into_iter().map(refusal).collect();
    assert_eq!(answers, [Err(Refusal::SeatNotHeld), Err(Refusal::SeatNotFound)]);
}
