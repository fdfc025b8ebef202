//! What one cart has on hold.

use super::{
    change::moment,
    engine::{Call, Engine, Reply, WhenMissing},
    error::{malformed, store_error},
    index::IndexEntry,
    keys,
    link::Link,
    scripts,
    seat::StoredSeat,
};
use futures_util::future::try_join_all;
use jari_core::{
    domain::{BlockId, CartId, Held, MatchId, SeatId, UnixMillis},
    ports::StoreError,
};
use std::collections::BTreeMap;

/// The seats of a match that a cart has on hold at `now`, what ends first before others. The index says where to look, and the seats
/// themselves what is true.
pub(super) async fn held_by(
    engine: &Engine,
    match_id: MatchId,
    cart: &CartId,
    now: UnixMillis,
) -> Result<Vec<Held>, StoreError> {
    let call = Call { keys: vec![keys::carts(match_id)], args: vec![cart.as_str().to_owned()] };
    let (index, since): (Vec<String>, String) =
        match engine.run(match_id, &scripts::HELD, &call, WhenMissing::Build).await? {
            Reply::Done(told) => told,
            Reply::Missing => return Ok(Vec::new()),
            Reply::Refused(told) => return Err(malformed("answer of a script", told)),
        };
    let mut blocks: BTreeMap<BlockId, Vec<SeatId>> = BTreeMap::new();
    let (since, mut ends) = (moment(&since)?, None);
    for entry in index {
        let IndexEntry { block_id, seat_id, ends: end, .. } = IndexEntry::parse(&entry)?;
        ends = ends.max(Some(end));
        blocks.entry(block_id).or_default().push(seat_id);
    }
    let looks =
        blocks.iter().map(|(block_id, seats)| verify(&engine.link, match_id, *block_id, seats, cart, now));
    let mut held: Vec<Held> = try_join_all(looks).await?.into_iter().flatten().collect();
    // It is of what ended last when the index was read; what ends otherwise was changed since, or is not of one cart with it.
    for held in held.iter_mut().filter(|held| Some(held.expires_at) == ends) {
        held.since = since;
    }
    held.sort_unstable_by_key(|held| (held.expires_at, held.seat_id));
    Ok(held)
}

async fn verify(
    link: &Link,
    match_id: MatchId,
    block_id: BlockId,
    seats: &[SeatId],
    cart: &CartId,
    now: UnixMillis,
) -> Result<Vec<Held>, StoreError> {
    let mut cmd = redis::cmd("HMGET");
    cmd.arg(keys::block(match_id, block_id));
    for seat_id in seats {
        cmd.arg(seat_id.0);
    }
    let stored: Vec<Option<String>> = link.query(&cmd).await.map_err(store_error)?;
    let mut held = Vec::new();
    for (seat_id, text) in seats.iter().zip(stored) {
        let Some(text) = text else { continue };
        let seat = StoredSeat::parse(&text)?;
        if let Some(expires_at) = seat.hold_end(cart, now) {
            held.push(Held { seat_id: *seat_id, block_id, expires_at, rev: seat.rev, since: None });
        }
    }
    Ok(held)
}
