//! What the details say of single seats: which are for wheelchairs and for who comes along, and which see less.

use super::{
    details_file::DetailsFile,
    error::VenueFileError,
    import::{ImportArea, ImportBlock},
    zones::{ReadZones, SeatPath},
};
use std::collections::{HashMap, HashSet};

/// Marks the seats that the details list.
///
/// # Errors
/// When a listed id is no seat's, a companion's seat has none to belong to, belongs to several or is for a wheelchair itself, or
/// the seat that it is to belong to is not.
pub(super) fn mark(read: &mut ReadZones, details: &DetailsFile) -> Result<(), VenueFileError> {
    let accessible = listed(read, &details.accessible, "accessible")?;
    let restricted = listed(read, &details.restricted, "restricted")?;
    let companions = companions(read, details, &accessible)?;
    for read in read.seats_mut() {
        read.seat.accessible = accessible.contains(&read.path);
        read.seat.restricted_view = restricted.contains(&read.path);
        read.seat.companion_of = companions.get(&read.path).cloned();
    }
    Ok(())
}

fn listed(read: &ReadZones, guids: &[String], field: &str) -> Result<HashSet<SeatPath>, VenueFileError> {
    let find = |(i, guid): (usize, &String)| find(read, guid, || format!("{field}[{i}]"));
    guids.iter().enumerate().map(find).collect()
}

fn find(read: &ReadZones, guid: &str, path: impl FnOnce() -> String) -> Result<SeatPath, VenueFileError> {
    let no_seat = || VenueFileError::details(path(), "the plan has no seat with that seat_guid");
    read.find(guid.trim()).ok_or_else(no_seat)
}

/// The seats of companions, each with what the seat is called that it belongs to.
fn companions(
    read: &ReadZones,
    details: &DetailsFile,
    accessible: &HashSet<SeatPath>,
) -> Result<HashMap<SeatPath, String>, VenueFileError> {
    let mut companions = HashMap::new();
    for (guid, seats) in &details.companions {
        let of = find(read, guid, || format!("companions.{guid}"))?;
        if !accessible.contains(&of) {
            let reason = "the seat is not one of those in accessible";
            return Err(VenueFileError::details(format!("companions.{guid}"), reason));
        }
        for (i, companion) in seats.iter().enumerate() {
            let path = || format!("companions.{guid}[{i}]");
            let seat = find(read, companion, path)?;
            if accessible.contains(&seat) {
                let reason = "the seat is meant for a wheelchair itself";
                return Err(VenueFileError::details(path(), reason));
            }
            if let Some(before) = companions.insert(seat, guid.trim().to_owned()) {
                let reason = format!("the seat is a companion's already, beside {before:?}");
                return Err(VenueFileError::details(path(), reason));
            }
        }
    }
    Ok(companions)
}

/// Checks that whoever comes along sits in the same block: what is sold together is chosen on one map.
///
/// # Errors
/// When a companion's seat is in another block than the seat that it belongs to.
pub(super) fn require_one_block(areas: &[ImportArea], details: &DetailsFile) -> Result<(), VenueFileError> {
    let blocks = areas.iter().flat_map(|area| &area.sections).flat_map(|section| &section.blocks);
    for block in blocks {
        let ids: HashSet<&str> = ids(block).collect();
        for (guid, seats) in &details.companions {
            let has = |seat: &&String| ids.contains(seat.trim());
            if let Some(i) = seats.iter().position(|seat| has(&seat) != has(&guid)) {
                let reason = "the seat is in another block than the one that it belongs to";
                return Err(VenueFileError::details(format!("companions.{guid}[{i}]"), reason));
            }
        }
    }
    Ok(())
}

fn ids(block: &ImportBlock) -> impl Iterator<Item = &str> {
    block.seats().map(|seat| seat.guid.as_str())
}
