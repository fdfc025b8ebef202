//! The JSON of the REST routes and of the streams, written on the server and read in the browser.

#[cfg(feature = "hydrate")]
pub mod browser;

use jari_core::domain::{BlockId, SeatId, SeatStatus};
use serde::{Deserialize, Serialize};

/// `{"status":200,"data":…}`: what every success looks like.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Envelope<T> {
    /// The HTTP status once more, for readers that see the body alone.
    pub status: u16,
    /// The answer itself.
    pub data: T,
}

impl<T> Envelope<T> {
    /// A success with status 200.
    pub const fn ok(data: T) -> Self {
        Self { status: 200, data }
    }
}

/// One seat in a snapshot.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SeatState {
    /// The seat.
    pub id: SeatId,
    /// Its state.
    pub status: SeatStatus,
}

/// The data of `event: init` and of the snapshot route: every seat of the block.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SeatsData {
    /// Every seat, ordered by id.
    pub seats: Vec<SeatState>,
}

/// The data of `event: update`: one seat that changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct UpdateData {
    /// The seat.
    pub seat_id: SeatId,
    /// Its state.
    pub status: SeatStatus,
}

/// The data of `event: init` in a stream of several blocks: every seat of one of them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct BlockSeatsData {
    /// The block.
    pub block_id: BlockId,
    /// Every seat, ordered by id.
    pub seats: Vec<SeatState>,
}

/// The data of `event: update` in a stream of several blocks: one seat that changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct BlockUpdateData {
    /// The block.
    pub block_id: BlockId,
    /// The seat.
    pub seat_id: SeatId,
    /// Its state.
    pub status: SeatStatus,
}

/// How many seats a block has left, in the match-wide stream.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BlockFree {
    /// The block.
    pub id: BlockId,
    /// Its available seats.
    pub free: u32,
}

/// The data of both events of the match-wide stream: all blocks in `init`, the changed ones in `update`. And that of `counts`
/// in a stream of several blocks: at first all blocks of the match, then the changed ones.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BlocksData {
    /// The blocks, ordered by id.
    pub blocks: Vec<BlockFree>,
}

/// The data of `event: heartbeat`: the stream is alive. `live` is false while the server cannot reach its store, so
/// that what the viewer sees may be out of date.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HeartbeatData {
    /// Whether the server is up to date.
    pub live: bool,
}

/// The data of `event: build`: which build the server is of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BuildData<'a> {
    /// The build's name.
    pub build: &'a str,
}

/// The names of the events.
pub mod event {
    /// Everything, to start from.
    pub const INIT: &str = "init";
    /// One change.
    pub const UPDATE: &str = "update";
    /// The free seats of blocks, in a stream of several blocks.
    pub const COUNTS: &str = "counts";
    /// A sign of life. It carries no id, so it never moves a client's place in the history.
    pub const HEARTBEAT: &str = "heartbeat";
    /// The server is of another build than the page says of itself, by `?build=`. It comes before everything else, and to
    /// nobody who has not said so.
    pub const BUILD: &str = "build";
}
