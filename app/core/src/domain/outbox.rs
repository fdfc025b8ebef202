//! When something outside that could not be told is told again.

use super::UnixMillis;

/// Somewhere outside that is told what has happened here. What cannot be told at one of them does not keep the others waiting.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Destination {
    /// The address that the operator has set for webhooks.
    Webhook,
    /// Jari itself, by the webhooks of the sandbox's play money.
    Sandbox,
    /// Whoever has bought, by e-mail.
    Mail,
}

impl Destination {
    /// All that this version knows.
    pub const ALL: [Self; 3] = [Self::Webhook, Self::Sandbox, Self::Mail];

    /// The word for it, as a store keeps it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Webhook => "webhook",
            Self::Sandbox => "sandbox",
            Self::Mail => "mail",
        }
    }
}

/// How often and how long a message is tried.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RetryPolicy {
    /// The longest wait after the first attempt, in milliseconds. It doubles with each further one.
    pub first_millis: i64,
    /// The longest wait of all.
    pub most_millis: i64,
    /// How long a message is tried at least, from when it was written.
    pub give_up_after_millis: i64,
    /// How often it is tried at least, however old it is: nobody may have been there to tell it.
    pub least_attempts: u32,
}

/// What is done with a message that could not be told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Next {
    /// It is told again at this time.
    Retry(UnixMillis),
    /// It has been tried long enough.
    GiveUp,
}

impl Default for RetryPolicy {
    /// After some 5 s at first, each hour at last, for three days.
    fn default() -> Self {
        Self {
            first_millis: 5_000,
            most_millis: 60 * 60 * 1_000,
            give_up_after_millis: 3 * 24 * 60 * 60 * 1_000,
            least_attempts: 12,
        }
    }
}

impl RetryPolicy {
    /// What comes after so many attempts that failed, the last of them at `now`. `random` spreads those that failed together:
    /// any number will do. `asked_millis` is how long the other side has asked to be left alone, which counts up to the longest
    /// wait of all.
    pub fn next(
        &self,
        attempts: u32,
        created_at: UnixMillis,
        now: UnixMillis,
        random: u32,
        asked_millis: Option<i64>,
    ) -> Next {
        if attempts >= self.least_attempts && now - created_at >= self.give_up_after_millis {
            return Next::GiveUp;
        }
        let doublings = attempts.saturating_sub(1).min(32);
        let longest = self.first_millis.saturating_mul(1 << doublings).min(self.most_millis);
        // The second half of it is left to chance.
        let (half, chance) = (longest / 2, i64::from(random) * (longest / 2) / i64::from(u32::MAX));
        let asked = asked_millis.unwrap_or(0).min(self.most_millis);
        Next::Retry(now + (half + chance).max(asked).max(1))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const NOW: UnixMillis = UnixMillis(1_000_000_000);

    fn wait(attempts: u32, random: u32, asked: Option<i64>) -> i64 {
        match RetryPolicy::default().next(attempts, NOW, NOW, random, asked) {
            Next::Retry(at) => at - NOW,
            Next::GiveUp => panic!("it is young"),
        }
    }

    #[test]
    fn waits_double_up_to_the_longest() {
        let longest: Vec<_> = (1..=13).map(|attempts| wait(attempts, u32::MAX, None)).collect();
        assert_eq!(longest[..4], [5_000, 10_000, 20_000, 40_000]);
        assert_eq!(longest[10..], [3_600_000; 3]);
        assert_eq!(wait(1, 0, None), 2_500);
    }

    #[test]
    fn the_other_side_may_ask_for_more_time_and_not_for_ever() {
        assert_eq!(wait(1, 0, Some(30_000)), 30_000);
        assert_eq!(wait(1, 0, Some(i64::MAX)), 3_600_000);
        assert_eq!(wait(1, 0, Some(i64::MIN)), 2_500);
    }

    #[test]
    fn it_is_given_up_when_it_is_old_and_was_tried() {
        let policy = RetryPolicy::default();
        let old = NOW + policy.give_up_after_millis;
        assert_eq!(policy.next(12, NOW, old, 0, None), Next::GiveUp);
        assert!(matches!(policy.next(12, NOW, old + -1, 0, None), Next::Retry(_)));
        // Nobody was there for days: it has its attempts all the same.
        assert!(matches!(policy.next(11, NOW, old + 1_000_000_000, 0, None), Next::Retry(_)));
    }

    proptest! {
        #[test]
        fn a_wait_is_neither_none_nor_too_long(attempts: u32, random: u32, asked: Option<i64>) {
            let waited = match RetryPolicy::default().next(attempts, NOW, NOW, random, asked) {
                Next::Retry(at) => at - NOW,
                Next::GiveUp => return Err(TestCaseError::fail("it is young")),
            };
            prop_assert!((1..=3_600_000).contains(&waited), "{}", waited);
        }
    }
}
