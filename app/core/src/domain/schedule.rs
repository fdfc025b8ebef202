//! When a match takes place and is on sale, and what of that is most likely a slip.

use super::{SaleWindow, UnixMillis};

/// When a match begins, and when its seats may be held.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Schedule {
    /// When it begins.
    pub starts_at: UnixMillis,
    /// When its seats may be held.
    pub sale: SaleWindow,
}

/// What is wrong with a schedule.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ScheduleFault {
    /// Nothing could ever be held.
    #[error("the sale must close after it opens")]
    ClosesBeforeItOpens,
    /// The match is over, or nearly.
    #[error("the match would begin in the past")]
    BeginsInThePast,
    /// Nobody buys a seat of a match that they have missed.
    #[error("the sale would open after the match begins")]
    OpensAfterTheStart,
    /// As before.
    #[error("the sale would close after the match begins")]
    ClosesAfterTheStart,
}

impl ScheduleFault {
    /// Whether it may be meant: some sales go on during a show, and a match of the past may be entered to try something.
    pub const fn may_be_meant(self) -> bool {
        !matches!(self, Self::ClosesBeforeItOpens)
    }
}

impl Schedule {
    /// The first thing that is wrong with it, if anything is.
    ///
    /// # Errors
    /// A [`ScheduleFault`].
    pub fn check(&self, now: UnixMillis) -> Result<(), ScheduleFault> {
        let SaleWindow { opens_at, closes_at } = self.sale;
        if closes_at.is_some_and(|closes_at| closes_at <= opens_at) {
            Err(ScheduleFault::ClosesBeforeItOpens)
        } else if self.starts_at <= now {
            Err(ScheduleFault::BeginsInThePast)
        } else if opens_at >= self.starts_at {
            Err(ScheduleFault::OpensAfterTheStart)
        } else if closes_at.is_some_and(|closes_at| closes_at > self.starts_at) {
            Err(ScheduleFault::ClosesAfterTheStart)
        } else {
            Ok(())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_and_what_is_most_likely_a_slip_is_said() {
        let check = |starts_at, opens_at, closes_at: Option<i64>| {
            let sale = SaleWindow { opens_at: UnixMillis(opens_at), closes_at: closes_at.map(UnixMillis) };
            Schedule { starts_at: UnixMillis(starts_at), sale }.check(UnixMillis(100))
        };
        assert_eq!(check(200, 100, None), Ok(()));
        assert_eq!(check(200, 150, Some(200)), Ok(()));
        assert_eq!(check(100, 50, None), Err(ScheduleFault::BeginsInThePast));
        assert_eq!(check(200, 200, None), Err(ScheduleFault::OpensAfterTheStart));
        assert_eq!(check(200, 150, Some(201)), Err(ScheduleFault::ClosesAfterTheStart));
        assert_eq!(check(200, 150, Some(150)), Err(ScheduleFault::ClosesBeforeItOpens));
        assert!(!ScheduleFault::ClosesBeforeItOpens.may_be_meant());
    }
}
