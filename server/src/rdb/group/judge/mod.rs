//! The rules over a batch: no I/O, so that what a batch comes to can be held against the same requests one by one.

use super::{Answer, Ask, BlockKey, Granted, SeatKey, Wish};
use jari_core::{
    domain::{
        Allocation, AllocationStatus, HolderId, MatchId, Refusal, Revision, SeatId, Transition, UnixMillis,
    },
    ports::StoreError,
};
use std::collections::{BTreeMap, HashMap};

/// What the database says of everything that a batch is about, read under the locks.
#[derive(Clone, Debug, Default)]
pub(in crate::rdb) struct Found {
    /// The blocks' revisions.
    pub(in crate::rdb) revs: HashMap<BlockKey, Revision>,
    /// The seats, and the revisions that they took.
    pub(in crate::rdb) seats: HashMap<SeatKey, (Allocation, Revision)>,
    /// When the holds end that those have who may not have too many.
    pub(in crate::rdb) holds: HashMap<(MatchId, HolderId), HashMap<SeatId, UnixMillis>>,
}

/// A block's new revision, and by how many its free seats have changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::rdb) struct BlockWrite {
    pub(in crate::rdb) rev: Revision,
    pub(in crate::rdb) free: i64,
}

/// A seat's new state, which may have come about in several steps: its revision is that of the last one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::rdb) struct SeatWrite {
    pub(in crate::rdb) state: Allocation,
    pub(in crate::rdb) rev: Revision,
    pub(in crate::rdb) now: UnixMillis,
}

/// What a batch comes to.
#[derive(Debug, Default)]
pub(in crate::rdb) struct Judged {
    /// One answer for each request, in their order. None may be told before what follows is on disk.
    pub(in crate::rdb) answers: Vec<Answer>,
    pub(in crate::rdb) blocks: BTreeMap<BlockKey, BlockWrite>,
    pub(in crate::rdb) seats: BTreeMap<SeatKey, SeatWrite>,
}

/// Judges each request by what those before it have left. A refusal changes nothing.
pub(in crate::rdb) fn judge<'a>(found: Found, asks: impl IntoIterator<Item = &'a Ask>) -> Judged {
    let mut bench = Bench { found, judged: Judged::default() };
    for ask in asks {
        let answer = bench.judge_one(ask);
        bench.judged.answers.push(answer);
    }
    bench.judged
}

struct Bench {
    found: Found,
    judged: Judged,
}

impl Bench {
    fn judge_one(&mut self, ask: &Ask) -> Answer {
        let request = &ask.request;
        let place = SeatKey::of(request);
        let (before, rev) = self.found.seats.get(&place).ok_or(Refusal::SeatNotFound)?;
        let transition = match ask.wish {
            Wish::Hold(policy) => before.hold(&request.holder, request.now, policy)?,
            Wish::Release => before.release(&request.holder, request.now)?,
            Wish::Expire => Transition::Changed(before.expire(request.now).ok_or(Refusal::SeatNotHeld)?),
        };
        let after = match transition {
            Transition::Unchanged(same) => return Ok(Granted { rev: *rev, expires_at: same.expires_at }),
            Transition::Changed(after) => after,
        };
        if let Wish::Hold(policy) = ask.wish
            && policy.max_holds != 0
        {
            policy.admit(self.count_held(request.match_id, &request.holder, request.now))?;
        }
        let expires_at = after.expires_at;
        let rev = self.change(place, after, request.now)?;
        Ok(Granted { rev, expires_at })
    }

    fn count_held(&self, match_id: MatchId, holder: &HolderId, now: UnixMillis) -> u32 {
        let holds = self.found.holds.get(&(match_id, holder.clone()));
        let count = holds.map_or(0, |holds| holds.values().filter(|ends| **ends > now).count());
        u32::try_from(count).unwrap_or(u32::MAX)
    }

    /// Gives the seat its new state under the block's next revision, for those who come after to see.
    fn change(&mut self, place: SeatKey, after: Allocation, now: UnixMillis) -> Result<Revision, StoreError> {
        let lost = |what: &str| StoreError::Inconsistent(format!("a seat without its {what}"));
        let rev = self.found.revs.get_mut(&place.block()).ok_or_else(|| lost("block"))?;
        let (state, seat_rev) = self.found.seats.get_mut(&place).ok_or_else(|| lost("state"))?;
        rev.0 += 1;
        *seat_rev = *rev;
        let before = std::mem::replace(state, after.clone());
        if let Some(holder) = before.holder
            && let Some(holds) = self.found.holds.get_mut(&(place.match_id, holder))
        {
            holds.remove(&place.seat_id);
        }
        if let (Some(holder), Some(ends)) = (&after.holder, after.expires_at)
            && let Some(holds) = self.found.holds.get_mut(&(place.match_id, holder.clone()))
        {
            holds.insert(place.seat_id, ends);
        }
        let free = |status| i64::from(status == AllocationStatus::Available);
        let write = self.judged.blocks.entry(place.block()).or_insert(BlockWrite { rev: *rev, free: 0 });
        write.rev = *rev;
        write.free += free(after.status) - free(before.status);
        self.judged.seats.insert(place, SeatWrite { state: after, rev: *rev, now });
        Ok(*rev)
    }
}

#[cfg(test)]
mod tests;
