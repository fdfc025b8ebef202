//! How long seats may be held, and how many at once.

use super::{BlockId, Revision, SeatId, UnixMillis};

/// The rules that an operator sets for holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HoldPolicy {
    /// How long what a cart has on hold in a match lasts, from its first hold on, in milliseconds.
    pub ttl_millis: i64,
    /// The most seats that one cart may have on hold or reserved in one match; 0 means no cap.
    pub max_holds: u32,
}

/// One seat that a cart has on hold, as its buyer may know it.
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
    /// When its cart began what it has on hold in the match, as a list of all of it tells; none where only an older version
    /// could know, and in the answer to a hold.
    pub since: Option<UnixMillis>,
}

/// When what a cart has on hold in a match ends, if it is lengthened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lengthened {
    /// When the cart's first hold began.
    pub since: UnixMillis,
    /// When it ends now.
    pub ends: UnixMillis,
    /// When it ends then: never before `ends`.
    pub until: UnixMillis,
    /// When it ends at the latest, however often it is lengthened.
    pub latest: UnixMillis,
}

impl Lengthened {
    /// Of what a cart has on hold; none if that is nothing. It may last so many milliseconds from its first hold on.
    pub fn of(held: &[Held], now: UnixMillis, policy: HoldPolicy, max_millis: i64) -> Option<Self> {
        let ends = held.iter().map(|held| held.expires_at).min()?;
        // A version that tells no beginning lengthens nothing, so that what it has on hold began so long before its end.
        let since = held.iter().filter_map(|held| held.since).min().unwrap_or(ends + -policy.ttl_millis);
        let latest = (since + max_millis).max(ends);
        let until = (now + policy.ttl_millis).min(latest).max(ends);
        Some(Self { since, ends, until, latest })
    }

    /// Whether it cannot be lengthened any more.
    pub fn is_at_its_end(&self) -> bool {
        self.ends >= self.latest
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const POLICY: HoldPolicy = HoldPolicy { ttl_millis: 100, max_holds: 2 };

    fn held(expires_at: i64, since: Option<i64>) -> Held {
        let (expires_at, since) = (UnixMillis(expires_at), since.map(UnixMillis));
        Held { seat_id: SeatId(1), block_id: BlockId(1), expires_at, rev: Revision(1), since }
    }

    #[test]
    fn a_cart_is_lengthened_up_to_its_cap_and_no_further() {
        let of = |held: &[Held], now| {
            let told = Lengthened::of(held, UnixMillis(now), POLICY, 250)?;
            Some((told.since.0, told.until.0, told.latest.0, told.is_at_its_end()))
        };
        assert_eq!(of(&[], 0), None);
        assert_eq!(of(&[held(1_100, Some(1_000))], 1_000), Some((1_000, 1_100, 1_250, false)));
        assert_eq!(of(&[held(1_100, Some(1_000))], 1_099), Some((1_000, 1_199, 1_250, false)));
        assert_eq!(of(&[held(1_199, Some(1_000))], 1_198), Some((1_000, 1_250, 1_250, false)));
        assert_eq!(of(&[held(1_250, Some(1_000))], 1_249), Some((1_000, 1_250, 1_250, true)));
        // An older version's has just the one end that it was given.
        assert_eq!(of(&[held(1_100, None), held(1_100, None)], 1_050), Some((1_000, 1_150, 1_250, false)));
        assert_eq!(
            of(&[held(1_200, None), held(1_200, Some(1_020))], 1_190),
            Some((1_020, 1_270, 1_270, false))
        );
        // A cap that is lower than it was ends nothing.
        assert_eq!(of(&[held(1_400, Some(1_000))], 1_399), Some((1_000, 1_400, 1_400, true)));
    }
}
