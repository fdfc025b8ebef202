//! What a command asks of one seat: data, so that a store may compare and set it without knowing any rule.

use super::super::{
    Allocation, AllocationStatus, BlockId, CartId, OrderId, Refusal, Revision, SeatId, UnixMillis,
};
use super::CartState;

/// One seat of a command.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// The block that the seat is in.
    pub block_id: BlockId,
    /// The seat.
    pub seat_id: SeatId,
    /// What it must be.
    pub requires: Requirement,
    /// What it is if the command has been carried out before (its answer may have been lost), or need not be carried out: it
    /// is left as it is then.
    pub unless: Option<Requirement>,
    /// Whether an all or nothing command does without it where it is not as is required.
    pub is_optional: bool,
    /// What it becomes; none for a seat that is a condition and nothing else.
    pub becomes: Option<Target>,
}

/// What is required of a seat.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Requirement {
    /// Any of these states.
    pub statuses: &'static [AllocationStatus],
    /// Whose it is; none for whoever's.
    pub cart: Option<CartId>,
    /// Whose order has it; none for any.
    pub order: Option<OrderId>,
    /// The latest revision that it may have taken; none for any.
    pub at_most: Option<Revision>,
    /// Whether a hold must have run out, instead of counting as available when it has.
    pub ended: bool,
}

impl Requirement {
    /// Any of these states, and nothing else.
    pub const fn status(statuses: &'static [AllocationStatus]) -> Self {
        Self { statuses, cart: None, order: None, at_most: None, ended: false }
    }

    /// Any of these states, and the cart's.
    pub fn held(statuses: &'static [AllocationStatus], cart: CartId) -> Self {
        Self { cart: Some(cart), ..Self::status(statuses) }
    }

    /// Any of these states, and the order's.
    pub fn ordered(statuses: &'static [AllocationStatus], order: OrderId) -> Self {
        Self { order: Some(order), ..Self::status(statuses) }
    }

    /// Whether a seat meets it at `now`.
    pub fn is_met(&self, stored: &Allocation, rev: Revision, now: UnixMillis) -> bool {
        let current = if self.ended { stored.clone() } else { stored.at(now) };
        (!self.ended || stored.has_expired(now))
            && self.statuses.contains(&current.status)
            && (self.cart.is_none() || self.cart == current.cart)
            && (self.order.is_none() || self.order == current.order)
            && self.at_most.is_none_or(|most| rev <= most)
    }

    /// Why a seat that does not meet it cannot be had.
    pub fn refusal(&self, stored: &Allocation, now: UnixMillis) -> Refusal {
        let current = stored.at(now);
        let is_mine = self.cart.as_ref().is_some_and(|cart| current.is_of(cart));
        if self.statuses.contains(&AllocationStatus::Available) {
            Refusal::SeatTaken
        } else if self.cart.is_some() && current.cart.is_some() && !is_mine {
            Refusal::NotHolder
        } else if is_mine && current.status == AllocationStatus::Reserved {
            Refusal::SeatReserved
        } else if self.order.is_some() {
            Refusal::OrderEnded
        } else {
            Refusal::SeatNotHeld
        }
    }
}

/// A part of what a seat becomes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Field<T> {
    /// It stays as it is.
    Same,
    /// It becomes this.
    Is(T),
    /// It has none.
    None,
}

impl<T: Clone> Field<T> {
    fn over(&self, before: Option<&T>) -> Option<T> {
        match self {
            Self::Same => before.cloned(),
            Self::Is(value) => Some(value.clone()),
            Self::None => None,
        }
    }
}

/// When a seat ends by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Expiry {
    /// It does not.
    None,
    /// When it did before.
    Same,
    /// At this time.
    At(UnixMillis),
    /// A hold, with what else the cart of the command's [`CartRule`](super::CartRule) has in the match; at this time if that
    /// is nothing.
    WithCart(UnixMillis),
}

impl Expiry {
    fn over(self, before: Option<UnixMillis>, cart: Option<UnixMillis>) -> Option<UnixMillis> {
        match self {
            Self::None => None,
            Self::Same => before,
            Self::At(end) => Some(end),
            Self::WithCart(end) => cart.or(Some(end)),
        }
    }

    /// When what ends so began: with what else the cart has; now if that is nothing.
    fn since(self, before: Option<UnixMillis>, cart: CartState, now: UnixMillis) -> Option<UnixMillis> {
        match self {
            Self::None => None,
            Self::Same | Self::At(_) => before,
            Self::WithCart(_) if cart.ends.is_some() => cart.since,
            Self::WithCart(_) => Some(now),
        }
    }
}

/// What a seat becomes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    /// Its state.
    pub status: AllocationStatus,
    /// Whose it is.
    pub cart: Field<CartId>,
    /// When it ends by itself.
    pub expires_at: Expiry,
    /// Whose order has it.
    pub order: Field<OrderId>,
    /// Why it is blocked.
    pub reason: Option<String>,
}

impl Target {
    /// A seat that anybody may hold.
    pub const AVAILABLE: Self = Self::bare(AllocationStatus::Available);

    pub(super) const fn bare(status: AllocationStatus) -> Self {
        Self { status, cart: Field::None, expires_at: Expiry::None, order: Field::None, reason: None }
    }

    /// What a seat is made of that was `before`, at `now`, where the command's cart has this.
    pub fn of(&self, before: &Allocation, cart: CartState, now: UnixMillis) -> Allocation {
        Allocation {
            status: self.status,
            cart: self.cart.over(before.cart.as_ref()),
            expires_at: self.expires_at.over(before.expires_at, cart.ends),
            held_since: self.expires_at.since(before.held_since, cart, now),
            order: self.order.over(before.order.as_ref()),
            reason: self.reason.clone(),
        }
    }
}
