//! Every kind of change that there is.

use super::{Actor, CartRule, Command, Expiry, Field, Requirement, Step, Target};
use crate::domain::{
    AllocationStatus, BlockId, CartId, HoldPolicy, MatchId, OrderId, Revision, SeatId, UnixMillis,
};
use AllocationStatus::{Available, Blocked, Hold, Occupied, Reserved};

/// Where a seat is.
pub type Place = (BlockId, SeatId);

/// All states that this version knows: what a later one has made of a seat is nobody's to change.
const ANY: &[AllocationStatus] = &AllocationStatus::ALL;

impl Command {
    /// A command about these seats, each of which must be the same and becomes the same.
    fn all(
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
        Self { kind, match_id, actor, now, steps, is_whole: true, cart: None }
    }

    /// AVAILABLE → HOLD, until what the cart has in the match already ends. One's own hold is left as it is.
    pub fn hold(
        match_id: MatchId,
        seats: impl IntoIterator<Item = Place>,
        cart: &CartId,
        now: UnixMillis,
        policy: HoldPolicy,
    ) -> Self {
        let max_holds = (policy.max_holds != 0).then_some(policy.max_holds);
        let rule = CartRule { cart: cart.clone(), max_holds };
        let command =
            Self::all("hold", match_id, Actor::Buyer(cart.clone()), now, seats, |block_id, seat_id| Step {
                block_id,
                seat_id,
                requires: Requirement::status(&[Available]),
                unless: Some(Requirement::held(&[Hold], cart.clone())),
                becomes: Some(Target {
                    cart: Field::Is(cart.clone()),
                    expires_at: Expiry::WithCart(now + policy.ttl_millis),
                    ..Target::bare(Hold)
                }),
            });
        Self { cart: Some(rule), ..command }
    }

    /// HOLD → AVAILABLE, by its cart alone.
    pub fn release(
        match_id: MatchId,
        seats: impl IntoIterator<Item = Place>,
        cart: &CartId,
        now: UnixMillis,
    ) -> Self {
        Self::all("release", match_id, Actor::Buyer(cart.clone()), now, seats, |block_id, seat_id| Step {
            block_id,
            seat_id,
            requires: Requirement::held(&[Hold], cart.clone()),
            unless: None,
            becomes: Some(Target::AVAILABLE),
        })
    }

    /// HOLD → HOLD that ends at another time, by its cart alone: of all seats that it has on hold, as they end together.
    pub fn lengthen(
        match_id: MatchId,
        seats: impl IntoIterator<Item = Place>,
        cart: &CartId,
        now: UnixMillis,
        expires_at: UnixMillis,
    ) -> Self {
        Self::all("lengthen", match_id, Actor::Buyer(cart.clone()), now, seats, |block_id, seat_id| Step {
            block_id,
            seat_id,
            requires: Requirement::held(&[Hold], cart.clone()),
            unless: None,
            becomes: Some(Target {
                cart: Field::Same,
                expires_at: Expiry::At(expires_at),
                ..Target::bare(Hold)
            }),
        })
    }

    /// One hold becomes another, by its cart alone, with the end that it had. `rev` is the revision that it was seen at: it
    /// must not have changed since.
    pub fn move_hold(
        match_id: MatchId,
        from: Place,
        to: Place,
        cart: &CartId,
        now: UnixMillis,
        (rev, expires_at): (Revision, UnixMillis),
    ) -> Self {
        Self::all("move", match_id, Actor::Buyer(cart.clone()), now, [from, to], |block_id, seat_id| {
            let held = Requirement { at_most: Some(rev), ..Requirement::held(&[Hold], cart.clone()) };
            let taken = Target {
                cart: Field::Is(cart.clone()),
                expires_at: Expiry::At(expires_at),
                ..Target::bare(Hold)
            };
            let is_left = (block_id, seat_id) == from;
            let requires = if is_left { held } else { Requirement::status(&[Available]) };
            let becomes = Some(if is_left { Target::AVAILABLE } else { taken });
            Step { block_id, seat_id, requires, unless: None, becomes }
        })
    }

    /// HOLD → AVAILABLE, for those of the seats whose holds have run out. Each is told with whoever was seen to have it.
    pub fn expire(
        match_id: MatchId,
        seats: impl IntoIterator<Item = (Place, CartId)>,
        now: UnixMillis,
    ) -> Self {
        let seats: std::collections::BTreeMap<_, _> = seats.into_iter().collect();
        let places: Vec<_> = seats.keys().copied().collect();
        let command = Self::all("expire", match_id, Actor::System, now, places, |block_id, seat_id| Step {
            block_id,
            seat_id,
            requires: Requirement {
                cart: seats.get(&(block_id, seat_id)).cloned(),
                ended: true,
                ..Requirement::status(&[Hold])
            },
            unless: None,
            becomes: Some(Target::AVAILABLE),
        });
        Self { is_whole: false, ..command }
    }

    /// HOLD → RESERVED for an order, by its cart alone. What the cart has bought is left as it is.
    pub fn reserve(
        match_id: MatchId,
        seats: impl IntoIterator<Item = Place>,
        cart: &CartId,
        order: &OrderId,
        now: UnixMillis,
    ) -> Self {
        Self::all("reserve", match_id, Actor::Buyer(cart.clone()), now, seats, |block_id, seat_id| Step {
            block_id,
            seat_id,
            requires: Requirement::held(&[Hold], cart.clone()),
            unless: Some(Requirement::held(&[Occupied], cart.clone())),
            becomes: Some(Target {
                cart: Field::Same,
                expires_at: Expiry::Same,
                order: Field::Is(order.clone()),
                ..Target::bare(Reserved)
            }),
        })
    }

    /// RESERVED → HOLD, as it was before, for those of the seats that the order still has. A hold whose end has passed
    /// meanwhile is available.
    pub fn call_off(
        match_id: MatchId,
        seats: impl IntoIterator<Item = Place>,
        order: &OrderId,
        now: UnixMillis,
    ) -> Self {
        let command = Self::all("call off", match_id, Actor::System, now, seats, |block_id, seat_id| Step {
            block_id,
            seat_id,
            requires: Requirement::ordered(&[Reserved], order.clone()),
            unless: None,
            becomes: Some(Target { cart: Field::Same, expires_at: Expiry::Same, ..Target::bare(Hold) }),
        });
        Self { is_whole: false, ..command }
    }

    /// HOLD → OCCUPIED by an order, by its cart alone. What the cart has bought is left as it is.
    pub fn sell(
        match_id: MatchId,
        seats: impl IntoIterator<Item = Place>,
        cart: &CartId,
        order: &OrderId,
        now: UnixMillis,
    ) -> Self {
        Self::all("sell", match_id, Actor::Buyer(cart.clone()), now, seats, |block_id, seat_id| Step {
            block_id,
            seat_id,
            requires: Requirement::held(&[Hold], cart.clone()),
            unless: Some(Requirement::held(&[Occupied], cart.clone())),
            becomes: Some(sold(cart, order)),
        })
    }

    /// Whatever it was, unless it was sold → OCCUPIED by an order, in a ledger that does not have the allocations.
    pub fn record_sale(
        match_id: MatchId,
        seats: impl IntoIterator<Item = Place>,
        cart: &CartId,
        order: &OrderId,
        now: UnixMillis,
    ) -> Self {
        Self::all("sell", match_id, Actor::Buyer(cart.clone()), now, seats, |block_id, seat_id| Step {
            block_id,
            seat_id,
            requires: Requirement::status(&[Available, Hold, Reserved, Blocked]),
            unless: Some(Requirement::ordered(&[Occupied], order.clone())),
            becomes: Some(sold(cart, order)),
        })
    }

    /// Whatever it was → OCCUPIED: what was sold elsewhere is shown here.
    pub fn show_sale(
        match_id: MatchId,
        seats: impl IntoIterator<Item = Place>,
        cart: &CartId,
        order: &OrderId,
        now: UnixMillis,
    ) -> Self {
        let actor = Actor::Buyer(cart.clone());
        let command = Self::all("sell", match_id, actor, now, seats, |block_id, seat_id| Step {
            block_id,
            seat_id,
            requires: Requirement::status(ANY),
            unless: Some(Requirement::held(&[Occupied], cart.clone())),
            becomes: Some(sold(cart, order)),
        });
        Self { is_whole: false, ..command }
    }

    /// OCCUPIED → AVAILABLE: an order's seats are given back.
    pub fn void(
        match_id: MatchId,
        seats: impl IntoIterator<Item = Place>,
        order: &OrderId,
        actor: Actor,
        now: UnixMillis,
    ) -> Self {
        Self::all("void", match_id, actor, now, seats, |block_id, seat_id| Step {
            block_id,
            seat_id,
            requires: Requirement::ordered(&[Occupied], order.clone()),
            unless: None,
            becomes: Some(Target::AVAILABLE),
        })
    }

    /// Whatever of the seats the order still has → AVAILABLE: what was given back elsewhere is shown here.
    pub fn show_void(
        match_id: MatchId,
        seats: impl IntoIterator<Item = Place>,
        order: &OrderId,
        actor: Actor,
        now: UnixMillis,
    ) -> Self {
        let command = Self::all("void", match_id, actor, now, seats, |block_id, seat_id| Step {
            block_id,
            seat_id,
            requires: Requirement::ordered(&[Reserved, Occupied], order.clone()),
            unless: None,
            becomes: Some(Target::AVAILABLE),
        });
        Self { is_whole: false, ..command }
    }

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
            becomes: Some(Target::AVAILABLE),
        })
    }
}

fn sold(cart: &CartId, order: &OrderId) -> Target {
    Target { cart: Field::Is(cart.clone()), order: Field::Is(order.clone()), ..Target::bare(Occupied) }
}
