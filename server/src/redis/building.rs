//! Looking at a match as a whole, and building it. Both scripts are sent in full: they are what comes before the others.

use super::{
    error::{malformed, store_error},
    keys,
    layouts::Layout,
    link::Link,
    scripts,
};
use jari_core::{
    domain::{BlockId, Epoch, Sale, UnixMillis},
    ports::StoreError,
};

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
    let id = layout.match_id;
    let mut cmd = redis::cmd("EVAL");
    cmd.arg(scripts::INSPECT.text).arg(layout.blocks.len() + 4);
    cmd.arg(keys::meta(id)).arg(keys::expiry(id)).arg(keys::holders(id)).arg(keys::stream(id));
    for block_id in &layout.blocks {
        cmd.arg(keys::block(id, *block_id));
    }
    let (word, _epoch): (String, String) = link.query(&cmd).await.map_err(store_error)?;
    match word.as_str() {
        "ABSENT" => Ok(Found::Absent),
        "PARTIAL" => Ok(Found::Partial),
        "FOREIGN" => Ok(Found::Foreign),
        "VALID" => Ok(Found::Valid),
        _ => Err(malformed("state of a match", word)),
    }
}

/// Makes a match valid, unless somebody else was faster. `sold` is everything that was sold in it.
pub(super) async fn build(
    link: &Link,
    layout: &Layout,
    sold: &[Sale],
    now: UnixMillis,
    stream_maxlen: u64,
) -> Result<(), StoreError> {
    let id = layout.match_id;
    let mut cmd = redis::cmd("EVAL");
    cmd.arg(scripts::BUILD.text).arg(layout.blocks.len() + 4);
    cmd.arg(keys::meta(id)).arg(keys::stream(id)).arg(keys::expiry(id)).arg(keys::holders(id));
    for block_id in &layout.blocks {
        cmd.arg(keys::block(id, *block_id));
    }
    let keep = layout.keep_millis(now);
    cmd.arg(Epoch::from_random(rand::random()).as_str()).arg(now.0).arg(stream_maxlen).arg(keep);
    // A sale of a seat that is not in the venue cannot be shown, and changes nothing for those that are. The first
    // block is the fifth key.
    let placed = |sale: &Sale| layout.blocks.binary_search(&sale.block_id).ok();
    let sold: Vec<_> = sold.iter().filter_map(|sale| Some((placed(sale)? + 5, sale))).collect();
    cmd.arg(sold.len());
    for (place, sale) in sold {
        cmd.arg(place).arg(sale.block_id.0).arg(sale.seat_id.0).arg(sale.holder.as_str());
    }
    for block_id in &layout.blocks {
        cmd.arg(block_id.0).arg(seats(layout, *block_id));
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
    Ok(())
}

/// A block's seats as the script reads them.
fn seats(layout: &Layout, block_id: BlockId) -> String {
    let seats = layout.venue.block(block_id).map_or(&[][..], |block| &block.seats);
    seats.iter().map(|seat| seat.id.to_string()).collect::<Vec<_>>().join(",")
}
