//! The hierarchy as the details give it: every zone with seats ends in exactly one block.

use super::{
    details_file::{AreaEntry, BlockEntry, SectionEntry},
    error::VenueFileError,
    hierarchy::{BlockZones, Hierarchy, Named},
    limits,
    names::{Siblings, Translations},
    plan_file::Zone,
    zone_names::ZoneNames,
    zones::ReadZone,
};
use jari_core::domain::Name;
use std::collections::HashMap;

/// Reads the hierarchy.
///
/// # Errors
/// When a name is empty, too long or a sibling's; when an area, section or block has nothing in it; when a zone is
/// unknown, ambiguous, in two blocks or in none; when there are too many blocks.
pub(super) fn read(
    areas: &[AreaEntry],
    zones: &[Zone],
    read: &[ReadZone],
) -> Result<Hierarchy, VenueFileError> {
    let mut reader = Reader { names: ZoneNames::new(zones, read), homes: HashMap::new(), blocks: 0 };
    let hierarchy = reader.areas(areas)?;
    match read.iter().enumerate().find(|(i, _)| !reader.homes.contains_key(i)) {
        None => Ok(hierarchy),
        Some((_, zone)) => {
            let reason = format!("zones[{}] of the plan has seats but is in no block", zone.index);
            Err(VenueFileError::details("areas", reason))
        }
    }
}

/// What has been read so far.
struct Reader<'a> {
    names: ZoneNames<'a>,
    /// From a zone to the path of the entry that put it in a block.
    homes: HashMap<usize, String>,
    /// How many blocks there are.
    blocks: usize,
}

impl Reader<'_> {
    fn areas(&mut self, entries: &[AreaEntry]) -> Result<Hierarchy, VenueFileError> {
        filled(entries, "areas")?;
        let mut siblings = Siblings::default();
        let mut areas = Vec::with_capacity(entries.len());
        for (i, entry) in entries.iter().enumerate() {
            let path = format!("areas[{i}]");
            let translations = Translations::new(entry.name_ko.as_ref(), entry.name_en.as_ref());
            let name = own_name(&entry.name, translations, &path, &mut siblings)?;
            areas.push(Named { name, parts: self.sections(&entry.sections, &format!("{path}.sections"))? });
        }
        Ok(areas)
    }

    fn sections(
        &mut self,
        entries: &[SectionEntry],
        list: &str,
    ) -> Result<Vec<Named<BlockZones>>, VenueFileError> {
        filled(entries, list)?;
        let mut siblings = Siblings::default();
        let mut sections = Vec::with_capacity(entries.len());
        for (i, entry) in entries.iter().enumerate() {
            let path = format!("{list}[{i}]");
            let translations = Translations::new(entry.name_ko.as_ref(), entry.name_en.as_ref());
            let name = own_name(&entry.name, translations, &path, &mut siblings)?;
            sections.push(Named { name, parts: self.blocks(&entry.blocks, &format!("{path}.blocks"))? });
        }
        Ok(sections)
    }

    fn blocks(&mut self, entries: &[BlockEntry], list: &str) -> Result<Vec<BlockZones>, VenueFileError> {
        filled(entries, list)?;
        let mut siblings = Siblings::default();
        let mut blocks = Vec::with_capacity(entries.len());
        for (i, entry) in entries.iter().enumerate() {
            let path = format!("{list}[{i}]");
            if self.blocks == limits::MAX_BLOCKS {
                let reason =
                    format!("is one more than the {} blocks that a venue may have", limits::MAX_BLOCKS);
                return Err(VenueFileError::details(path, reason));
            }
            self.blocks += 1;
            let translations = Translations::new(entry.name_ko.as_ref(), entry.name_en.as_ref());
            let name = own_name(&entry.name, translations, &path, &mut siblings)?;
            blocks.push(Named { name, parts: self.zones(&entry.zones, &format!("{path}.zones"))? });
        }
        Ok(blocks)
    }

    /// The zones of one block; at least one with seats.
    fn zones(&mut self, entries: &[String], list: &str) -> Result<Vec<usize>, VenueFileError> {
        let mut zones = Vec::with_capacity(entries.len());
        for (i, entry) in entries.iter().enumerate() {
            let path = format!("{list}[{i}]");
            let Some(zone) =
                self.names.find(entry).map_err(|reason| VenueFileError::details(&path, reason))?
            else {
                // A zone of shapes alone may be listed with the seats that it belongs to; there is nothing to take.
                continue;
            };
            if let Some(first) = self.homes.get(&zone) {
                return Err(VenueFileError::details(
                    path,
                    format!("the zone is in a block already, by {first}"),
                ));
            }
            self.homes.insert(zone, path);
            zones.push(zone);
        }
        if zones.is_empty() {
            return Err(VenueFileError::details(list, "there is no seat in the block"));
        }
        Ok(zones)
    }
}

/// Refuses an empty list: an area, section or block that leads to no seat is of no use to a buyer.
fn filled<T>(entries: &[T], list: &str) -> Result<(), VenueFileError> {
    if entries.is_empty() { Err(VenueFileError::details(list, "is empty")) } else { Ok(()) }
}

/// The name of an entry, which none of its siblings may have, in any language.
fn own_name(
    name: &str,
    translations: Translations<'_>,
    path: &str,
    siblings: &mut Siblings,
) -> Result<Name, VenueFileError> {
    let own = limits::name(name).map_err(|reason| VenueFileError::details(format!("{path}.name"), reason))?;
    let name = translations.of(own, path)?;
    siblings.add(&name, path)?;
    Ok(name)
}
