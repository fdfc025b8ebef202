//! Looking at a match as a whole, and building it. Both scripts are sent in full: they are what comes before the others.

use super::{
    change::LOOK_AGAIN,
    error::{malformed, store_error},
    keys,
    layouts::Layout,
    link::Link,
    scripts::{self, Script},
};
use jari_core::{
    domain::{Actor, BlockId, BlockedSeat, Epoch, LedgerSeats, ReservedSeat, Sale, UnixMillis, Venue},
    ports::StoreError,
};
use redis::Cmd;

/// What a look at a match has shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Found {
    /// Nothing of it is there.
    Absent,
    /// Parts of it are missing.
    Partial,
    /// It was written to another process.
    Foreign,
    /// All is well.
    Valid,
}

/// Looks at a match.
pub(super) async fn inspect(link: &Link, layout: &Layout) -> Result<Found, StoreError> {
    let word: String = link.query(&script(&scripts::INSPECT, layout)).await.map_err(store_error)?;
    match word.as_str() {
        "ABSENT" => Ok(Found::Absent),
        "PARTIAL" => Ok(Found::Partial),
        "FOREIGN" => Ok(Found::Foreign),
        "VALID" => Ok(Found::Valid),
        _ => Err(malformed("state of a match", word)),
    }
}

/// Makes a match valid, and shows in it what the ledger says of its seats. Answers whether the match was valid already.
pub(super) async fn build(
    link: &Link,
    layout: &Layout,
    venue: &Venue,
    ledger: &LedgerSeats,
    now: UnixMillis,
    stream_maxlen: u64,
) -> Result<bool, StoreError> {
    let id = layout.match_id;
    let mut cmd = script(&scripts::BUILD, layout);
    let keep = layout.keep_millis(now);
    cmd.arg(now.0).arg(stream_maxlen).arg((now + LOOK_AGAIN).0).arg("restore").arg(Actor::System.to_string());
    cmd.arg(Epoch::from_random(rand::random()).as_str()).arg(keep);
    for block_id in &layout.blocks {
        cmd.arg(block_id.0).arg(seats(venue, *block_id));
    }
    // A seat that is not in the venue cannot be shown, and changes nothing for those that are.
    for Sale { block_id, seat_id, order, cart, .. } in &ledger.sold {
        cmd.arg(block_id.0).arg(seat_id.0).arg("O").arg(order.as_str()).arg(cart.as_str()).arg("");
    }
    for BlockedSeat { block_id, seat_id, reason } in &ledger.blocked {
        cmd.arg(block_id.0).arg(seat_id.0).arg("B").arg("").arg(reason).arg("");
    }
    for ReservedSeat { block_id, seat_id, order, cart, until } in &ledger.reserved {
        cmd.arg(block_id.0).arg(seat_id.0).arg("R").arg(order.as_str()).arg(cart.as_str()).arg(until.0);
    }
    let (how, epoch): (String, String) = link.query(&cmd).await.map_err(store_error)?;
    match how.as_str() {
        "KEPT" => {}
        "RENEWED" => tracing::warn!(match_id = %id, epoch, "Redis is another process: a new epoch"),
        "REPAIRED" => {
            tracing::warn!(match_id = %id, epoch, "Redis had lost a part of the match: a new epoch")
        }
        "MENDED" => {
            tracing::warn!(match_id = %id, "Redis had lost an index of the match, which was written anew");
        }
        "BUILT" => tracing::info!(match_id = %id, epoch, "the match was built in Redis"),
        _ => return Err(malformed("answer of a script", how)),
    }
    Ok(how == "KEPT")
}

fn script(script: &Script, layout: &Layout) -> Cmd {
    let id = layout.match_id;
    let mut cmd = redis::cmd("EVAL");
    cmd.arg(script.text).arg(layout.blocks.len() + 4);
    cmd.arg(keys::expiry(id)).arg(keys::carts(id)).arg(keys::stream(id)).arg(keys::meta(id));
    for block_id in &layout.blocks {
        cmd.arg(keys::block(id, *block_id));
    }
    cmd
}

/// A block's seats as the script reads them.
fn seats(venue: &Venue, block_id: BlockId) -> String {
    let seats = venue.block(block_id).map_or(&[][..], |block| &block.seats);
    seats.iter().map(|seat| seat.id.to_string()).collect::<Vec<_>>().join(",")
}
