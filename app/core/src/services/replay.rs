//! What a match was like at any moment, told by the log of its changes alone.

use crate::{
    domain::{BlockId, Epoch, MatchId, Revision, SeatId, UnixMillis},
    ports::{AllocationChange, EventLog, StoreError},
};
use std::collections::{BTreeMap, HashMap};

/// Changes read at once. The log goes by time, and each page by blocks has it read from end to end: few large ones.
const PAGE: u32 = 20_000;

/// How far to replay.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Until {
    /// All that is known.
    Now,
    /// What had happened by then, that moment included.
    Time(UnixMillis),
    /// Each block as it was at its own revision of this number.
    Revision(Revision),
}

impl Until {
    fn includes(self, change: &AllocationChange) -> bool {
        match self {
            Self::Now => true,
            Self::Time(time) => change.at <= time,
            Self::Revision(rev) => change.rev <= rev,
        }
    }
}

/// A match as the log tells it.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Replayed {
    /// The latest change of each seat that has ever changed.
    pub seats: BTreeMap<(BlockId, SeatId), AllocationChange>,
    /// Revisions that a block's log does not have, each as the last before and the first after. Nothing is known of what
    /// happened between.
    pub missing: Vec<(BlockId, Revision, Revision)>,
}

/// Replays a match.
///
/// # Errors
/// A [`StoreError`] when the log cannot be read.
pub async fn replay(log: &dyn EventLog, match_id: MatchId, until: Until) -> Result<Replayed, StoreError> {
    let mut replayed = Replayed::default();
    let (mut block, mut after) = (Vec::new(), None);
    loop {
        let page = log.changes(match_id, None, after, PAGE).await?;
        let Some(last) = page.last() else { break };
        after = Some((last.block_id, last.epoch.clone(), last.rev));
        for change in page {
            if block.last().is_some_and(|last: &AllocationChange| last.block_id != change.block_id) {
                replay_block(std::mem::take(&mut block), until, &mut replayed);
            }
            block.push(change);
        }
    }
    replay_block(block, until, &mut replayed);
    Ok(replayed)
}

/// Replays one block. Its epochs follow each other as they began; revisions go on from one to the next, or begin anew where a
/// store was built from what was sold.
fn replay_block(mut changes: Vec<AllocationChange>, until: Until, replayed: &mut Replayed) {
    let mut begun: HashMap<Epoch, UnixMillis> = HashMap::new();
    for change in &changes {
        let first = begun.entry(change.epoch.clone()).or_insert(change.at);
        *first = change.at.min(*first);
    }
    changes.sort_by_cached_key(|change| {
        (begun.get(&change.epoch).copied(), change.epoch.to_string(), change.rev)
    });
    let mut last: Option<(Epoch, Revision)> = None;
    for change in changes {
        let block_id = change.block_id;
        let rev = last.as_ref().map_or(Revision(0), |(_, rev)| *rev);
        let is_new_epoch = last.as_ref().is_none_or(|(epoch, _)| *epoch != change.epoch);
        if !is_new_epoch || change.rev > rev {
            replayed.note_gap(block_id, rev, change.rev);
        } else if until.includes(&change) {
            replayed.seats.retain(|(block, _), seat| *block != block_id || seat.status == "OCCUPIED");
        }
        last = Some((change.epoch.clone(), change.rev));
        if until.includes(&change) {
            replayed.seats.insert((block_id, change.seat_id), change);
        }
    }
}

impl Replayed {
    fn note_gap(&mut self, block_id: BlockId, before: Revision, after: Revision) {
        if after.0 > before.0 + 1 {
            self.missing.push((block_id, before, after));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use async_trait::async_trait;

    struct Log(Vec<AllocationChange>);

    #[async_trait]
    impl EventLog for Log {
        async fn append(&self, _: &[AllocationChange]) -> Result<(), StoreError> {
            Ok(())
        }

        async fn changes(
            &self,
            _: MatchId,
            _: Option<SeatId>,
            after: Option<(BlockId, Epoch, Revision)>,
            _: u32,
        ) -> Result<Vec<AllocationChange>, StoreError> {
            Ok(if after.is_none() { self.0.clone() } else { Vec::new() })
        }

        async fn prune(&self, _: UnixMillis, _: u32) -> Result<u64, StoreError> {
            Ok(0)
        }
    }

    fn change(epoch: &str, block: i64, rev: u64, seat: i64, status: &str, at: i64) -> AllocationChange {
        AllocationChange {
            match_id: MatchId(1),
            epoch: epoch.parse().expect("an epoch"),
            block_id: BlockId(block),
            rev: Revision(rev),
            seat_id: SeatId(seat),
            command: "hold".into(),
            actor: "system".into(),
            before: "AVAILABLE".into(),
            status: status.into(),
            cart: None,
            expires_at: None,
            order: None,
            reason: None,
            at: UnixMillis(at),
        }
    }

    /// Seats with their states, and gaps.
    type Told = (Vec<(i64, String)>, Vec<(u64, u64)>);

    fn states(log: Vec<AllocationChange>, until: Until) -> Told {
        let log = Log(log);
        let mut replaying = std::pin::pin!(replay(&log, MatchId(1), until));
        let mut context = std::task::Context::from_waker(std::task::Waker::noop());
        let std::task::Poll::Ready(replayed) = replaying.as_mut().poll(&mut context) else {
            panic!("no I/O")
        };
        let replayed = replayed.expect("it can be read");
        let seats = replayed.seats.into_iter().map(|((_, seat), change)| (seat.0, change.status));
        (seats.collect(), replayed.missing.into_iter().map(|(_, a, b)| (a.0, b.0)).collect())
    }

    #[test]
    fn each_seat_is_as_its_latest_change_by_then_left_it() {
        let log = || {
            vec![
                change("a", 1, 1, 1, "HOLD", 10),
                change("a", 1, 2, 2, "HOLD", 20),
                change("a", 1, 3, 1, "OCCUPIED", 30),
                change("a", 2, 1, 7, "BLOCKED", 15),
            ]
        };
        let state = |seat, word: &str| (seat, word.to_owned());
        let all = [state(1, "OCCUPIED"), state(2, "HOLD"), state(7, "BLOCKED")];
        assert_eq!(states(log(), Until::Now), (all.to_vec(), vec![]));
        let early = [state(1, "HOLD"), state(7, "BLOCKED")];
        assert_eq!(states(log(), Until::Time(UnixMillis(15))).0, early);
        assert_eq!(states(log(), Until::Revision(Revision(1))).0, early);
    }

    #[test]
    fn a_history_that_begins_anew_keeps_what_was_sold_and_a_gap_is_told() {
        let log = vec![
            // The later epoch has the smaller name.
            change("a", 1, 1, 3, "HOLD", 50),
            change("b", 1, 1, 1, "HOLD", 10),
            change("b", 1, 2, 2, "OCCUPIED", 20),
            change("b", 1, 5, 4, "HOLD", 30),
        ];
        let seats = [(2, "OCCUPIED".to_owned()), (3, "HOLD".to_owned())];
        assert_eq!(states(log, Until::Now), (seats.to_vec(), vec![(2, 5)]));
    }
}
