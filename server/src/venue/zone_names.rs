//! How the details name a zone of the plan.

use super::{plan_file::Zone, zones::ReadZone};
use std::collections::HashMap;

/// What a name leads to.
#[derive(Clone, Copy)]
enum Meaning {
    /// The zone with this index among those that have seats.
    Seats(usize),
    /// A zone that is there, but has no seats.
    Seatless,
    /// More than one zone.
    Ambiguous,
}

/// The zones by each of the names that they may have.
pub(super) struct ZoneNames<'a> {
    /// By `zone_id`, by `uuid` and by name, in the order in which they count.
    indices: [HashMap<&'a str, Meaning>; 3],
}

impl<'a> ZoneNames<'a> {
    /// Indexes the zones of a plan.
    pub(super) fn new(zones: &'a [Zone], read: &[ReadZone]) -> Self {
        let seats: HashMap<usize, usize> = read.iter().enumerate().map(|(i, zone)| (zone.index, i)).collect();
        let mut indices: [HashMap<&str, Meaning>; 3] = Default::default();
        for (z, zone) in zones.iter().enumerate() {
            let meaning = seats.get(&z).map_or(Meaning::Seatless, |&i| Meaning::Seats(i));
            for (index, name) in indices.iter_mut().zip([&zone.zone_id, &zone.uuid, &zone.name]) {
                if let Some(name) = name.as_deref().map(str::trim).filter(|name| !name.is_empty()) {
                    index.entry(name).and_modify(|known| *known = Meaning::Ambiguous).or_insert(meaning);
                }
            }
        }
        Self { indices }
    }

    /// The zone of that name as an index of the zones that have seats; none for a zone without seats.
    ///
    /// # Errors
    /// A sentence for a person when there is no such zone, or more than one.
    pub(super) fn find(&self, name: &str) -> Result<Option<usize>, String> {
        let name = name.trim();
        match self.indices.iter().find_map(|index| index.get(name)) {
            Some(Meaning::Seats(i)) => Ok(Some(*i)),
            Some(Meaning::Seatless) => Ok(None),
            Some(Meaning::Ambiguous) => Err("more than one zone of the plan is called that".to_owned()),
            None => Err("the plan has no zone with that zone_id, uuid or name".to_owned()),
        }
    }
}
