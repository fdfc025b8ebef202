//! Our own side file: what the open format has no words for.
//!
//! ```json
//! {
//!   "areas": [
//!     {"name": "1루측", "sections": [
//!       {"name": "1루 내야", "blocks": [
//!         {"name": "101블록", "zones": ["z101"]}]}]}],
//!   "prices": {"내야지정석": 22000},
//!   "accessible": ["z101-20-1"]
//! }
//! ```
//!
//! Everything is optional. `areas` is the hierarchy, and when it is there, every zone with seats is in exactly one
//! block. A zone is named by its `zone_id`, and where no zone has that id, by its `uuid` or its name. `prices` maps
//! a category's name to won. `accessible` lists the `seat_guid`s of seats that are meant for a wheelchair.
//!
//! Unlike in the plan, a field with an unknown name is refused here: the format is ours, so it is a slip.

use serde::Deserialize;
use std::collections::BTreeMap;

/// The whole file.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct DetailsFile {
    pub(super) areas: Option<Vec<AreaEntry>>,
    #[serde(default)]
    pub(super) prices: BTreeMap<String, i64>,
    #[serde(default)]
    pub(super) accessible: Vec<String>,
}

/// An area (권역).
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct AreaEntry {
    pub(super) name: String,
    pub(super) sections: Vec<SectionEntry>,
}

/// A section (진영).
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SectionEntry {
    pub(super) name: String,
    pub(super) blocks: Vec<BlockEntry>,
}

/// A block (구역) and the zones whose seats it takes.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct BlockEntry {
    pub(super) name: String,
    pub(super) zones: Vec<String>,
}
