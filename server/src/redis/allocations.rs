//! Changing allocations in Redis: one script each, which reads, judges and stores in one step.

use super::{
    engine::{Call, Engine, Reply, WhenMissing},
    error::{malformed, store_error},
    holds, keys,
    sales::Sales,
    scripts,
    validity::AT_ONCE,
};
use async_trait::async_trait;
use futures_util::future::join_all;
use jari_core::{
    domain::{BlockId, Held, HoldPolicy, HolderId, MatchId, Refusal, Revision, SeatChange, UnixMillis},
    ports::{AllocationError, AllocationStore, CompleteRequest, SeatRequest, StoreError},
};
use std::{collections::BTreeMap, sync::Arc};

/// [`AllocationStore`] over Redis.
pub(super) struct RedisAllocations {
    pub(super) engine: Arc<Engine>,
    pub(super) sales: Sales,
    pub(super) stream_maxlen: u64,
}

/// A hold that is due, as the index tells it.
struct Due {
    match_id: MatchId,
    block_id: BlockId,
    seat: String,
    holder: HolderId,
    ends: f64,
}

/// Rounds of looking for what is due in which nothing may turn out to be: entries can be stale.
const ROUNDS: u32 = 4;

#[async_trait]
impl AllocationStore for RedisAllocations {
    async fn hold(&self, request: &SeatRequest, policy: HoldPolicy) -> Result<Held, AllocationError> {
        let mut call = self.seat_call(request);
        call.args.extend([policy.ttl_millis.to_string(), policy.max_holds.to_string(), self.maxlen()]);
        match self.engine.run(request.match_id, &scripts::HOLD, &call, WhenMissing::Build).await? {
            Reply::Done((rev, ends)) => Ok(Held {
                seat_id: request.seat_id,
                block_id: request.block_id,
                expires_at: UnixMillis(ends),
                rev: Revision(rev),
            }),
            Reply::Refused(Refusal::HoldLimit { .. }) => {
                Err(Refusal::HoldLimit { max: policy.max_holds }.into())
            }
            Reply::Refused(refusal) => Err(refusal.into()),
            Reply::Missing => Err(Refusal::SeatNotFound.into()),
        }
    }

    async fn release(&self, request: &SeatRequest) -> Result<Revision, AllocationError> {
        let mut call = self.seat_call(request);
        call.args.push(self.maxlen());
        match self.engine.run(request.match_id, &scripts::RELEASE, &call, WhenMissing::Build).await? {
            Reply::Done((rev,)) => Ok(Revision(rev)),
            Reply::Refused(refusal) => Err(refusal.into()),
            Reply::Missing => Err(Refusal::SeatNotFound.into()),
        }
    }

    async fn complete(&self, request: &CompleteRequest) -> Result<Vec<SeatChange>, AllocationError> {
        self.sales.complete(request).await
    }

    async fn expire(&self, now: UnixMillis, limit: u32) -> Result<Vec<(MatchId, BlockId)>, StoreError> {
        for _ in 0..ROUNDS {
            let due = self.due(now, limit).await?;
            if due.is_empty() {
                return Ok(Vec::new());
            }
            let mut blocks: BTreeMap<(MatchId, BlockId), Vec<Due>> = BTreeMap::new();
            for due in due {
                blocks.entry((due.match_id, due.block_id)).or_default().push(due);
            }
            let (mut changed, mut failed) = (Vec::new(), Ok(()));
            for (place, due) in blocks {
                match self.expire_block(place, &due, now).await {
                    Ok(0) => {}
                    Ok(_) => changed.push(place),
                    Err(error) => failed = Err(error),
                }
            }
            // What has become available is told even if something else failed, which is tried again anyway.
            if !changed.is_empty() {
                return Ok(changed);
            }
            failed?;
        }
        Ok(Vec::new())
    }

    async fn held_by(
        &self,
        match_id: MatchId,
        holder: &HolderId,
        now: UnixMillis,
    ) -> Result<Vec<Held>, StoreError> {
        holds::held_by(&self.engine, match_id, holder, now).await
    }
}

impl RedisAllocations {
    fn maxlen(&self) -> String {
        self.stream_maxlen.to_string()
    }

    /// What hold and release have in common.
    fn seat_call(&self, request: &SeatRequest) -> Call {
        let id = request.match_id;
        Call {
            keys: vec![
                keys::block(id, request.block_id),
                keys::expiry(id),
                keys::holders(id),
                keys::stream(id),
            ],
            args: vec![
                request.block_id.to_string(),
                request.seat_id.to_string(),
                request.holder.as_str().to_owned(),
                request.now.0.to_string(),
            ],
        }
    }

    /// What is due by the index, what ran out first before others.
    async fn due(&self, now: UnixMillis, limit: u32) -> Result<Vec<Due>, StoreError> {
        let there = self.engine.validity.there().await?;
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
        all.sort_by(|a, b| a.ends.total_cmp(&b.ends));
        all.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
        Ok(all)
    }

    async fn due_in(&self, match_id: MatchId, now: UnixMillis, limit: u32) -> Result<Vec<Due>, StoreError> {
        let mut cmd = redis::cmd("ZRANGEBYSCORE");
        cmd.arg(keys::expiry(match_id)).arg("-inf").arg(now.0).arg("WITHSCORES");
        cmd.arg("LIMIT").arg(0).arg(limit);
        let members: Vec<(String, f64)> = self.engine.link.query(&cmd).await.map_err(store_error)?;
        let due = |(member, ends): (String, f64)| {
            let mut parts = member.splitn(3, ':');
            let mut part = || parts.next().ok_or_else(|| malformed("entry of what is due", &member));
            let block_id = part()?.parse().map_err(|_| malformed("block's id", &member))?;
            let seat = part()?.to_owned();
            let holder = HolderId::from_verified(part()?);
            Ok(Due { match_id, block_id, seat, holder, ends })
        };
        members.into_iter().map(due).collect()
    }

    /// Frees what is due in one block; answers how many seats that were.
    async fn expire_block(
        &self,
        (match_id, block_id): (MatchId, BlockId),
        due: &[Due],
        now: UnixMillis,
    ) -> Result<u32, StoreError> {
        let mut call = Call {
            keys: vec![
                keys::block(match_id, block_id),
                keys::expiry(match_id),
                keys::stream(match_id),
                keys::holders(match_id),
            ],
            args: vec![block_id.to_string(), now.0.to_string(), self.maxlen()],
        };
        for due in due {
            call.args.extend([due.seat.clone(), due.holder.as_str().to_owned()]);
        }
        match self.engine.run(match_id, &scripts::EXPIRE, &call, WhenMissing::Tell).await? {
            Reply::Done((changed,)) => Ok(changed),
            other => Err(malformed("answer of a script", other)),
        }
    }
}
