//! A seat as a block's hash keeps it: one short text, written by the scripts (`scripts/prelude.lua`) and read here.

use super::error::malformed;
use crate::stored_status;
use jari_core::{
    domain::{
        Allocation, AllocationStatus, CartId, OrderId, Revision, SeatChange, SeatId, UnixMillis,
        status::UnknownStatus,
    },
    ports::StoreError,
};

/// A seat's stored state, and the revision that it took.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct StoredSeat {
    pub(super) state: Allocation,
    pub(super) rev: Revision,
}

/// The letter of a state; none for one that is never stored.
pub(super) const fn letter(status: AllocationStatus) -> Option<&'static str> {
    match status {
        AllocationStatus::Available => Some("A"),
        AllocationStatus::Hold => Some("H"),
        AllocationStatus::Reserved => Some("R"),
        AllocationStatus::Occupied => Some("O"),
        AllocationStatus::Blocked => Some("B"),
        AllocationStatus::Unknown => None,
    }
}

impl StoredSeat {
    /// Reads `A|rev`, or `status|rev|ends|order|cart`, of a blocked seat the reason in the cart's place; of a state that
    /// only a later version knows `status|rev`, whatever follows.
    pub(super) fn parse(text: &str) -> Result<Self, StoreError> {
        Self::read(text).ok_or_else(|| malformed("seat", text))
    }

    fn read(text: &str) -> Option<Self> {
        let mut parts = text.splitn(5, '|');
        let word = parts.next().filter(|word| !word.is_empty())?;
        let rev = Revision(parts.next()?.parse().ok()?);
        let Some(status) = AllocationStatus::ALL.into_iter().find(|status| letter(*status) == Some(word))
        else {
            stored_status::tell(&UnknownStatus(word.to_owned()));
            return Some(Self { state: Allocation::UNKNOWN, rev });
        };
        if status == AllocationStatus::Available {
            return parts.next().is_none().then_some(Self { state: Allocation::AVAILABLE, rev });
        }
        let expires_at = match parts.next()? {
            "" => None,
            millis => Some(UnixMillis(millis.parse().ok()?)),
        };
        let order = Some(parts.next()?).filter(|order| !order.is_empty()).map(OrderId::from_stored);
        let last = parts.next()?;
        let (cart, reason) = match status {
            AllocationStatus::Blocked => (None, Some(last.to_owned())),
            _ => (Some(CartId::from_verified(last)), None),
        };
        Some(Self { state: Allocation { status, cart, expires_at, held_since: None, order, reason }, rev })
    }

    /// What everybody may know of it.
    pub(super) fn change(&self, seat_id: SeatId) -> SeatChange {
        SeatChange { seat_id, status: self.state.status.into(), rev: self.rev }
    }

    /// When the cart's hold ends, if there is one at `now`.
    pub(super) fn hold_end(&self, cart: &CartId, now: UnixMillis) -> Option<UnixMillis> {
        let held = self.state.status == AllocationStatus::Hold && self.state.is_of(cart);
        self.state.expires_at.filter(|ends| held && *ends > now)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jari_core::domain::SeatStatus;
    use proptest::prelude::*;

    #[test]
    fn each_state_is_read() {
        let held = StoredSeat::parse("H|12|1700000000000||a|b:c").unwrap();
        assert_eq!((held.state.status, held.rev), (AllocationStatus::Hold, Revision(12)));
        let cart = CartId::from_verified("a|b:c");
        assert_eq!(held.hold_end(&cart, UnixMillis(5)), Some(UnixMillis(1_700_000_000_000)));
        assert_eq!(held.hold_end(&cart, UnixMillis(1_700_000_000_000)), None);
        assert_eq!(held.hold_end(&CartId::from_verified("bob"), UnixMillis(5)), None);
        let reserved = StoredSeat::parse("R|13|1700000000000|o1|ann").unwrap();
        assert_eq!(reserved.state.order, Some(OrderId::from_stored("o1")));
        assert_eq!(reserved.hold_end(&CartId::from_verified("ann"), UnixMillis(5)), None);
        let sold = StoredSeat::parse("O|3||o1|ann").unwrap();
        assert_eq!((sold.state.status, sold.state.expires_at), (AllocationStatus::Occupied, None));
        let blocked = StoredSeat::parse("B|4|||camera | crew").unwrap();
        assert_eq!((blocked.state.reason.as_deref(), &blocked.state.cart), (Some("camera | crew"), &None));
        assert_eq!(blocked.change(SeatId(1)).status, SeatStatus::Occupied);
        assert_eq!(StoredSeat::parse("A|0").unwrap().rev, Revision(0));
        for text in ["L|4", "L|4|", "L|4|17||ann", "HH|4|what|ever|may|be|there"] {
            let unknown = StoredSeat::parse(text).unwrap();
            assert_eq!((&unknown.state, unknown.rev.0), (&Allocation::UNKNOWN, 4));
            assert_eq!(unknown.change(SeatId(1)).status, SeatStatus::Occupied);
        }
        for text in [
            "",
            "|1",
            "A",
            "A|",
            "A|1|",
            "X",
            "X|",
            "X|x",
            "X|1x",
            "X|-1|2",
            "B|1",
            "H|1",
            "H|1|2|",
            "H|x|2||ann",
            "H|1|x||ann",
            "H|-1|2||a",
        ] {
            assert!(matches!(StoredSeat::parse(text), Err(StoreError::Inconsistent(_))), "{text:?}");
        }
    }

    proptest! {
        #[test]
        fn no_text_makes_the_reader_panic(text in ".{0,40}") {
            let _ = StoredSeat::parse(&text);
        }
    }
}
