//! When a match is on sale.

use super::{Refusal, UnixMillis};

/// The time in which seats of a match may be held.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SaleWindow {
    /// The first moment of the sale.
    pub opens_at: UnixMillis,
    /// The first moment after the sale; none while no end is set.
    pub closes_at: Option<UnixMillis>,
}

/// Where in its sale a match is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SaleState {
    /// The sale has yet to open.
    Upcoming,
    /// Seats may be held.
    Open,
    /// The sale is over.
    Closed,
}

impl SaleWindow {
    /// Where in its sale the match is at `now`.
    pub fn state(&self, now: UnixMillis) -> SaleState {
        if now < self.opens_at {
            SaleState::Upcoming
        } else if self.closes_at.is_some_and(|end| end <= now) {
            SaleState::Closed
        } else {
            SaleState::Open
        }
    }

    /// The moments at which its state changes.
    pub fn moments(&self) -> impl Iterator<Item = UnixMillis> + use<> {
        [Some(self.opens_at), self.closes_at].into_iter().flatten()
    }

    /// Whether seats may be held at `now`.
    ///
    /// # Errors
    /// [`Refusal::SaleNotOpen`] before the sale, [`Refusal::SaleClosed`] after it.
    pub fn require_open(&self, now: UnixMillis) -> Result<(), Refusal> {
        match self.state(now) {
            SaleState::Open => Ok(()),
            SaleState::Upcoming => Err(Refusal::SaleNotOpen),
            SaleState::Closed => Err(Refusal::SaleClosed),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_moment_is_in_and_the_last_is_out() {
        let sale = SaleWindow { opens_at: UnixMillis(10), closes_at: Some(UnixMillis(20)) };
        assert_eq!(sale.require_open(UnixMillis(9)), Err(Refusal::SaleNotOpen));
        assert_eq!(sale.require_open(UnixMillis(10)), Ok(()));
        assert_eq!(sale.require_open(UnixMillis(19)), Ok(()));
        assert_eq!(sale.require_open(UnixMillis(20)), Err(Refusal::SaleClosed));
        let endless = SaleWindow { closes_at: None, ..sale };
        assert_eq!(endless.state(UnixMillis(i64::MAX)), SaleState::Open);
    }
}
