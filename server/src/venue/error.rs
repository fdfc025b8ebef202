//! The error of a refused venue: which file, where in it, and why.

use std::fmt;

/// Which of a venue's two files an error is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum VenueFile {
    /// The seating plan: zones, rows, seats, shapes and categories.
    Plan,
    /// Our own side file: hierarchy, prices, and which seats are special.
    Details,
}

impl fmt::Display for VenueFile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Plan => "seating plan",
            Self::Details => "venue details",
        })
    }
}

/// A venue that was refused whole, because of what its first fault says.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{file}{}: {reason}", place(path))]
pub struct VenueFileError {
    /// The file that the fault is in.
    pub file: VenueFile,
    /// Where in the file, such as `zones[3].rows[0].seats[7].position.x`; empty for the file as a whole.
    pub path: String,
    /// What is wrong, for a person.
    pub reason: String,
}

/// How the message names the path.
fn place(path: &str) -> String {
    if path.is_empty() { String::new() } else { format!(", at {path}") }
}

impl VenueFileError {
    /// A fault of the seating plan.
    pub(super) fn plan(path: impl Into<String>, reason: impl Into<String>) -> Self {
        Self { file: VenueFile::Plan, path: path.into(), reason: reason.into() }
    }

    /// A fault of the details.
    pub(super) fn details(path: impl Into<String>, reason: impl Into<String>) -> Self {
        Self { file: VenueFile::Details, path: path.into(), reason: reason.into() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_message_names_file_place_and_reason() {
        let error = VenueFileError::plan("zones[3].rows[0]", "has no name");
        assert_eq!(error.to_string(), "seating plan, at zones[3].rows[0]: has no name");
        assert_eq!(VenueFileError::details("", "is too large").to_string(), "venue details: is too large");
    }
}
