//! How long a seat may be held, and how many at once.

use super::{BlockId, Refusal, Revision, SeatId, UnixMillis};

/// The rules that an operator sets for holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HoldPolicy {
    /// How long a hold lasts, in milliseconds.
    pub ttl_millis: i64,
    /// The most seats that one holder may have on hold in one match; 0 means no cap.
    pub max_holds: u32,
}

impl HoldPolicy {
    /// Whether a holder who has `held` seats on hold in the match may hold one more.
    ///
    /// # Errors
    /// [`Refusal::HoldLimit`] when the cap is reached.
    pub fn admit(&self, held: u32) -> Result<(), Refusal> {
        if self.max_holds != 0 && held >= self.max_holds {
            return Err(Refusal::HoldLimit { max: self.max_holds });
        }
        Ok(())
    }
}

/// One seat that a holder has on hold, as its holder may know it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Held {
    /// The seat.
    pub seat_id: SeatId,
    /// The block that it is in.
    pub block_id: BlockId,
    /// When the hold ends by itself.
    pub expires_at: UnixMillis,
    /// The block's revision that the hold took.
    pub rev: Revision,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cap_counts_and_zero_means_none() {
        let policy = HoldPolicy { ttl_millis: 1, max_holds: 2 };
        assert_eq!(policy.admit(1), Ok(()));
        assert_eq!(policy.admit(2), Err(Refusal::HoldLimit { max: 2 }));
        assert_eq!(HoldPolicy { max_holds: 0, ..policy }.admit(9_999), Ok(()));
    }
}
