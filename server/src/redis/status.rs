//! Reading allocations from Redis.

use super::{
    engine::{Call, Engine, Reply, WhenMissing},
    error::{malformed, store_error},
    keys,
    layouts::{Layout, Layouts},
    scripts,
    seat::StoredSeat,
    validity::AT_ONCE,
};
use async_trait::async_trait;
use futures_util::{StreamExt, TryStreamExt, stream};
use jari_core::{
    domain::{
        BlockCount, BlockId, Changes, Counts, Epoch, MatchId, Revision, SeatChange, SeatId, Snapshot,
        StreamId,
    },
    ports::{LoadAllocationStatus, StoreError},
};
use std::{collections::HashMap, sync::Arc};

/// [`LoadAllocationStatus`] over Redis. What is not in Redis, as nobody has asked for it, the database tells.
pub(super) struct RedisStatus {
    pub(super) engine: Arc<Engine>,
    pub(super) layouts: Arc<Layouts>,
    pub(super) database: Arc<dyn LoadAllocationStatus>,
}

#[async_trait]
impl LoadAllocationStatus for RedisStatus {
    async fn snapshot(&self, match_id: MatchId, block_id: BlockId) -> Result<Arc<Snapshot>, StoreError> {
        match self.read(match_id, block_id).await? {
            Some(mut snapshot) => {
                snapshot.seats.sort_unstable_by_key(|seat| seat.seat_id);
                Ok(Arc::new(snapshot))
            }
            None => self.database.snapshot(match_id, block_id).await,
        }
    }

    async fn block_revision(&self, match_id: MatchId, block_id: BlockId) -> Result<StreamId, StoreError> {
        if !self.has_block(match_id, block_id).await? {
            return self.database.block_revision(match_id, block_id).await;
        }
        let mut cmd = redis::cmd("HMGET");
        cmd.arg(keys::block(match_id, block_id)).arg("epoch").arg("rev");
        // Once more after the match was built.
        for _ in 0..2 {
            let told: (Option<String>, Option<String>) =
                self.engine.link.query(&cmd).await.map_err(store_error)?;
            if let (Some(epoch), Some(rev)) = told {
                let rev = Revision(rev.parse().map_err(|_| malformed("revision", rev))?);
                return Ok(StreamId { epoch: parse_epoch(&epoch)?, rev });
            }
            self.engine.ensure(match_id).await?;
        }
        Err(StoreError::Unavailable("the block does not stay in Redis".into()))
    }

    async fn changes_since(
        &self,
        match_id: MatchId,
        block_id: BlockId,
        rev: Revision,
    ) -> Result<Changes, StoreError> {
        let Some(Snapshot { epoch, rev: latest, mut seats }) = self.read(match_id, block_id).await? else {
            return self.database.changes_since(match_id, block_id, rev).await;
        };
        seats.retain(|seat| seat.rev > rev);
        seats.sort_unstable_by_key(|seat| seat.rev);
        Ok(Changes { epoch, rev: latest, seats })
    }

    async fn block_counts(&self, match_id: MatchId, only: Option<&[BlockId]>) -> Result<Counts, StoreError> {
        let Some(layout) = self.layouts.find(match_id).await? else {
            return self.database.block_counts(match_id, only).await;
        };
        let wanted = |block: &&BlockId| only.is_none_or(|only| only.contains(block));
        let blocks: Vec<BlockId> = layout.blocks.iter().filter(wanted).copied().collect();
        match self.counts(match_id, &blocks, WhenMissing::Build).await? {
            Some(counts) => Ok(counts),
            None => Err(StoreError::Inconsistent(format!("match {match_id} was built and is not there"))),
        }
    }

    async fn free_seats(&self, matches: &[MatchId]) -> Result<HashMap<MatchId, u32>, StoreError> {
        let read: Vec<(MatchId, Option<u32>)> = stream::iter(matches.iter().copied())
            .map(|match_id| async move { Ok((match_id, self.free(match_id).await?)) })
            .buffer_unordered(AT_ONCE)
            .try_collect()
            .await?;
        let (there, elsewhere): (Vec<_>, Vec<_>) = read.into_iter().partition(|(_, free)| free.is_some());
        let elsewhere: Vec<MatchId> = elsewhere.into_iter().map(|(match_id, _)| match_id).collect();
        let mut free =
            if elsewhere.is_empty() { HashMap::new() } else { self.database.free_seats(&elsewhere).await? };
        free.extend(there.into_iter().filter_map(|(match_id, free)| Some((match_id, free?))));
        Ok(free)
    }
}

impl RedisStatus {
    async fn has_block(&self, match_id: MatchId, block_id: BlockId) -> Result<bool, StoreError> {
        let has_block = |layout: Arc<Layout>| layout.blocks.binary_search(&block_id).is_ok();
        Ok(self.layouts.find(match_id).await?.is_some_and(has_block))
    }

    /// A block in no order; none if there is no such block.
    async fn read(&self, match_id: MatchId, block_id: BlockId) -> Result<Option<Snapshot>, StoreError> {
        if !self.has_block(match_id, block_id).await? {
            return Ok(None);
        }
        let mut cmd = redis::cmd("HGETALL");
        cmd.arg(keys::block(match_id, block_id));
        // Once more after the match was built.
        for _ in 0..2 {
            let fields: Vec<(String, String)> = self.engine.link.query(&cmd).await.map_err(store_error)?;
            if let Some(snapshot) = parse(fields)? {
                return Ok(Some(snapshot));
            }
            self.engine.ensure(match_id).await?;
        }
        Err(StoreError::Unavailable("the block does not stay in Redis".into()))
    }

    async fn free(&self, match_id: MatchId) -> Result<Option<u32>, StoreError> {
        let Some(layout) = self.layouts.find(match_id).await? else { return Ok(None) };
        let counts = self.counts(match_id, &layout.blocks, WhenMissing::Tell).await?;
        Ok(counts.map(|counts| counts.blocks.iter().map(|block| block.free).sum()))
    }

    async fn counts(
        &self,
        match_id: MatchId,
        blocks: &[BlockId],
        missing: WhenMissing,
    ) -> Result<Option<Counts>, StoreError> {
        let mut keys = vec![keys::meta(match_id)];
        keys.extend(blocks.iter().map(|block_id| keys::block(match_id, *block_id)));
        let call = Call { keys, args: Vec::new() };
        let told: Vec<String> = match self.engine.run(match_id, &scripts::COUNTS, &call, missing).await? {
            Reply::Done(told) => told,
            Reply::Missing => return Ok(None),
            Reply::Refused(told) => return Err(malformed("answer of a script", told)),
        };
        let Some((epoch, numbers)) = told.split_first().filter(|(_, n)| n.len() == blocks.len() * 2) else {
            return Err(malformed("count of blocks", told));
        };
        let count = |(block_id, pair): (&BlockId, &[String])| {
            let [rev, free] = pair else { return Err(malformed("count of a block", pair)) };
            let rev = Revision(rev.parse().map_err(|_| malformed("revision", rev))?);
            let free = free.parse().map_err(|_| malformed("count of seats", free))?;
            Ok(BlockCount { block_id: *block_id, rev, free })
        };
        let blocks = blocks.iter().zip(numbers.chunks_exact(2)).map(count).collect::<Result<_, _>>()?;
        Ok(Some(Counts { epoch: parse_epoch(epoch)?, blocks }))
    }
}

/// A block's hash; none if it is not there.
fn parse(fields: Vec<(String, String)>) -> Result<Option<Snapshot>, StoreError> {
    let (mut epoch, mut rev): (Option<Epoch>, Option<Revision>) = (None, None);
    let mut seats: Vec<SeatChange> = Vec::with_capacity(fields.len());
    for (field, text) in &fields {
        match field.as_str() {
            "epoch" => epoch = Some(parse_epoch(text)?),
            "rev" => rev = Some(Revision(text.parse().map_err(|_| malformed("revision", text))?)),
            // What is no seat has a name, also what a later version has put there.
            name if name.starts_with(|first: char| first.is_ascii_lowercase()) => {}
            seat => {
                let seat_id: SeatId = seat.parse().map_err(|_| malformed("seat's id", seat))?;
                seats.push(StoredSeat::parse(text)?.change(seat_id));
            }
        }
    }
    let (Some(epoch), Some(rev)) = (epoch, rev) else { return Ok(None) };
    Ok(Some(Snapshot { epoch, rev, seats }))
}

pub(super) fn parse_epoch(text: &str) -> Result<Epoch, StoreError> {
    text.parse().map_err(|_| malformed("epoch", text))
}
