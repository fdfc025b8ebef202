//! What operators do: they keep seats from being sold.

use super::{
    super::{Actor, Command, Requirement, Step, Target},
    Place,
};
use crate::domain::{
    AllocationStatus::{Available, Blocked},
    MatchId, UnixMillis,
};

impl Command {
    /// AVAILABLE → BLOCKED, for a reason. What is blocked already gets the reason.
    pub fn block(
        match_id: MatchId,
        seats: impl IntoIterator<Item = Place>,
        reason: &str,
        actor: Actor,
        now: UnixMillis,
    ) -> Self {
        Self::all("block", match_id, actor, now, seats, |block_id, seat_id| Step {
            block_id,
            seat_id,
            requires: Requirement::status(&[Available, Blocked]),
            unless: None,
            is_optional: false,
            becomes: Some(Target { reason: Some(reason.to_owned()), ..Target::bare(Blocked) }),
        })
    }

    /// BLOCKED → AVAILABLE. What is available is left as it is.
    pub fn unblock(
        match_id: MatchId,
        seats: impl IntoIterator<Item = Place>,
        actor: Actor,
        now: UnixMillis,
    ) -> Self {
        Self::all("unblock", match_id, actor, now, seats, |block_id, seat_id| Step {
            block_id,
            seat_id,
            requires: Requirement::status(&[Blocked]),
            unless: Some(Requirement::status(&[Available])),
            is_optional: false,
            becomes: Some(Target::AVAILABLE),
        })
    }
}
