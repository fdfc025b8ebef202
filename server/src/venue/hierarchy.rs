//! Which zones make up which block, and which blocks which section and area.

use super::{error::VenueFileError, limits, plan_file::Zone, zones::ReadZone};
use jari_core::domain::{Language, Name};
use std::collections::HashSet;

/// A part of the venue by its name, with what is in it.
pub(super) struct Named<T> {
    pub(super) name: Name,
    pub(super) parts: Vec<T>,
}

/// A block's zones, as indices of the zones that have seats.
pub(super) type BlockZones = Named<usize>;

/// Areas of sections of blocks.
pub(super) type Hierarchy = Vec<Named<Named<BlockZones>>>;

/// The hierarchy of a venue without details: all in one area and one section, and each zone a block of its own.
///
/// # Errors
/// When there are too many zones, or a zone's name is too long to print.
pub(super) fn plain(venue: &Name, zones: &[Zone], read: &[ReadZone]) -> Result<Hierarchy, VenueFileError> {
    if read.len() > limits::MAX_BLOCKS {
        let reason = format!("there are more than {} zones with seats", limits::MAX_BLOCKS);
        return Err(VenueFileError::plan("zones", reason));
    }
    let mut taken = HashSet::new();
    let mut blocks = Vec::with_capacity(read.len());
    for (i, zone) in read.iter().enumerate() {
        let given = zones.get(zone.index).and_then(|zone| zone.name.as_deref()).unwrap_or_default();
        let name = if given.trim().is_empty() {
            nameless(i + 1, &mut taken)
        } else {
            let name = limits::name(given)
                .map_err(|reason| VenueFileError::plan(format!("zones[{}].name", zone.index), reason))?;
            distinct(name, &mut taken).into()
        };
        blocks.push(Named { name, parts: vec![i] });
    }
    let section = Named { name: venue.clone(), parts: blocks };
    Ok(vec![Named { name: venue.clone(), parts: vec![section] }])
}

/// What a zone is called that has no name.
fn nameless(number: usize, taken: &mut HashSet<String>) -> Name {
    let own = distinct(format!("구역 {number}"), taken);
    Name::from(own).with(Language::En, Some(distinct(format!("Block {number}"), taken)))
}

/// The name, with a number behind it when it is taken: zones may share a name, but a buyer must tell blocks apart.
fn distinct(name: String, taken: &mut HashSet<String>) -> String {
    let mut candidate = name.clone();
    let mut again = 1;
    while !taken.insert(candidate.clone()) {
        again += 1;
        candidate = format!("{name} {again}");
    }
    candidate
}
