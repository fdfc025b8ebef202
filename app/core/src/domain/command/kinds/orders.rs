//! What orders do: they reserve seats, sell them, and give them back.

use super::{
    super::{Actor, Command, Expiry, Field, Requirement, Step, Target},
    Place,
};
use crate::domain::{
    AllocationStatus::{self, Available, Blocked, Hold, Occupied, Reserved},
    CartId, MatchId, OrderId, UnixMillis,
};

/// All states that this version knows: what a later one has made of a seat is nobody's to change.
const ANY: &[AllocationStatus] = &AllocationStatus::ALL;

impl Command {
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
}

fn sold(cart: &CartId, order: &OrderId) -> Target {
    Target { cart: Field::Is(cart.clone()), order: Field::Is(order.clone()), ..Target::bare(Occupied) }
}
