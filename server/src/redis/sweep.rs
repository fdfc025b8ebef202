//! Freeing what has run out, and finding out what became of reservations that nobody has settled.

use super::{
    change::{Carried, LOOK_AGAIN, Mark},
    engine::WhenMissing,
    error::store_error,
    index::IndexEntry,
    index_changes::{IndexChanges, Unreadable},
    keys,
    sales::{Resolved, Sales},
    seat::StoredSeat,
    unresolved::{self, Unresolved},
    validity::AT_ONCE,
};
use futures_util::future::join_all;
use jari_core::{
    domain::{BlockId, Command, MatchId, UnixMillis, command::Place},
    failures,
    ports::StoreError,
};
use std::collections::{BTreeMap, BTreeSet};

/// Rounds of looking for what is due in which nothing may turn out to be: entries can be stale.
const ROUNDS: u32 = 4;

/// Frees what has run out.
pub(super) struct Sweep {
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
    /// With their entries of the index.
    unresolved: Vec<(MatchId, Unresolved, Vec<String>)>,
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
        let there = self.sales.showing.changer.engine.validity.there().await?;
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
        let members: Vec<(String, f64)> =
            self.sales.showing.changer.engine.link.query(&cmd).await.map_err(store_error)?;
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
        let mut readable = Vec::with_capacity(due.len());
        for Due { member, entry, .. } in due {
            match entry {
                Some(entry) => readable.push((member, entry)),
                None => right.drop_entry(member),
            }
        }
        let (mut swept, mut failed) = (Vec::new(), Ok(()));
        self.free(match_id, &readable, now, &mut swept, &mut failed).await?;
        let mut members: BTreeMap<Place, Vec<&(String, IndexEntry)>> = BTreeMap::new();
        for entry in &readable {
            members.entry((entry.1.block_id, entry.1.seat_id)).or_default().push(entry);
        }
        let mut found = Vec::with_capacity(swept.len());
        for (place, mark, seat) in swept {
            if mark == Mark::Changed {
                round.changed.insert((match_id, place.0));
            }
            for (member, entry) in members.get(&place).into_iter().flatten() {
                right.note(member, entry, mark, &seat, now);
            }
            found.push((place, seat.ok().flatten()));
        }
        round.unresolved.extend(unresolved::by_order(found).map(|order| {
            let entries = order.places.iter().filter_map(|place| members.get(place)).flatten();
            let entries = entries.map(|(member, _)| member.clone()).collect();
            (match_id, order, entries)
        }));
        self.put_right(match_id, right).await?;
        failed
    }

    /// Frees what is due, in one journey: Redis may be far away. What keeps all of it from being freed, a seat that cannot be
    /// read or a block that is not there, is looked for by halves, and keeps no other.
    async fn free(
        &self,
        match_id: MatchId,
        due: &[(String, IndexEntry)],
        now: UnixMillis,
        swept: &mut Vec<Swept>,
        failed: &mut Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        let seats = due.iter().map(|(_, entry)| ((entry.block_id, entry.seat_id), entry.cart.clone()));
        let command = Command::expire(match_id, seats, now);
        if command.steps.is_empty() {
            return Ok(());
        }
        let places = command.steps.iter().map(|step| (step.block_id, step.seat_id));
        let error = match self.sales.showing.changer.run(&command, WhenMissing::Tell).await {
            Ok(Carried::Out(seats)) => {
                swept.extend(places.zip(seats).map(|(place, (mark, seat))| (place, mark, Ok(seat))));
                return Ok(());
            }
            Ok(_) => StoreError::Unavailable("the match does not stay in Redis".into()),
            Err(error @ StoreError::Inconsistent(_)) => error,
            Err(error) => return Err(error),
        };
        match (due.split_at_checked(due.len() / 2), error) {
            (Some((one, other)), _) if due.len() > 1 => {
                Box::pin(self.free(match_id, one, now, swept, failed)).await?;
                Box::pin(self.free(match_id, other, now, swept, failed)).await?;
            }
            (_, error @ StoreError::Inconsistent(_)) => {
                tell(match_id, &error);
                swept.extend(places.map(|place| (place, Mark::LeftOut, Err(Unreadable))));
            }
            (_, error) => *failed = Err(error),
        }
        Ok(())
    }

    async fn put_right(&self, match_id: MatchId, right: IndexChanges) -> Result<(), StoreError> {
        for cmd in right.commands(match_id) {
            self.sales.showing.changer.engine.link.query::<()>(&cmd).await.map_err(store_error)?;
        }
        Ok(())
    }

    /// Settles reservations. A ledger that does not answer is not asked again and again: what is left is due later.
    async fn settle(&self, round: &mut Round, now: UnixMillis) {
        for (match_id, order, entries) in std::mem::take(&mut round.unresolved) {
            let resolved = match self.sales.end(match_id, &order, now).await {
                Ok(Resolved::Pending(until)) => {
                    // Whoever looks after orders ends it. If that leaves seats behind they are looked at then.
                    let mut later = IndexChanges::default();
                    later.look_at(until.max(now) + LOOK_AGAIN, entries);
                    self.put_right(match_id, later).await.map(|()| Vec::new())
                }
                Ok(Resolved::Shown(blocks)) => Ok(blocks),
                Err(error) => Err(error),
            };
            match resolved {
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

fn tell(match_id: MatchId, error: &StoreError) {
    let of = format_args!("match {match_id}");
    failures::error_of("what is due in Redis cannot be read, and is left alone", of, error);
}
