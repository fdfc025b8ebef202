//! The one judge of all changes.

use super::{CartState, Command, Step};
use crate::domain::{Allocation, AllocationStatus, Refusal, Revision, SeatId};

/// What is to be done with a seat of a command.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It becomes this, under its block's next revision.
    Becomes(Allocation),
    /// It is as it is to be.
    Kept,
    /// It is not as is required, and the command does without it.
    LeftOut,
}

/// Judges a command as a whole. `found` is each step's seat as it is stored, and the revision that it took; none for one that
/// its block does not have. `cart` is what the cart of the command's [`CartRule`](super::CartRule) has at that time, these seats among it.
///
/// # Errors
/// The first step's [`Refusal`] that cannot be carried out, where the command is all or nothing; [`Refusal::CartChanged`];
/// [`Refusal::HoldLimit`].
pub fn judge(
    command: &Command,
    found: &[Option<(Allocation, Revision)>],
    cart: CartState,
) -> Result<Vec<Verdict>, Refusal> {
    let mut verdicts = Vec::with_capacity(command.steps.len());
    for (index, step) in command.steps.iter().enumerate() {
        let judged = match found.get(index) {
            Some(Some((stored, rev))) => judge_step(command, step, (stored, *rev), cart),
            _ => Err(Refusal::SeatNotFound),
        };
        verdicts.push(match judged {
            Err(_) if !command.is_whole || step.is_optional => Verdict::LeftOut,
            judged => judged?,
        });
    }
    if command.cart.as_ref().and_then(|rule| rule.seen).is_some_and(|seen| !seen.is_met(&cart)) {
        return Err(Refusal::CartChanged);
    }
    if let Some(max) = command.cart.as_ref().and_then(|rule| rule.max_holds) {
        let is_new_hold = |verdict: &&Verdict| matches!(verdict, Verdict::Becomes(after) if after.status == AllocationStatus::Hold);
        let new = u32::try_from(verdicts.iter().filter(is_new_hold).count()).unwrap_or(u32::MAX);
        if new > 0 && cart.seats.saturating_add(new) > max {
            return Err(Refusal::HoldLimit { max });
        }
    }
    Ok(verdicts)
}

/// The seats of a command that cannot be carried out as they are found, each for whatever reason: all that whoever asked has to
/// do without.
pub fn in_the_way(command: &Command, found: &[Option<(Allocation, Revision)>]) -> Vec<SeatId> {
    let is_refused = |index: usize, step: &Step| match found.get(index) {
        _ if step.is_optional => false,
        // What a cart has besides makes no seat one that cannot be had.
        Some(Some((stored, rev))) => judge_step(command, step, (stored, *rev), CartState::default()).is_err(),
        _ => true,
    };
    let steps = command.steps.iter().enumerate();
    steps.filter(|(index, step)| is_refused(*index, step)).map(|(_, step)| step.seat_id).collect()
}

fn judge_step(
    command: &Command,
    step: &Step,
    (stored, rev): (&Allocation, Revision),
    cart: CartState,
) -> Result<Verdict, Refusal> {
    if step.unless.as_ref().is_some_and(|done| done.is_met(stored, rev, command.now)) {
        return Ok(Verdict::Kept);
    }
    if !step.requires.is_met(stored, rev, command.now) {
        return Err(step.requires.refusal(stored, command.now));
    }
    let before = if step.requires.ended { stored.clone() } else { stored.at(command.now) };
    let Some(target) = &step.becomes else { return Ok(Verdict::Kept) };
    let mut after = target.of(&before, cart, command.now);
    if let Some(seen) = command.cart.as_ref().and_then(|rule| rule.seen) {
        // It may be known by nothing but what was seen.
        after.held_since = after.expires_at.and(Some(seen.since));
    }
    Ok(Verdict::Becomes(after))
}
