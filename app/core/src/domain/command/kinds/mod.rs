//! Every kind of change that there is: what buyers do with their carts, what orders do, and what operators do.

mod blocks;
mod holds;
mod orders;

use super::{Actor, Command, Step};
use crate::domain::{BlockId, MatchId, SeatId, UnixMillis};

/// Where a seat is.
pub type Place = (BlockId, SeatId);

impl Command {
    /// A command about these seats, each of which must be the same and becomes the same.
    pub(super) fn all(
        kind: &'static str,
        match_id: MatchId,
        actor: Actor,
        now: UnixMillis,
        seats: impl IntoIterator<Item = Place>,
        step: impl Fn(BlockId, SeatId) -> Step,
    ) -> Self {
        let mut steps: Vec<_> =
            seats.into_iter().map(|(block_id, seat_id)| step(block_id, seat_id)).collect();
        steps.sort_by_key(|step| (step.block_id, step.seat_id));
        steps.dedup_by_key(|step| (step.block_id, step.seat_id));
        Self { kind, match_id, actor, now, steps, is_whole: true, cart: None, order: None }
    }
}
