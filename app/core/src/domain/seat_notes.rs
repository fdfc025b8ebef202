//! What there is to say of a seat before somebody takes it, besides where it is and what it costs.

use serde::{Deserialize, Serialize};

/// What a seat is, beyond an ordinary one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SeatNotes {
    /// It is meant for a wheelchair.
    pub accessible: bool,
    /// It is for whoever comes with somebody in a wheelchair.
    pub companion: bool,
    /// From it one does not see everything.
    pub restricted_view: bool,
}
