//! Watching how often it takes a second try.

use super::AllocationError;

/// Counts what comes of requests for the best seats.
pub trait CountTries: Send + Sync {
    /// One was answered after so many tries to hold what was found.
    fn answered(&self, tries: u32, answer: Result<(), &AllocationError>);
}
