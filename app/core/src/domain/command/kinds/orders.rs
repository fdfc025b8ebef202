//! What orders do: they reserve seats, sell them, and give them back.

use super::{
    super::{Actor, CancelledOrder, Command, Expiry, Field, OrderNote, PaidOrder, Requirement, Step, Target},
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
            is_optional: false,
            becomes: Some(Target {
                cart: Field::Same,
                expires_at: Expiry::Same,
                order: Field::Is(order.clone()),
                ..Target::bare(Reserved)
            }),
        })
    }

    /// HOLD → RESERVED for an order that is yet to be paid, by its cart alone. What is reserved for it already is left as it is. The
    /// reservation's end is the order's, in one place: the seat keeps that of its hold, for the case that it is called off.
    pub fn place_order(
        match_id: MatchId,
        seats: impl IntoIterator<Item = Place>,
        cart: &CartId,
        order: &OrderId,
        now: UnixMillis,
    ) -> Self {
        let mut command = Self::reserve(match_id, seats, cart, order, now);
        for step in &mut command.steps {
            step.unless = Some(Requirement::ordered(&[Reserved], order.clone()));
        }
        Self { order: Some(OrderNote::Reserved(order.clone())), ..command }
    }

    /// RESERVED → AVAILABLE, for those of the seats that an order still has which is over.
    pub fn free(
        match_id: MatchId,
        seats: impl IntoIterator<Item = Place>,
        order: &OrderId,
        now: UnixMillis,
    ) -> Self {
        let command = Self::all("free", match_id, Actor::System, now, seats, |block_id, seat_id| Step {
            block_id,
            seat_id,
            requires: Requirement::ordered(&[Reserved], order.clone()),
            unless: None,
            is_optional: false,
            becomes: Some(Target::AVAILABLE),
        });
        Self { is_whole: false, ..command }
    }

    /// RESERVED → OCCUPIED by an order that is paid.
    pub fn pay(
        match_id: MatchId,
        seats: impl IntoIterator<Item = Place>,
        paid: PaidOrder,
        now: UnixMillis,
    ) -> Self {
        let (cart, order) = (&paid.cart, &paid.order);
        let actor = Actor::Buyer(cart.clone());
        let command = Self::all("sell", match_id, actor, now, seats, |block_id, seat_id| Step {
            block_id,
            seat_id,
            requires: Requirement::ordered(&[Reserved], order.clone()),
            unless: None,
            is_optional: false,
            becomes: Some(sold(cart, order)),
        });
        Self { order: Some(OrderNote::Paid(paid)), ..command }
    }

    /// Whatever it was, unless it was sold → OCCUPIED by an order that is paid, in a ledger that does not have the allocations.
    pub fn record_payment(
        match_id: MatchId,
        seats: impl IntoIterator<Item = Place>,
        paid: &PaidOrder,
        now: UnixMillis,
    ) -> Self {
        let mut command = Self::record_sale(match_id, seats, &paid.cart, &paid.order, now);
        for step in &mut command.steps {
            step.unless = None;
        }
        Self { order: Some(OrderNote::Paid(paid.clone())), ..command }
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
            is_optional: false,
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
            is_optional: false,
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
            is_optional: false,
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
            is_optional: false,
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
            is_optional: false,
            becomes: Some(Target::AVAILABLE),
        })
    }

    /// OCCUPIED → AVAILABLE: an order that was paid is given back as a whole, and its payment is to be refunded.
    pub fn cancel(
        match_id: MatchId,
        seats: impl IntoIterator<Item = Place>,
        cancelled: CancelledOrder,
        actor: Actor,
        now: UnixMillis,
    ) -> Self {
        let command = Self::void(match_id, seats, &cancelled.order, actor, now);
        Self { order: Some(OrderNote::Cancelled(cancelled)), ..command }
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
            is_optional: false,
            becomes: Some(Target::AVAILABLE),
        });
        Self { is_whole: false, ..command }
    }
}

fn sold(cart: &CartId, order: &OrderId) -> Target {
    Target { cart: Field::Is(cart.clone()), order: Field::Is(order.clone()), ..Target::bare(Occupied) }
}
