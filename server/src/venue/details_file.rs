//! Our own side file: what the open format has no words for.
//!
//! ```json
//! {
//!   "name_en": "Seoul Ballpark",
//!   "areas": [
//!     {"name": "1루측", "name_en": "First base side", "sections": [
//!       {"name": "1루 내야", "name_en": "First base infield", "blocks": [
//!         {"name": "101블록", "name_en": "Block 101", "zones": ["z101"]}]}]}],
//!   "categories": {"내야지정석": {"name_en": "Infield reserved"}},
//!   "captions": {"전광판": {"name_en": "Scoreboard"}},
//!   "prices": {"내야지정석": 22000},
//!   "accessible": ["z101-20-1"],
//!   "companions": {"z101-20-1": ["z101-20-2"]},
//!   "restricted": ["z101-1-1"]
//! }
//! ```
//!
//! Everything is optional. `areas` is the hierarchy, and when it is there, every zone with seats is in exactly one
//! block. A zone is named by its `zone_id`, and where no zone has that id, by its `uuid` or its name. `prices` maps
//! a category's name to what a seat costs, in the smallest unit of the currency that its matches are sold for. `accessible` lists the `seat_guid`s of seats that are meant for a wheelchair.
//! `companions` maps such a seat to those, of the same block, that are for whoever comes with somebody in it: each belongs to one of them alone.
//! `restricted` lists the seats from which one does not see everything.
//!
//! `name_ko` and `name_en` say what something is called in these languages, beside what it is called by itself: an area, a section
//! or a block where it stands, a category of the plan in `categories`, what is written on its drawings in `captions`, and the venue at the top.
//!
//! Unlike in the plan, a field with an unknown name is refused here: the format is ours, so it is a slip.

use serde::Deserialize;
use std::collections::BTreeMap;

/// The whole file.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct DetailsFile {
    pub(super) name_ko: Option<String>,
    pub(super) name_en: Option<String>,
    pub(super) areas: Option<Vec<AreaEntry>>,
    #[serde(default)]
    pub(super) categories: BTreeMap<String, NamesEntry>,
    #[serde(default)]
    pub(super) captions: BTreeMap<String, NamesEntry>,
    #[serde(default)]
    pub(super) prices: BTreeMap<String, i64>,
    #[serde(default)]
    pub(super) accessible: Vec<String>,
    #[serde(default)]
    pub(super) companions: BTreeMap<String, Vec<String>>,
    #[serde(default)]
    pub(super) restricted: Vec<String>,
}

/// What something that the plan names is called in other languages.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct NamesEntry {
    pub(super) name_ko: Option<String>,
    pub(super) name_en: Option<String>,
}

/// An area (권역).
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct AreaEntry {
    pub(super) name: String,
    pub(super) name_ko: Option<String>,
    pub(super) name_en: Option<String>,
    pub(super) sections: Vec<SectionEntry>,
}

/// A section (진영).
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SectionEntry {
    pub(super) name: String,
    pub(super) name_ko: Option<String>,
    pub(super) name_en: Option<String>,
    pub(super) blocks: Vec<BlockEntry>,
}

/// A block (구역) and the zones whose seats it takes.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct BlockEntry {
    pub(super) name: String,
    pub(super) name_ko: Option<String>,
    pub(super) name_en: Option<String>,
    pub(super) zones: Vec<String>,
}
