//! Reads a venue from its files: the open seating-plan JSON of pretix, and our own details beside it.
//!
//! The plan gives zones of rows of seats with their places, categories and shapes. It has no hierarchy above the
//! zone, no prices, no names in a second language and no accessibility, so an optional second file gives those; its form
//! is in `details_file`'s head. A venue is read whole or refused whole: the first fault is reported with its place in the file.
//!
//! The way through: `parse` checks types, `categories`, `zones` and `shapes` check each thing by itself,
//! `hierarchy` and `detailed` sort zones into blocks, `blocks` puts a block together, `outline` draws around
//! it, and `extent` measures what there is.

mod blocks;
mod captions;
mod categories;
mod color;
mod color_names;
mod detailed;
mod details_file;
mod error;
mod extent;
mod guids;
mod hierarchy;
mod import;
mod limits;
mod names;
mod outline;
mod parse;
mod plan_file;
mod seat_marks;
mod shapes;
#[cfg(test)]
mod tests;
mod zone_names;
mod zones;

pub use error::{VenueFile, VenueFileError};
pub use import::{
    ImportArea, ImportBlock, ImportCategory, ImportRow, ImportSeat, ImportSection, VenueImport,
};
pub use limits::MAX_FILE_BYTES;

use details_file::DetailsFile;
use names::Translations;
use plan_file::PlanFile;

/// Reads a venue from a seating plan and, where there are any, its details.
///
/// Places stay in the plan's own units. The text of both files is taken as it is; nothing is looked up elsewhere.
///
/// # Errors
/// The first fault, with its file, its path inside the JSON and the reason. Nothing of a faulty venue is returned.
pub fn read_venue(plan_json: &str, details_json: Option<&str>) -> Result<VenueImport, VenueFileError> {
    let plan: PlanFile = parse::parse(VenueFile::Plan, plan_json)?;
    let details: DetailsFile = match details_json {
        Some(json) => parse::parse(VenueFile::Details, json)?,
        None => DetailsFile::default(),
    };
    let name = limits::name(&plan.name).map_err(|reason| VenueFileError::plan("name", reason))?;
    let name = Translations::new(details.name_ko.as_ref(), details.name_en.as_ref()).of(name, "")?;
    let categories = categories::read(&plan.categories, &details)?;
    let mut read = zones::read(&plan.zones, &categories)?;
    seat_marks::mark(&mut read, &details)?;
    let mut shapes = shapes::read(&plan.zones)?;
    captions::translate(&mut shapes, &details.captions)?;
    let hierarchy = match &details.areas {
        Some(areas) => detailed::read(areas, &plan.zones, &read.zones)?,
        None => hierarchy::plain(&name, &plan.zones, &read.zones)?,
    };
    let areas = blocks::build(hierarchy, read.zones)?;
    seat_marks::require_one_block(&areas, &details)?;
    let mut venue =
        VenueImport { name, plan: extent::unmeasured(shapes), categories: categories.list, areas };
    extent::measure(&mut venue);
    Ok(venue)
}
