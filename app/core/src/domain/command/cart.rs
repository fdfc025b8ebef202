//! What a command is judged by besides its seats: what its cart has in the match.

use crate::domain::{Allocation, AllocationStatus, CartId, UnixMillis};

/// The cart whose other seats in the match a command depends on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CartRule {
    /// The cart.
    pub cart: CartId,
    /// The most seats that it may have on hold or reserved once the command is carried out; none for any number.
    pub max_holds: Option<u32>,
    /// What it must have on hold, for a command that is about all of it; none for whatever it has.
    pub seen: Option<CartSeen>,
}

/// All that a cart has on hold in a match, as it was seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CartSeen {
    /// How many seats, while none of its seats is reserved: what is being bought ends by its own rule.
    pub seats: u32,
    /// When it began.
    pub since: UnixMillis,
}

impl CartSeen {
    /// Whether it is so still. A beginning that is not known is whatever it was taken to be.
    pub fn is_met(&self, cart: &CartState) -> bool {
        self.seats == cart.seats && cart.since.is_none_or(|since| since == self.since)
    }
}

/// What a cart has in a match at some time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CartState {
    /// How many seats it has on hold or reserved. A reservation counts until its order is known, whatever its end.
    pub seats: u32,
    /// The latest end of these that has not passed.
    pub ends: Option<UnixMillis>,
    /// When the first of those began that have not ended, as far as it is known.
    pub since: Option<UnixMillis>,
}

impl CartState {
    /// What a cart has at `now`, of seats of one match.
    pub fn of<'a>(cart: &CartId, seats: impl IntoIterator<Item = &'a Allocation>, now: UnixMillis) -> Self {
        use AllocationStatus::{Hold, Reserved};
        let is_in = |seat: &&Allocation| {
            matches!(seat.status, Hold | Reserved) && seat.is_of(cart) && !seat.has_expired(now)
        };
        seats.into_iter().filter(is_in).fold(Self::default(), |Self { seats, ends, since }, seat| {
            let end = seat.expires_at.filter(|end| *end > now);
            let began = end.and(seat.held_since);
            Self {
                seats: seats.saturating_add(1),
                ends: ends.max(end),
                since: since.into_iter().chain(began).min(),
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cart_has_what_has_not_run_out_and_what_is_reserved_and_ends_with_the_last_of_it() {
        let (ann, bob) = (CartId::from_verified("ann"), CartId::from_verified("bob"));
        let seat = |status, cart: &CartId, ends| Allocation {
            status,
            cart: Some(cart.clone()),
            expires_at: Some(UnixMillis(ends)),
            held_since: Some(UnixMillis(ends - 30)),
            ..Allocation::AVAILABLE
        };
        let (hold, reserved) = (AllocationStatus::Hold, AllocationStatus::Reserved);
        let seats = [
            seat(hold, &ann, 30),
            seat(hold, &ann, 10),
            seat(reserved, &ann, 40),
            seat(reserved, &ann, 5),
            seat(hold, &bob, 90),
            seat(AllocationStatus::Occupied, &ann, 90),
            Allocation::AVAILABLE,
        ];
        let at = |now, seats: &[Allocation]| CartState::of(&ann, seats, UnixMillis(now));
        let has = |seats, ends: Option<i64>, since: Option<i64>| CartState {
            seats,
            ends: ends.map(UnixMillis),
            since: since.map(UnixMillis),
        };
        assert_eq!(at(4, &seats), has(4, Some(40), Some(-25)));
        assert_eq!(at(9, &seats), has(4, Some(40), Some(-20)));
        assert_eq!(at(10, &seats), has(3, Some(40), Some(0)));
        assert_eq!(at(10, &seats[..2]), has(1, Some(30), Some(0)));
        assert_eq!(at(40, &seats), has(2, None, None));
        assert_eq!(at(0, &seats[4..]), has(0, None, None));
    }

    #[test]
    fn what_was_seen_is_met_by_just_that() {
        let seen = CartSeen { seats: 2, since: UnixMillis(7) };
        let cart = |seats, since: Option<i64>| CartState { seats, ends: None, since: since.map(UnixMillis) };
        assert!(seen.is_met(&cart(2, Some(7))) && seen.is_met(&cart(2, None)));
        assert!(
            !seen.is_met(&cart(2, Some(8)))
                && !seen.is_met(&cart(3, Some(7)))
                && !seen.is_met(&cart(1, None))
        );
    }
}
