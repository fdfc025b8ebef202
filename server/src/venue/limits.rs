//! The bounds of what is read: a venue beyond them is a broken file, or one meant to break us.

use super::{error::VenueFileError, plan_file::Position};
use jari_core::domain::{Name, Point};

/// Bytes of one file.
pub const MAX_FILE_BYTES: usize = 64 * 1024 * 1024;
/// Seats of a venue.
pub(super) const MAX_SEATS: usize = 200_000;
/// Blocks of a venue, and as many zones.
pub(super) const MAX_BLOCKS: usize = 2_000;
/// Price categories of a venue.
pub(super) const MAX_CATEGORIES: usize = 200;
/// Shapes of a venue.
pub(super) const MAX_SHAPES: usize = 10_000;
/// Corners of one polygon.
pub(super) const MAX_CORNERS: usize = 10_000;
/// Characters of a name, a label, an id or a text.
pub(super) const MAX_NAME_CHARS: usize = Name::MAX_CHARS;
/// How far from zero a coordinate may be, in the plan's units.
pub(super) const MAX_COORDINATE: f64 = 1e6;
/// The dearest seat, in a currency's smallest unit; far above any, and far below where sums of it could overflow.
pub(super) const MAX_PRICE: i64 = 1_000_000_000_000;

/// A name, a label, an id or a text without surrounding space.
///
/// # Errors
/// A sentence for a person when nothing is left, or it is too long, or it carries control characters.
pub(super) fn name(text: &str) -> Result<String, String> {
    Name::clean(text).map(str::to_owned).map_err(|fault| fault.to_string())
}

/// A number that may be a coordinate or a size.
///
/// # Errors
/// A sentence for a person when it is no finite number or absurdly large.
pub(super) fn number(value: f64) -> Result<f64, String> {
    if value.is_finite() && value.abs() <= MAX_COORDINATE {
        Ok(value)
    } else {
        Err(format!("{value} is no sensible coordinate; at most {MAX_COORDINATE} from zero"))
    }
}

/// A place of the plan, relative to `origin`. The path is made only when it is needed, as there are many seats.
///
/// # Errors
/// When a coordinate, or what it adds up to, is no sensible number.
pub(super) fn place(
    origin: Point,
    position: Position,
    path: impl Fn() -> String,
) -> Result<Point, VenueFileError> {
    let add = |from: f64, by: f64, axis: &str| {
        number(by)
            .and_then(|by| number(from + by))
            .map_err(|reason| VenueFileError::plan(format!("{}.{axis}", path()), reason))
    };
    Ok(Point { x: add(origin.x, position.x, "x")?, y: add(origin.y, position.y, "y")? })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_adds_up_and_says_which_coordinate_is_absurd() {
        let origin = Point { x: 900_000.0, y: 1.0 };
        let path = || "zones[0].position".to_owned();
        assert_eq!(place(origin, Position { x: -1.0, y: 2.5 }, path), Ok(Point { x: 899_999.0, y: 3.5 }));
        let too_far = place(origin, Position { x: 200_000.0, y: 0.0 }, path);
        assert_eq!(too_far.map_err(|e| e.path), Err("zones[0].position.x".to_owned()));
        let endless = place(origin, Position { x: 0.0, y: f64::INFINITY }, path);
        assert_eq!(endless.map_err(|e| e.path), Err("zones[0].position.y".to_owned()));
    }
}
