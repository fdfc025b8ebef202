//! The plan's zones with their seats: places added up, categories looked up, and each seat checked by itself.

use super::{
    categories::Categories,
    error::VenueFileError,
    guids::Guids,
    import::ImportSeat,
    limits,
    plan_file::{Position, Row, Seat, Zone},
};
use jari_core::domain::{Point, row_indexes};
use std::{collections::HashMap, fmt};

/// Where a seat is in the plan's file, so that a fault found later can still say it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct SeatPath {
    zone: usize,
    row: usize,
    seat: usize,
}

impl fmt::Display for SeatPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "zones[{}].rows[{}].seats[{}]", self.zone, self.row, self.seat)
    }
}

/// A seat that was read, and where.
pub(super) struct ReadSeat {
    pub(super) seat: ImportSeat,
    pub(super) path: SeatPath,
}

/// A row that was read; it is not empty.
pub(super) struct ReadRow {
    pub(super) label: String,
    pub(super) seats: Vec<ReadSeat>,
}

impl ReadRow {
    /// Where its seats are.
    pub(super) fn places(&self) -> Vec<Point> {
        self.seats.iter().map(|read| read.seat.at).collect()
    }

    /// Says where each seat is along the row. `usual` is the step between seats around it.
    pub(super) fn set_indexes(&mut self, usual: Option<f64>) {
        let indexes = row_indexes(&self.places(), usual);
        for (read, index) in self.seats.iter_mut().zip(indexes) {
            read.seat.index = index;
        }
    }
}

/// A zone that has seats.
pub(super) struct ReadZone {
    /// Its place among all the zones of the file, seatless ones included.
    pub(super) index: usize,
    /// Its rows in the file's order, front first.
    pub(super) rows: Vec<ReadRow>,
}

/// The zones that have seats, and the seats by their ids.
pub(super) struct ReadZones {
    pub(super) zones: Vec<ReadZone>,
    guids: Guids,
}

/// Reads every zone's seats.
///
/// # Errors
/// When there is no seat or too many, a coordinate is absurd, a label is empty, a category is unknown, two seats
/// have one `seat_guid`, or two seats are at one place.
pub(super) fn read(zones: &[Zone], categories: &Categories) -> Result<ReadZones, VenueFileError> {
    let mut reader = ZoneReader { categories, guids: Guids::default(), places: HashMap::new() };
    let mut read = Vec::new();
    for (index, zone) in zones.iter().enumerate() {
        let rows = reader.zone(index, zone)?;
        if !rows.is_empty() {
            read.push(ReadZone { index, rows });
        }
    }
    if read.is_empty() {
        return Err(VenueFileError::plan("zones", "there is no seat in any zone"));
    }
    let mut read = ReadZones { zones: read, guids: reader.guids };
    read.make_guids(zones);
    Ok(read)
}

impl ReadZones {
    /// Gives an id to each seat to which the plan gives none.
    fn make_guids(&mut self, zones: &[Zone]) {
        for zone in &mut self.zones {
            let names = zones.get(zone.index).map(|zone| [&zone.zone_id, &zone.uuid, &zone.name]);
            let given = names
                .iter()
                .flatten()
                .find_map(|name| name.as_deref().map(str::trim).filter(|name| !name.is_empty()));
            let name = given.map_or_else(|| (zone.index + 1).to_string(), str::to_owned);
            for row in &mut zone.rows {
                for read in row.seats.iter_mut().filter(|read| read.seat.guid.is_empty()) {
                    read.seat.guid = self.guids.make(&name, &row.label, &read.seat.number, read.path);
                }
            }
        }
    }

    /// The seat of an id; none if the plan has no such seat.
    pub(super) fn find(&self, guid: &str) -> Option<SeatPath> {
        self.guids.find(guid)
    }

    /// Every seat with where it is in the file.
    pub(super) fn seats_mut(&mut self) -> impl Iterator<Item = &mut ReadSeat> {
        self.zones.iter_mut().flat_map(|zone| &mut zone.rows).flat_map(|row| &mut row.seats)
    }
}

/// What has been seen so far.
struct ZoneReader<'a> {
    categories: &'a Categories,
    guids: Guids,
    /// Every seat's place in hundredths of a unit, as a drawn seat is far larger than that.
    places: HashMap<(i64, i64), SeatPath>,
}

impl ZoneReader<'_> {
    fn zone(&mut self, z: usize, zone: &Zone) -> Result<Vec<ReadRow>, VenueFileError> {
        let zero = Point { x: 0.0, y: 0.0 };
        let origin = limits::place(zero, zone.position, || format!("zones[{z}].position"))?;
        let mut rows = Vec::with_capacity(zone.rows.len());
        for (r, row) in zone.rows.iter().enumerate() {
            if row.seats.is_empty() {
                continue;
            }
            let origin = limits::place(origin, row.position, || format!("zones[{z}].rows[{r}].position"))?;
            let label = row_label(row)
                .map_err(|reason| VenueFileError::plan(format!("zones[{z}].rows[{r}].row_number"), reason))?;
            let mut seats = Vec::with_capacity(row.seats.len());
            for (s, seat) in row.seats.iter().enumerate() {
                let path = SeatPath { zone: z, row: r, seat: s };
                seats.push(ReadSeat { seat: self.seat(path, seat, origin)?, path });
            }
            rows.push(ReadRow { label, seats });
        }
        Ok(rows)
    }

    fn seat(&mut self, path: SeatPath, seat: &Seat, row: Point) -> Result<ImportSeat, VenueFileError> {
        let refuse = |field: &str, reason: String| VenueFileError::plan(format!("{path}.{field}"), reason);
        if self.places.len() == limits::MAX_SEATS {
            let reason = format!("is one more than the {} seats that a venue may have", limits::MAX_SEATS);
            return Err(VenueFileError::plan(path.to_string(), reason));
        }
        let guid = match &seat.seat_guid {
            Some(guid) => limits::name(&guid.0).map_err(|reason| refuse("seat_guid", reason))?,
            None => String::new(),
        };
        if !guid.is_empty() {
            self.guids.take(guid.clone(), path).map_err(|reason| refuse("seat_guid", reason))?;
        }
        let number = limits::name(&seat.seat_number.0).map_err(|reason| refuse("seat_number", reason))?;
        let category = match seat.category.as_deref().map(str::trim) {
            None | Some("") => None,
            Some(name) => {
                let unknown = || refuse("category", "the plan has no category of that name".to_owned());
                Some(self.categories.find(name).ok_or_else(unknown)?)
            }
        };
        let at = self.place(path, row, seat.position)?;
        Ok(ImportSeat {
            guid,
            index: 0,
            number,
            at,
            category,
            accessible: false,
            companion_of: None,
            restricted_view: false,
        })
    }

    fn place(&mut self, path: SeatPath, row: Point, position: Position) -> Result<Point, VenueFileError> {
        let at = limits::place(row, position, || format!("{path}.position"))?;
        // Within the limit of coordinates the hundredths fit an i64 with room to spare.
        let key = ((at.x * 100.0).round() as i64, (at.y * 100.0).round() as i64);
        match self.places.insert(key, path) {
            None => Ok(at),
            Some(first) => {
                Err(VenueFileError::plan(format!("{path}.position"), format!("{first} is at the same place")))
            }
        }
    }
}

/// What a ticket calls the row: its label with the number put in, or the number alone.
fn row_label(row: &Row) -> Result<String, String> {
    match row.row_label.as_deref().map(str::trim) {
        None | Some("") => limits::name(&row.row_number.0),
        Some(label) => limits::name(&label.replace("%s", row.row_number.0.trim())),
    }
}
