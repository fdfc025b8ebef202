//! A seat as a block's hash keeps it: one short text, written by the scripts (`scripts/prelude.lua`) and read here.

use super::error::malformed;
use crate::stored_status;
use jari_core::{
    domain::{
        Allocation, AllocationStatus, HolderId, Revision, SeatChange, SeatId, UnixMillis,
        status::UnknownStatus,
    },
    ports::StoreError,
};

/// A seat's stored state.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct StoredSeat {
    pub(super) status: AllocationStatus,
    pub(super) rev: Revision,
    pub(super) ends: Option<UnixMillis>,
    pub(super) holder: Option<HolderId>,
}

impl StoredSeat {
    /// Reads `A|rev`, or `status|rev|ends|selling|holder`; of a state that only a later version knows `status|rev`, whatever
    /// follows.
    pub(super) fn parse(text: &str) -> Result<Self, StoreError> {
        Self::read(text).ok_or_else(|| malformed("seat", text))
    }

    fn read(text: &str) -> Option<Self> {
        let mut parts = text.splitn(5, '|');
        let status = match parts.next()? {
            "A" => AllocationStatus::Available,
            "H" => AllocationStatus::Hold,
            "R" => AllocationStatus::Reserved,
            "O" => AllocationStatus::Occupied,
            "" => return None,
            unknown => {
                let rev = Revision(parts.next()?.parse().ok()?);
                stored_status::tell(&UnknownStatus(unknown.to_owned()));
                let Allocation { status, holder, expires_at: ends } = Allocation::UNKNOWN;
                return Some(Self { status, rev, ends, holder });
            }
        };
        let rev = Revision(parts.next()?.parse().ok()?);
        if status == AllocationStatus::Available {
            return parts.next().is_none().then_some(Self { status, rev, ends: None, holder: None });
        }
        let ends = match parts.next()? {
            "" => None,
            millis => Some(UnixMillis(millis.parse().ok()?)),
        };
        let _selling = parts.next()?;
        let holder = Some(HolderId::from_verified(parts.next()?));
        Some(Self { status, rev, ends, holder })
    }

    /// What everybody may know of it.
    pub(super) const fn change(&self, seat_id: SeatId) -> SeatChange {
        SeatChange { seat_id, status: self.status, rev: self.rev }
    }

    /// When the holder's hold ends, if there is one at `now`.
    pub(super) fn hold_end(&self, holder: &HolderId, now: UnixMillis) -> Option<UnixMillis> {
        let held = self.status == AllocationStatus::Hold && self.holder.as_ref() == Some(holder);
        self.ends.filter(|ends| held && *ends > now)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn each_state_is_read() {
        let held = StoredSeat::parse("H|12|1700000000000||a|b:c").unwrap();
        assert_eq!((held.status, held.rev), (AllocationStatus::Hold, Revision(12)));
        let holder = HolderId::from_verified("a|b:c");
        assert_eq!(held.hold_end(&holder, UnixMillis(5)), Some(UnixMillis(1_700_000_000_000)));
        assert_eq!(held.hold_end(&holder, UnixMillis(1_700_000_000_000)), None);
        assert_eq!(held.hold_end(&HolderId::from_verified("bob"), UnixMillis(5)), None);
        let sold = StoredSeat::parse("O|3|||ann").unwrap();
        assert_eq!((sold.status, sold.ends), (AllocationStatus::Occupied, None));
        assert_eq!(StoredSeat::parse("A|0").unwrap().rev, Revision(0));
        for text in ["B|4", "B|4|", "B|4|17||ann", "HH|4|what|ever|may|be|there"] {
            let unknown = StoredSeat::parse(text).unwrap();
            assert_eq!(
                (unknown.status, unknown.rev.0, unknown.holder),
                (AllocationStatus::Occupied, 4, None)
            );
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
