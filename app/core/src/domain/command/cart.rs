//! What a command is judged by besides its seats: what its cart has in the match.

use crate::domain::{Allocation, AllocationStatus, CartId, UnixMillis};

/// The cart whose other seats in the match a command depends on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CartRule {
    /// The cart.
    pub cart: CartId,
    /// The most seats that it may have on hold or reserved once the command is carried out; none for any number.
    pub max_holds: Option<u32>,
}

/// What a cart has in a match at some time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CartState {
    /// How many seats it has on hold or reserved. A reservation counts until its order is known, whatever its end.
    pub seats: u32,
    /// The latest end of these that has not passed.
    pub ends: Option<UnixMillis>,
}

impl CartState {
    /// What a cart has at `now`, of seats of one match.
    pub fn of<'a>(cart: &CartId, seats: impl IntoIterator<Item = &'a Allocation>, now: UnixMillis) -> Self {
        use AllocationStatus::{Hold, Reserved};
        let is_in = |seat: &&Allocation| {
            matches!(seat.status, Hold | Reserved) && seat.is_of(cart) && !seat.has_expired(now)
        };
        seats.into_iter().filter(is_in).fold(Self::default(), |Self { seats, ends }, seat| Self {
            seats: seats.saturating_add(1),
            ends: ends.max(seat.expires_at.filter(|end| *end > now)),
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
        let has = |seats, ends: Option<i64>| CartState { seats, ends: ends.map(UnixMillis) };
        assert_eq!(at(9, &seats), has(4, Some(40)));
        assert_eq!(at(10, &seats), has(3, Some(40)));
        assert_eq!(at(10, &seats[..2]), has(1, Some(30)));
        assert_eq!(at(40, &seats), has(2, None));
        assert_eq!(at(0, &seats[4..]), has(0, None));
    }
}
