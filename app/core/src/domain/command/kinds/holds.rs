//! What buyers do with their carts, and what time does.

use super::{
    super::{Actor, CartRule, CartSeen, Command, Expiry, Field, Requirement, Step, Target},
    Place,
};
use crate::domain::{
    AllocationStatus::{Available, Hold},
    CartId, Held, HoldPolicy, Lengthened, MatchId, Revision, UnixMillis,
};
use std::collections::BTreeMap;

impl Command {
    /// AVAILABLE → HOLD, until what the cart has in the match already ends. One's own hold is left as it is.
    pub fn hold(
        match_id: MatchId,
        seats: impl IntoIterator<Item = Place>,
        cart: &CartId,
        now: UnixMillis,
        policy: HoldPolicy,
    ) -> Self {
        let max_holds = (policy.max_holds != 0).then_some(policy.max_holds);
        let rule = CartRule { cart: cart.clone(), max_holds, seen: None };
        let command =
            Self::all("hold", match_id, Actor::Buyer(cart.clone()), now, seats, |block_id, seat_id| Step {
                block_id,
                seat_id,
                requires: Requirement::status(&[Available]),
                unless: Some(Requirement::held(&[Hold], cart.clone())),
                is_optional: false,
                becomes: Some(Target {
                    cart: Field::Is(cart.clone()),
                    expires_at: Expiry::WithCart(now + policy.ttl_millis),
                    ..Target::bare(Hold)
                }),
            });
        Self { cart: Some(rule), ..command }
    }

    /// The same, if these seats are free as well: they stay so.
    #[must_use]
    pub fn while_free(mut self, seats: impl IntoIterator<Item = Place>) -> Self {
        self.steps.extend(seats.into_iter().map(|(block_id, seat_id)| Step {
            block_id,
            seat_id,
            requires: Requirement::status(&[Available]),
            unless: None,
            is_optional: false,
            becomes: None,
        }));
        self.by_place()
    }

    /// The same, if the cart has these seats on hold as well: they stay so.
    #[must_use]
    pub fn while_held(mut self, seats: impl IntoIterator<Item = Place>, cart: &CartId) -> Self {
        self.steps.extend(seats.into_iter().map(|(block_id, seat_id)| Step {
            block_id,
            seat_id,
            requires: Requirement::held(&[Hold], cart.clone()),
            unless: None,
            is_optional: false,
            becomes: None,
        }));
        self.by_place()
    }

    /// The same, and HOLD → AVAILABLE of those of these seats that the cart has on hold, besides what it is about itself.
    #[must_use]
    pub fn releasing(mut self, seats: impl IntoIterator<Item = Place>, cart: &CartId) -> Self {
        self.steps.extend(seats.into_iter().map(|(block_id, seat_id)| Step {
            block_id,
            seat_id,
            requires: Requirement::held(&[Hold], cart.clone()),
            unless: None,
            is_optional: true,
            becomes: Some(Target::AVAILABLE),
        }));
        self.by_place()
    }

    /// The steps in their order, each seat once: what is asked for itself comes before what goes with it, and that before what is a
    /// condition.
    fn by_place(mut self) -> Self {
        self.steps
            .sort_by_key(|step| (step.block_id, step.seat_id, step.becomes.is_none(), step.is_optional));
        self.steps.dedup_by_key(|step| (step.block_id, step.seat_id));
        self
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
            is_optional: false,
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
            is_optional: false,
            becomes: Some(Target {
                cart: Field::Same,
                expires_at: Expiry::At(expires_at),
                ..Target::bare(Hold)
            }),
        })
    }

    /// All that a cart has on hold ends at another time, if it has just what it was seen to have: not a seat more, none less,
    /// and each since the same moment. So no hold that is taken meanwhile is left with another end.
    pub fn lengthen_all(
        match_id: MatchId,
        held: &[Held],
        cart: &CartId,
        now: UnixMillis,
        to: Lengthened,
    ) -> Self {
        let places = held.iter().map(|held| (held.block_id, held.seat_id));
        let mut command = Self::lengthen(match_id, places, cart, now, to.until);
        let revs: BTreeMap<_, _> =
            held.iter().map(|held| ((held.block_id, held.seat_id), held.rev)).collect();
        for step in &mut command.steps {
            step.requires.at_most = revs.get(&(step.block_id, step.seat_id)).copied();
        }
        let seats = u32::try_from(command.steps.len()).unwrap_or(u32::MAX);
        let seen = Some(CartSeen { seats, since: to.since });
        Self { cart: Some(CartRule { cart: cart.clone(), max_holds: None, seen }), ..command }
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
        let rule = CartRule { cart: cart.clone(), max_holds: None, seen: None };
        let command =
            Self::all("move", match_id, Actor::Buyer(cart.clone()), now, [from, to], |block_id, seat_id| {
                let held = Requirement { at_most: Some(rev), ..Requirement::held(&[Hold], cart.clone()) };
                let taken = Target {
                    cart: Field::Is(cart.clone()),
                    expires_at: Expiry::WithCart(expires_at),
                    ..Target::bare(Hold)
                };
                let is_left = (block_id, seat_id) == from;
                let requires = if is_left { held } else { Requirement::status(&[Available]) };
                let becomes = Some(if is_left { Target::AVAILABLE } else { taken });
                Step { block_id, seat_id, requires, unless: None, is_optional: false, becomes }
            });
        Self { cart: Some(rule), ..command }
    }

    /// What a cart has on hold of `from` becomes as many or fewer seats `to`, all or nothing.
    pub fn exchange(
        match_id: MatchId,
        from: &[Place],
        to: impl IntoIterator<Item = Place>,
        cart: &CartId,
        now: UnixMillis,
        policy: HoldPolicy,
    ) -> Self {
        let gone = |(block_id, seat_id): Place| Step {
            block_id,
            seat_id,
            requires: Requirement::held(&[Hold], cart.clone()),
            unless: None,
            is_optional: false,
            becomes: Some(Target::AVAILABLE),
        };
        let mut command = Self::hold(match_id, to, cart, now, policy);
        let more = command.steps.len() > from.len();
        command.steps.extend(from.iter().copied().map(gone));
        command.steps.sort_by_key(|step| (step.block_id, step.seat_id));
        command.steps.dedup_by_key(|step| (step.block_id, step.seat_id));
        // Where it does not grow, a cart that was within its cap stays so.
        let cap = command.cart.as_ref().and_then(|rule| rule.max_holds).filter(|_| more);
        let rule = CartRule { cart: cart.clone(), max_holds: cap, seen: None };
        Self { kind: "exchange", cart: Some(rule), ..command }
    }

    /// HOLD → AVAILABLE, for those of the seats whose holds have run out. Each is told with whoever was seen to have it.
    pub fn expire(
        match_id: MatchId,
        seats: impl IntoIterator<Item = (Place, CartId)>,
        now: UnixMillis,
    ) -> Self {
        let seats: BTreeMap<_, _> = seats.into_iter().collect();
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
            is_optional: false,
            becomes: Some(Target::AVAILABLE),
        });
        Self { is_whole: false, ..command }
    }
}
