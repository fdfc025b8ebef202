//! The rows of the table: which figure stands beside which, and what is to be reached.

mod expiry;
mod stores;
mod streams;

use super::unit::Unit;

/// A row.
#[derive(Clone, Copy, Debug)]
pub struct Row {
    /// What it says.
    pub title: &'static str,
    /// The figure's name in the book.
    pub what: &'static str,
    /// How it is written.
    pub unit: Unit,
    /// What Jari's figure is divided by: the floor's, or that of whatever sets the limit, and its name.
    pub against: Option<(&'static str, &'static str)>,
    /// What is to be reached, and what is better still.
    pub goals: (&'static str, &'static str),
}

/// Jari.
pub const JARI: &str = "Jari";
/// The bare loop.
pub const FLOOR: &str = "floor";
/// The nginx module.
pub const NCHAN: &str = "nchan";
/// The store by itself, nginx with a file, or holds of chosen seats.
pub const LIMIT: &str = "limit";

const fn row(
    title: &'static str,
    what: &'static str,
    unit: Unit,
    against: Option<(&'static str, &'static str)>,
    goals: (&'static str, &'static str),
) -> Row {
    Row { title, what, unit, against, goals }
}

/// All rows, in their order.
pub fn rows() -> impl Iterator<Item = &'static Row> {
    streams::ROWS.iter().chain(stores::ROWS).chain(expiry::ROWS).chain(streams::CUSTOM)
}
