//! Freeing what has run out, and finding out what became of reservations that nobody has settled.

use super::{
    change::{Carried, Changer, LOOK_AGAIN, Mark},
    engine::WhenMissing,
    error::store_error,
    index::IndexEntry,
    keys,
    sales::Sales,
    seat::StoredSeat,
    unresolved::{self, Unresolved},
    validity::AT_ONCE,
};
use futures_util::future::join_all;
use jari_core::{
    domain::{AllocationStatus, BlockId, Command, MatchId, UnixMillis, command::Place},
    failures,
    ports::StoreError,
};
use redis::Cmd;
use std::collections::{BTreeMap, BTreeSet};

/// Rounds of looking for what is due in which nothing may turn out to be: entries can be stale.
const ROUNDS: u32 = 4;

/// Frees what has run out.
pub(super) struct Sweep {
    pub(super) changer: Changer,
    pub(super) sales: Sales,
}

/// What is due by the index, in one match: the member, and what it tells; none for one that cannot be read.
struct Due {
    match_id: MatchId,
    member: String,
    entry: Option<IndexEntry>,
    score: f64,
}

/// What a round has come to.
#[derive(Default)]
struct Round {
    changed: BTreeSet<(MatchId, BlockId)>,
    unresolved: Vec<(MatchId, Unresolved)>,
    failed: Option<StoreError>,
}

impl Sweep {
    /// Frees at most `limit` seats, what ran out first before others; answers the blocks that changed.
    pub(super) async fn expire(
        &self,
        now: UnixMillis,
        limit: u32,
    ) -> Result<Vec<(MatchId, BlockId)>, StoreError> {
        for _ in 0..ROUNDS {
            let due = self.due(now, limit).await?;
            if due.is_empty() {
                return Ok(Vec::new());
            }
            let mut matches: BTreeMap<MatchId, Vec<Due>> = BTreeMap::new();
            for due in due {
                matches.entry(due.match_id).or_default().push(due);
            }
            let mut round = Round::default();
            for (match_id, due) in matches {
                if let Err(error) = self.sweep_match(match_id, due, now, &mut round).await {
                    round.failed = Some(error);
                }
            }
            self.settle(&mut round, now).await;
            // What has become available is told even if something else failed, which is tried again anyway.
            if !round.changed.is_empty() {
                return Ok(round.changed.into_iter().collect());
            }
            round.failed.map_or(Ok(()), Err)?;
        }
        Ok(Vec::new())
    }

    /// What is due by the index, what ran out first before others.
    async fn due(&self, now: UnixMillis, limit: u32) -> Result<Vec<Due>, StoreError> {
        let there = self.changer.engine.validity.there().await?;
        let (mut all, mut failed) = (Vec::new(), Ok(()));
        for some in there.chunks(AT_ONCE) {
            let looks = some.iter().map(|match_id| self.due_in(*match_id, now, limit));
            for due in join_all(looks).await {
                match due {
                    Ok(due) => all.extend(due),
                    Err(error) => failed = Err(error),
                }
            }
        }
        // One node of a cluster that is out of reach does not keep the seats of others.
        if all.is_empty() {
            failed?;
        }
        all.sort_by(|a, b| a.score.total_cmp(&b.score));
        all.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
        Ok(all)
    }

    async fn due_in(&self, match_id: MatchId, now: UnixMillis, limit: u32) -> Result<Vec<Due>, StoreError> {
        let mut cmd = redis::cmd("ZRANGEBYSCORE");
        cmd.arg(keys::expiry(match_id)).arg("-inf").arg(now.0).arg("WITHSCORES");
        cmd.arg("LIMIT").arg(0).arg(limit);
        let members: Vec<(String, f64)> = self.changer.engine.link.query(&cmd).await.map_err(store_error)?;
        let due = |(member, score): (String, f64)| {
            let entry = IndexEntry::parse(&member);
            let entry = entry.inspect_err(|error| tell(match_id, error)).ok();
            Due { match_id, member, entry, score }
        };
        Ok(members.into_iter().map(due).collect())
    }

    /// Frees what is due in one match, and puts its index right.
    async fn sweep_match(
        &self,
        match_id: MatchId,
        due: Vec<Due>,
        now: UnixMillis,
        round: &mut Round,
    ) -> Result<(), StoreError> {
        let mut right = IndexChanges::default();
        let mut blocks: BTreeMap<BlockId, Vec<(String, IndexEntry)>> = BTreeMap::new();
        for Due { member, entry, .. } in due {
            match entry {
                Some(entry) => blocks.entry(entry.block_id).or_default().push((member, entry)),
                None => right.gone.push(member),
            }
        }
        // All at once, as Redis may be far away: each block is a journey of its own.
        let sweeps = blocks.into_iter().map(|(block_id, due)| async move {
            let swept = self.sweep_block((match_id, block_id), &due, now).await;
            (block_id, due, swept)
        });
        let (mut found, mut failed) = (Vec::new(), Ok(()));
        for (block_id, due, swept) in join_all(sweeps).await {
            let swept = match swept {
                Ok(swept) => swept,
                Err(error) => {
                    failed = Err(error);
                    continue;
                }
            };
            for (place, mark, seat) in swept {
                if mark == Mark::Changed {
                    round.changed.insert((match_id, block_id));
                }
                for (member, entry) in
                    due.iter().filter(|(_, entry)| place == (entry.block_id, entry.seat_id))
                {
                    right.note(member, entry, mark, &seat, now);
                }
                found.push((place, seat.ok().flatten()));
            }
        }
        round.unresolved.extend(unresolved::by_order(found).map(|order| (match_id, order)));
        self.put_right(match_id, right).await?;
        failed
    }

    /// Frees what is due in one block. A seat that cannot be read does not keep the others.
    async fn sweep_block(
        &self,
        (match_id, block_id): (MatchId, BlockId),
        due: &[(String, IndexEntry)],
        now: UnixMillis,
    ) -> Result<Vec<Swept>, StoreError> {
        let seats = due.iter().map(|(_, entry)| ((block_id, entry.seat_id), entry.cart.clone()));
        let command = Command::expire(match_id, seats, now);
        let places = command.steps.iter().map(|step| (step.block_id, step.seat_id));
        match self.changer.run(&command, WhenMissing::Tell).await {
            Ok(Carried::Out(seats)) => {
                Ok(places.zip(seats).map(|(place, (mark, seat))| (place, mark, Ok(seat))).collect())
            }
            Ok(_) => Err(StoreError::Unavailable("the match does not stay in Redis".into())),
            Err(error @ StoreError::Inconsistent(_)) if due.len() == 1 => {
                tell(match_id, &error);
                Ok(places.map(|place| (place, Mark::LeftOut, Err(Unreadable))).collect())
            }
            Err(StoreError::Inconsistent(_)) => {
                let mut swept = Vec::new();
                for one in due.chunks(1) {
                    swept.extend(Box::pin(self.sweep_block((match_id, block_id), one, now)).await?);
                }
                Ok(swept)
            }
            Err(error) => Err(error),
        }
    }

    async fn put_right(&self, match_id: MatchId, right: IndexChanges) -> Result<(), StoreError> {
        for cmd in right.commands(match_id) {
            self.changer.engine.link.query::<()>(&cmd).await.map_err(store_error)?;
        }
        Ok(())
    }

    /// Settles reservations. A ledger that does not answer is not asked again and again: what is left is due later.
    async fn settle(&self, round: &mut Round, now: UnixMillis) {
        for (match_id, order) in std::mem::take(&mut round.unresolved) {
            match self.sales.end(match_id, &order, now).await {
                Ok(blocks) => round.changed.extend(blocks.into_iter().map(|block_id| (match_id, block_id))),
                Err(error @ StoreError::Inconsistent(_)) => round.failed = Some(error),
                Err(error) => {
                    round.failed = Some(error);
                    return;
                }
            }
        }
    }
}

/// A seat, what has become of it, and as what it is stored.
type Swept = (Place, Mark, Result<Option<StoredSeat>, Unreadable>);

/// What is stored is no seat.
struct Unreadable;

/// What an index is to be told of entries that were due, and were not freed.
#[derive(Default)]
struct IndexChanges {
    gone: Vec<String>,
    later: Vec<(UnixMillis, String)>,
}

impl IndexChanges {
    /// Judges one entry by the seat as it is now. An entry tells one hold, with its end, so that nobody else's can be meant.
    fn note(
        &mut self,
        member: &str,
        entry: &IndexEntry,
        mark: Mark,
        seat: &Result<Option<StoredSeat>, Unreadable>,
        now: UnixMillis,
    ) {
        let state = match seat {
            Ok(seat) => seat.as_ref().map(|seat| &seat.state),
            Err(Unreadable) => return self.later.push((now + LOOK_AGAIN, member.to_owned())),
        };
        let is_it = |state: &&_| {
            let jari_core::domain::Allocation { cart, expires_at, .. } = state;
            cart.as_ref() == Some(&entry.cart) && *expires_at == Some(entry.ends)
        };
        match state.map(|state| state.status) {
            // Whoever knows the state ends it.
            Some(AllocationStatus::Unknown) => self.later.push((now + LOOK_AGAIN, member.to_owned())),
            Some(status) if state.filter(is_it).is_some() => {
                // What is reserved is kept from nobody who is due until its order is known.
                let at = if status == AllocationStatus::Hold { entry.ends } else { now + LOOK_AGAIN };
                self.later.push((at, member.to_owned()));
            }
            _ if mark == Mark::Changed => {}
            _ => self.gone.push(member.to_owned()),
        }
    }

    fn commands(self, match_id: MatchId) -> Vec<Cmd> {
        let (expiry, carts) = (keys::expiry(match_id), keys::carts(match_id));
        let mut commands = Vec::new();
        if !self.later.is_empty() {
            let mut cmd = redis::cmd("ZADD");
            cmd.arg(&expiry).arg("XX");
            for (at, member) in &self.later {
                cmd.arg(at.0).arg(member);
            }
            commands.push(cmd);
        }
        if !self.gone.is_empty() {
            for index in [expiry, carts] {
                let mut cmd = redis::cmd("ZREM");
                cmd.arg(index).arg(&self.gone);
                commands.push(cmd);
            }
        }
        commands
    }
}

fn tell(match_id: MatchId, error: &StoreError) {
    let of = format_args!("match {match_id}");
    failures::error_of("what is due in Redis cannot be read, and is left alone", of, error);
}
